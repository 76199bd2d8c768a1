// Many peers, their sessions and RIBs, as one pure object: the simulator runs what production runs.
// Inputs are transport events, configuration and route changes; outputs are transport orders and PeerEvents, in order.
// Thread: the core loop's; no clock, no sockets.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <variant>
#include <vector>

#include "bgp/engine/bfd_paths.h"
#include "bgp/engine/event.h"
#include "bgp/engine/peer_config.h"
#include "bgp/engine/status.h"
#include "bgp/rib/adj_rib_in.h"
#include "bgp/rib/adj_rib_out.h"
#include "pkg/base/rng.h"
#include "pkg/base/shared_bytes.h"

namespace vigilcast::bgp {

// --- transport orders -------------------------------------------------------------------------------------------------
struct OpenConnection {
  ConnectionId connection;
  PeerId peer;
};  // answer with ConnectionUp or ConnectionFailed
struct SendBytes {
  ConnectionId connection;
  SharedBytes data;  // peers of one update group may be sent the same buffer
};
struct CloseConnection {
  ConnectionId connection;
};               // flush what is queued, then close; no more events wanted
struct PauseReading {
  ConnectionId connection;
};  // leave what the peer says in the socket; what was read already is still wanted
struct ResumeReading {
  ConnectionId connection;
};
using Output = std::variant<OpenConnection, SendBytes, CloseConnection, PauseReading, ResumeReading, PeerEvent>;

// --- transport events -------------------------------------------------------------------------------------------------
// `other_family`: a global IPv6 address of the interface that has the local IPv4 address, for `next-hop self` of IPv6 routes.
struct ConnectionUp {
  ConnectionId connection;
  Endpoint local, remote;
  std::optional<IpAddress> other_family;
};
// The transport chose the id with Engine::new_connection_id().
struct ConnectionAccepted {
  ConnectionId connection;
  Endpoint local, remote;
  std::optional<IpAddress> other_family;
  std::string interface = {};  // that it came over, where the socket knows (Caller)
};
struct ConnectionFailed {
  ConnectionId connection;
  std::string reason;
};
struct ConnectionLost {
  ConnectionId connection;
  std::string reason;
  bool link_down = false;  // or gone, for as long as the session is bound to it
};
struct BytesReceived {
  ConnectionId connection;
  ByteView data;
};
struct WriteQueue {
  ConnectionId connection;
  std::size_t queued;
};  // bytes that the transport has not yet given to the kernel; told on each change
// Bytes wait in the socket while reading is paused, or until it is this connection's turn. Told before on_time() and before reading goes on, so that the hold
// timer never takes our own pause for the peer's silence.
struct InputWaits {
  ConnectionId connection;
};
using TransportEvent = std::variant<ConnectionUp, ConnectionAccepted, ConnectionFailed, ConnectionLost, BytesReceived, WriteQueue, InputWaits>;

// The router of a link, by its advertisement: who the unnumbered peers there are.
struct RouterHeard {
  std::string interface;
  IpAddress address;
};

// --- routes -----------------------------------------------------------------------------------------------------------
struct Announce {
  Route route;
};
struct Withdraw {
  Nlri nlri;
  Owner owner;
  std::optional<Path> farewell = std::nullopt;  // what is said with it where PeerConfig::exabgp_updates asks for it; absent: what was announced
};  // see AdjRibOut::withdraw for who may withdraw whose
using RouteChange = std::variant<Announce, Withdraw>;
// Many changes, made one by one while they are applied: it calls what it is given with each.
using RouteFeed = std::function<void(const std::function<void(const RouteChange&)>&)>;

// Which of the costly events somebody listens to; the others are not made.
struct Interest {
  bool updates_sent = true;
  bool updates_received = true;
  bool raw = false;  // fill the `raw` bytes of the events
};

// One destination in a peer's Adj-RIB-Out, as `routes out` and `explain` show it.
using OutView = AdjRibOut::View;
using InView = AdjRibIn::Received;

class Engine {
 public:
  // The digests are for peers whose BFD is authenticated.
  explicit Engine(Rng rng, bfd::Digests digests = {});
  ~Engine();
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;

