// One session of a peer together with its connection: cuts the byte stream into messages, feeds the FSM and carries out what it asks for.
// A peer has one outgoing Link and, while a collision or an accepted session lasts, an incoming one.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "bgp/engine/engine.h"
#include "bgp/fsm/session.h"

namespace vigilcast::bgp {

// What a Link tells its Peer.
struct LinkUp {
  Negotiated negotiated;
  Open peer_open;
};
struct LinkDown {
  fsm::DownReason reason;
  std::string text;
  Notification notification;
};
struct LinkUpdate {
  DecodedUpdate decoded;
  ByteView raw;
};
struct LinkRefresh {
  RouteRefresh refresh;
};
using LinkNews = std::variant<LinkUp, LinkDown, LinkUpdate, LinkRefresh>;

class Link {
 public:
  // What the Link needs from around it; both outlive it.
  struct Surroundings {
    PeerId peer = 0;
    std::function<ConnectionId()> new_connection_id;
    std::function<bool()> may_connect;  // once more: false when all attempts were made
    std::function<void(Output)> emit;
    std::function<void(const Link&, MessageType, Direction)> count;  // message counters
    std::function<void()> state_changed;
    std::function<bool(const Link&, const Open&)> loses_collision;  // asked before the peer's OPEN is answered
    const Interest* interest = nullptr;
  };

  Link(Surroundings around, fsm::Settings settings, Rng rng, bool outgoing);

  // Each returns what the Peer must know, in order.
  std::vector<LinkNews> start(Instant now);
  void start_at(Instant when) { session_.start_at(when); }
  std::vector<LinkNews> stop(const Notification& notification, bool back_soon, Instant now);
  std::vector<LinkNews> collision_lost(Instant now);
  std::vector<LinkNews> superseded(Instant now);  // the peer has come back on another connection: this one is closed without a word
  std::vector<LinkNews> connected(const ConnectionUp& event, Instant now);
  std::vector<LinkNews> connect_failed(const std::string& reason, Instant now);
  std::vector<LinkNews> closed(const ConnectionLost& event, Instant now);
  // News are delivered message by message, so that all events come in the order of the messages. Views in them are valid during the call,
  // and `deliver` must leave the Link in place.
  using Deliver = std::function<void(const std::vector<LinkNews>&)>;
  void received(ByteView data, Instant now, const Deliver& deliver);
  std::vector<LinkNews> path_changed(const fsm::PathChanged& event, Instant now);  // as BFD says
  std::vector<LinkNews> write_queue(std::size_t queued, Instant now);
  std::vector<LinkNews> input_waits(Instant now);
  void pause_reading(bool paused);
  std::vector<LinkNews> on_time(Instant now);
  void send(SharedBytes message);  // UPDATE, ROUTE-REFRESH or OPERATIONAL, complete
  void follow(const Link& before, Instant now) { session_.follow(before.session_, now); }
  void set_restarting(bool restarting) { session_.set_restarting(restarting); }
  void set_connect_retry(Duration length) { session_.set_connect_retry(length); }

  // As shown: while several steps are carried out it follows them one by one.
  [[nodiscard]] fsm::State state() const { return state_; }
  [[nodiscard]] const fsm::Session& session() const { return session_; }
  [[nodiscard]] std::optional<Instant> next_deadline() const { return session_.next_deadline(); }
  [[nodiscard]] ConnectionId connection() const { return connection_; }
  [[nodiscard]] const Endpoint& local() const { return local_; }
  [[nodiscard]] const Endpoint& remote() const { return remote_; }
  [[nodiscard]] const std::optional<IpAddress>& other_family() const { return other_family_; }  // for next-hop self
  [[nodiscard]] bool outgoing() const { return outgoing_; }
  [[nodiscard]] std::size_t queued() const { return queued_; }  // bytes under way to the kernel, as far as is known

 private:
  std::vector<LinkNews> feed(const fsm::Event& event, Instant now);
  void feed_into(std::vector<LinkNews>& news, const fsm::Event& event, Instant now);
  void carry_out(std::vector<LinkNews>& news, const std::vector<fsm::Action>& actions);
  void receive_frame(std::vector<LinkNews>& news, const Frame& frame, Instant now, const Deliver& deliver);
  void receive_update(std::vector<LinkNews>& news, const Frame& frame, Instant now, const Deliver& deliver);
  void receive_refresh(std::vector<LinkNews>& news, const Frame& frame, Instant now);
  void receive_operational(std::vector<LinkNews>& news, const Frame& frame, Instant now);
  void send_open(const Open& open);
  void send_notification(const Notification& notification);
  void close();
  void tell(PeerEventKind event);
  void fault(std::vector<LinkNews>& news, const Fault& fault, ByteView whole, Instant now);
  void seen(MessageType type, Direction direction);
  [[nodiscard]] Bytes raw(ByteView whole) const;
  [[nodiscard]] std::size_t max_message() const;

  Surroundings around_;
  fsm::Session session_;
  bool outgoing_;
  fsm::State state_ = fsm::State::idle;
  ConnectionId connection_ = 0;  // 0: none, and none under way
  Endpoint local_, remote_;
  std::optional<IpAddress> other_family_;
  Bytes input_;                  // an incomplete message, at most one
  std::size_t queued_ = 0;
};

}  // namespace vigilcast::bgp
