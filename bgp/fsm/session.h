// One BGP session as RFC 4271 section 8 has it: a pure object. Events in, actions out; it never fails, does no I/O and reads no clock.
// One Session belongs to one TCP connection or attempt; two of them for one peer are judged by collision.h.
// Thread: whoever owns it; it has no shared state.
//
// An accepted connection enters a fresh Session with Settings::passive: Start, then Connected.
// After a loss (of a collision too) a session starts again by itself, later each time; after Stop it stays Idle until Start.
#pragma once

#include <optional>
#include <vector>

#include "bgp/fsm/action.h"
#include "bgp/fsm/event.h"
#include "bgp/fsm/memory.h"
#include "pkg/base/rng.h"
#include "pkg/base/time.h"

namespace vigilcast::bgp::fsm {

struct Settings {
  std::uint32_t local_as = 0;
  std::optional<std::uint32_t> peer_as;  // nothing: one of peer_as_list
  std::vector<std::uint32_t> peer_as_list;  // empty: whatever the peer says
  std::vector<Family> required_families;    // a peer without one of them is refused (RFC 5492 section 3)
  IpAddress identifier;                  // router id
  std::uint16_t hold_time = 180;         // seconds
  bool passive = false;                  // never connects out
  bool mirror_as = false;                // we are of the AS that the peer's OPEN names: ours waits for it, for as long as open_wait
  Capabilities capabilities;             // what our OPEN offers
  bool strict_role = false;              // RFC 9234: a peer that names no role is refused
  bool aigp = false;                     // AIGP goes over this session, though it is external
  Duration connect_retry = std::chrono::seconds(5);    // jittered by 0.75 to 1.0 (RFC 4271 section 10)
  Duration delay_open{};                               // how long our OPEN waits for the peer's once the connection is up
  Duration open_wait = std::chrono::seconds(60);       // the large hold time until the peer's OPEN is here
  Duration idle_hold_first = std::chrono::seconds(1);  // back-off after a session was lost or refused by NOTIFICATION: doubles
  Duration idle_hold_limit = std::chrono::seconds(60);
  Duration bfd_wait = std::chrono::seconds(30);  // BFD strict mode: from the peer's OPEN until BFD is up
  Duration send_hold = std::chrono::minutes(8);  // RFC 9687: the larger of this and twice the hold time
};

class Session {
 public:
  Session(Settings settings, Rng rng);

  std::vector<Action> handle(const Event& event, Instant now);
  [[nodiscard]] std::optional<Instant> next_deadline() const;
  std::vector<Action> on_time(Instant now);  // serves every timer that is due; the next deadline is later than `now` then

  // Goes on where another session of the same peer ended: its losses count, and while this one is Idle, so does its idle hold time.
  void follow(const Session& before, Instant now);
  void start_at(Instant when) { memory_.deadlines.set(Timer::idle_hold, when); }  // instead of a Start now
  void set_connect_retry(Duration length) { settings_.connect_retry = length; }  // from the next attempt on
  // RFC 4724: whether our next OPENs say that we have restarted. Nothing when graceful restart is not offered.
  void set_restarting(bool restarting) {
    if (settings_.capabilities.graceful_restart) settings_.capabilities.graceful_restart->restarting = restarting;
  }

  [[nodiscard]] State state() const { return memory_.state; }
  [[nodiscard]] const std::optional<Negotiated>& negotiated() const { return memory_.negotiated; }  // set from OpenConfirm on
  [[nodiscard]] const std::optional<Open>& peer_open() const { return memory_.peer_open; }          // the last one, kept when down

 private:
  void mirror(std::uint32_t as);

  Settings settings_;
  Memory memory_;
  Rng rng_;
};

// What both OPENs agree on (RFC 5492 section 4: a capability counts when both have it).
Negotiated negotiate(const Open& ours, const Open& theirs);

// Sorted. RFC 4760 section 8: who announces no multiprotocol capability speaks IPv4 unicast.
std::vector<Family> offered_families(const Capabilities& capabilities);

}  // namespace vigilcast::bgp::fsm
