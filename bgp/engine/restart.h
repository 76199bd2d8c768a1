// Graceful restart as the one who stays (RFC 4724 section 4.2, RFC 8538, RFC 9494): which routes of a peer outlive its session, marked stale, and for how long.
// Where both sides offer long-lived graceful restart, a family that is not back in time stays for its long-lived stale time, with LLGR_STALE.
// Of two losses in a row, what is stale from before the first one goes with the second (RFC 4724), unless it is to live long: then it stays for the rest of its
// time, which starts anew only once the peer has said again all that it has (RFC 9494 section 4.2).
// What goes is ordered from the Adj-RIB-In, whose work() says what it was.
// Invariant: no route is stale because of a restart without a deadline that ends it. Thread: the core loop's; time is an argument.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "bgp/engine/link.h"
#include "bgp/rib/adj_rib_in.h"

namespace vigilcast::bgp {

class StaleRoutes {
 public:
  // However long a restart time the peer names, and however long it takes for its End-of-RIB.
  static constexpr Duration kLongestAbsence = std::chrono::minutes(10);
  static constexpr Duration kLongestReturn = std::chrono::minutes(6);

  // The session ended. What the peer promised to come back for stays; the rest goes.
  void session_down(AdjRibIn& rib, const Negotiated& agreed, const Open& peer_open, const LinkDown& how, Instant now);
  // It is back: a family that it does not name, or whose forwarding state it has lost, goes. The others wait for End-of-RIB.
  void session_up(AdjRibIn& rib, const Negotiated& agreed, const Open& peer_open, Instant now);
  void end_of_rib(AdjRibIn& rib, Family family) { end(rib, family, "not repeated after a restart of the peer"); }
  void forget(AdjRibIn& rib, std::string_view why);  // all stale routes go

  [[nodiscard]] std::optional<Instant> next_deadline() const;
  void on_time(AdjRibIn& rib, Instant now);

 private:
  struct Stale {
    Family family;
    Instant restart_end;  // when the peer has been away for its restart time: none for a family that it promises long-lived restart for alone
    Instant end;  // of the long-lived stale time that follows; the same where there is none
    bool marked = false;  // as long-lived
    std::optional<Instant> back_until = {};  // it is back, and its End-of-RIB is waited for so long
    [[nodiscard]] bool lives_long() const { return end > restart_end; }
    [[nodiscard]] Instant deadline() const { return back_until ? *back_until : marked ? end : restart_end; }
  };

  void end(AdjRibIn& rib, Family family, std::string_view why);

  std::vector<Stale> stale_;
};

// Whether a session that ended this way leaves the peer's routes in place.
bool keeps_routes(const Negotiated& agreed, const LinkDown& how);

}  // namespace vigilcast::bgp
