// One BFD session in asynchronous mode (RFC 5880 section 6.8) as a pure object: packets and time in, packets and changes of state out.
//
// The peer's demand mode is honoured (we fall silent while both ends are Up), ours is never asked for; no echo is offered; our C bit is 0, for this BFD dies
// with its control plane. While the session is not Up it sends once a second at most; detection uses what both sides last agreed on (Poll and Final).
// Thread: its owner's. Units: Duration; the wire has microseconds. Errors: a packet that is not taken has a reason, which is counted and kept.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "bgp/bfd/authentication.h"
#include "bgp/bfd/packet.h"
#include "pkg/base/rng.h"
#include "pkg/base/time.h"

namespace vigilcast::bgp::bfd {

inline constexpr Duration kSlowInterval = std::chrono::seconds(1);  // section 6.8.3: not faster while the session is not Up

struct Settings {
  Duration min_tx = std::chrono::milliseconds(300);  // how often we would like to send
  Duration min_rx = std::chrono::milliseconds(300);  // how often we can take a packet
  std::uint8_t multiplier = 3;                       // packets that may be lost in a row, and one
  bool passive = false;                              // say nothing before the peer does
  std::optional<Key> key = {};
  friend bool operator==(const Settings&, const Settings&) = default;
};

struct Change {
  State from = State::down;
  State to = State::down;
  Diagnostic diagnostic = Diagnostic::none;  // why it left Up
  bool by_peers_admin = false;               // the peer's operator switched BFD off: that is no failure (RFC 5882 section 3.2)
};

bool crosses_up(const Change& change);            // into Up or out of it: what people want to hear of
std::string change_text(const Change& change);    // "BFD is Up", "BFD went from Up to Down: control detection time expired"

struct Status {
  State state = State::down;
  Instant since;                                       // of this state
  Diagnostic last_failure = Diagnostic::none;          // why it left Up the last time; kept while Up
  std::uint32_t discriminator = 0;
  Duration transmit_interval{}, detection_time{};      // in use; a detection time of 0: nothing was heard yet
  State remote_state = State::down;
  Diagnostic remote_diagnostic = Diagnostic::none;
  std::uint32_t remote_discriminator = 0;              // 0: nothing heard within the detection time
  Duration remote_min_tx{}, remote_min_rx{};
  std::uint8_t remote_multiplier = 0;
  bool remote_independent = false;                     // its C bit: what it says is true of its forwarding, whatever its control plane does
  std::uint64_t ups = 0, downs = 0;                    // times Up was entered and left
  std::uint64_t sent = 0, received = 0, discarded = 0; // packets
  std::string_view last_discard;                       // why; empty: none was
};

class Session {
 public:
  // `discriminator` is not 0 and unique in this system (section 6.3). The digests are used with a key only.
  Session(Settings settings, Digests digests, std::uint32_t discriminator, Rng rng, Instant now);

  void configure(Settings settings, Instant now);  // new timers are agreed on by a Poll Sequence, without a change of state
  void disable(Instant now);                       // AdminDown; the peer is told for a detection time
  void enable(Instant now);

  // Of this session by discriminator or by where it came from. `datagram` is what `packet` was decoded from.
  void receive(const Packet& packet, ByteView datagram, Instant now);

  void refuse(std::string_view reason);  // a datagram that its owner does not take for the peer's: counted

  [[nodiscard]] std::optional<Instant> next_deadline() const;
  void on_time(Instant now);

  std::vector<Bytes> take_packets();
  std::optional<Change> take_change();  // since it was last asked; at most one a step

  [[nodiscard]] const Status& status() const { return status_; }
  [[nodiscard]] const Settings& settings() const { return settings_; }
  [[nodiscard]] bool silent() const { return status_.state == State::admin_down && !next_transmit_; }  // disabled, and the peer knows

 private:
  [[nodiscard]] std::optional<std::string_view> refusal(const Packet& packet, ByteView datagram);
  void learn(const Packet& packet, Instant now);
  void follow(State theirs, Instant now);
  void enter(State to, Diagnostic why, Instant now);
  void forget_peer(Instant now);

  void apply_timers(Instant now);
  void end_poll(Instant now);
  void update_intervals(Instant now);
  void schedule(Instant now);
  void send(bool final, Instant now);
  [[nodiscard]] bool may_send_periodically() const;
  [[nodiscard]] Duration advertised_min_tx() const;
  [[nodiscard]] Duration jittered(Duration interval);

  Settings settings_;
  Digests digests_;
  Rng rng_;
  Status status_;
  std::optional<Authenticator> authenticator_;
  std::optional<Change> change_;
  std::vector<Bytes> packets_;
  Diagnostic diagnostic_ = Diagnostic::none;  // bfd.LocalDiag
  bool remote_demand_ = false;
  Duration used_min_tx_{}, used_min_rx_{};    // behind what is advertised while a Poll Sequence lasts
  bool polling_ = false;
  bool poll_again_ = false;                   // changed once more since the poll began: the next Final may answer the older values
  std::optional<Instant> last_sent_, last_heard_;
  std::optional<Instant> next_transmit_, detect_at_, forget_at_, quiet_at_;
};

}  // namespace vigilcast::bgp::bfd