  // The whole truth: peers not named any more are closed (Cease / peer deconfigured); changed ones are reset only when the wire is concerned.
  // A peer keeps its id and routes across a change.
  // A peer with a `remote_range` is a range: it has no session of its own. Whoever calls from there becomes a peer like it, with the routes that the range
  // has; what is applied to the range goes to all of them. When it has gone it is forgotten after a while (Members).
  void set_peers(std::span<const PeerConfig> all, Instant now);
  // Of memory for what all peers together announce, beside PeerConfig::received_bytes for each; kMostReceived unless it is told otherwise. What is beyond is
  // not kept, counted and told (RoutesUnkept), and the sessions go on.
  static constexpr std::size_t kMostReceived = std::size_t{1} << 30;
  void limit_received(std::size_t bytes);
  void observe(PeerId peer, Interest interest);
  void apply(PeerId peer, std::span<const RouteChange> changes, Instant now);
  void apply(PeerId peer, const RouteFeed& changes, Instant now);  // asked for its changes once for each peer of a range
  void refresh(PeerId peer, Family family, Instant now);                        // send everything of the family again
  void request_refresh(PeerId peer, Family family, Instant now);                // ROUTE-REFRESH to the peer
  void forget_received(PeerId peer, Instant now);                               // its Adj-RIB-In, until the peer says it again
  void send_end_of_rib(PeerId peer, Family family, Instant now);
  // Where OPERATIONAL messages and the family are agreed on; until then it waits for a session in which they are. What lasts (Operational::lasts) is said in
  // each later session too, in place of what the configuration or an earlier call has for the family. Of what waits, the newest kMostAdvice are kept.
  static constexpr std::size_t kMostAdvice = 64;
  void advise(PeerId peer, const Operational& message, Instant now);
  // Back-pressure, for an observer that has no room for what the peer says: nothing is read from an established session until resume_reading(), or for as long
  // as ReadPause allows. What was read before is still told. Our KEEPALIVEs and routes go out as ever, and the peer is not declared dead for our pause.
  void pause_reading(PeerId peer, Instant now);
  void resume_reading(PeerId peer, Instant now);
  // Teardown; the session comes back. Back soon: where graceful restart was agreed on, the peer may keep our routes meanwhile.
  void reset(PeerId peer, const Notification& notification, Instant now, bool back_soon = false);
  // RFC 8326: the routes of the peer get the graceful-shutdown community (and no preference within our AS); after `length` the session ends with
  // `last_words` and stays down until undrain() or reset().
  void drain(PeerId peer, Duration length, const Notification& last_words, Instant now);
  void undrain(PeerId peer, Instant now);
  // All peers, for good. Those that agreed on graceful restart are left so that they keep our routes until this host is back: without a word (RFC 4724
  // section 4), or with Cease / Administrative Reset where NOTIFICATIONs keep routes (RFC 8538).
  void stop(const Notification& notification, Instant now);
  // Nothing is sent (no End-of-RIB either) until this is called: the first decisions are not made yet.
  void release_initial_routes(Instant now);

  void handle(const TransportEvent& event, Instant now);
  void handle(const RouterHeard& event, Instant now);
  [[nodiscard]] std::optional<Instant> next_deadline() const;
  // Timers first, then a bounded piece of what waits to be sent; the deadline is at once while there is more of it.
  void on_time(Instant now);
  std::vector<Output> take_outputs();
  ConnectionId new_connection_id();

  // BFD has a lane of its own, so that it is on time whatever BGP has to do: carry its orders out first, and hand in what came before on_time().
  void handle(const BfdDatagram& datagram, Instant now);
  std::vector<BfdOrder> take_bfd_orders();

  [[nodiscard]] std::vector<PeerId> peers() const;
  [[nodiscard]] std::optional<PeerId> find(std::string_view name) const;
  [[nodiscard]] std::vector<ConnectionId> connections(PeerId peer) const;  // of the peer, or of all that called from the range
  [[nodiscard]] bool has(PeerId peer) const;  // false once it is removed, also while its last events are on their way
  [[nodiscard]] const PeerConfig& config(PeerId peer) const;
  [[nodiscard]] const PeerStatus& status(PeerId peer) const;  // valid until the next input; copy what is kept
  void each_out(PeerId peer, const std::function<void(const Nlri&, const OutView&)>& visit) const;
  [[nodiscard]] bool is_flushed(PeerId peer) const;  // nothing waits to be sent, to a range: to its members; so it is, too, where no session is up
  [[nodiscard]] bool has_sent(PeerId peer, const Nlri& nlri) const;  // the peer has been told exactly what is desired
  void each_in(PeerId peer, const std::function<void(const Nlri&, const InView&)>& visit) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vigilcast::bgp
