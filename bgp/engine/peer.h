// One neighbour: its links, its RIBs and its history. Decides collisions, keeps at most one established link, and sends what is pending on it.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "bgp/engine/bfd_link.h"
#include "bgp/engine/caller.h"
#include "bgp/engine/link.h"
#include "bgp/engine/pace.h"
#include "bgp/engine/prefix_limit.h"
#include "bgp/engine/read_pause.h"
#include "bgp/engine/refresh.h"
#include "bgp/engine/restart.h"
#include "bgp/engine/sender.h"
#include "bgp/rib/route_store.h"

namespace vigilcast::bgp {

class Peer {
 public:
  // Shared by all peers of an engine; outlives them.
  struct Surroundings {
    std::function<ConnectionId()> new_connection_id;
    std::function<void(Output)> emit;
    RouteStore* store = nullptr;     // of what goes out
    RouteStore* received = nullptr;  // of what comes in
    MemoryBudget* received_memory = nullptr;
    UpdateGroups* groups = nullptr;
    const bool* released = nullptr;  // false: no route is sent yet
    std::function<const bfd::Status*(PeerId)> bfd_status;
  };

  Peer(PeerId id, PeerConfig config, Surroundings around, Rng rng);

  void start(Instant now, Duration wait = {});  // our own first attempt comes after `wait`
  void stop(const Notification& notification, bool back_soon, Instant now);  // for good, as far as this process goes
  void reset(const Notification& notification, Instant now, bool back_soon = false);  // and come back
  void reconfigure(const PeerConfig& config, Instant now);
  void release(Instant now);
  void apply(const RouteFeed& changes);
  void refresh(Family family, Instant now);
  void request_refresh(Family family);
  void forget_received();
  void advise(const Operational& message);  // see Engine::advise
  void send_end_of_rib(Family family);  // behind what is pending; nothing when the family is not negotiated
  // RFC 8326: tells the peer to use other routes, and ends the session after `length` until undrain().
  void drain(Duration length, const Notification& last_words, Instant now);
  void undrain(Instant now);
  void observe(Interest interest) { interest_ = interest; }
  void want_pause(bool pause, Instant now);                    // see Engine::pause_reading
  void joined(const Peer& range);                              // it called from there: same routes, same observers
  void remember(const PeerEventKind& event, Instant now) { history_.note(event, now); }

  void accepted(const ConnectionAccepted& event, Instant now);
  void connected(const ConnectionUp& event, Instant now);
  void failed(const ConnectionFailed& event, Instant now);
  void lost(const ConnectionLost& event, Instant now);
  void received(const BytesReceived& event, Instant now);
  void write_queue(const WriteQueue& event, Instant now);
  void input_waits(const InputWaits& event, Instant now);
  void bfd_changed(const bfd::Change& change, Instant now);
  void heard(const IpAddress& router) { heard_ = router; }  // on the link of an unnumbered peer

  [[nodiscard]] std::optional<Instant> next_deadline() const;
  void on_time(Instant now);
  // Routes wait that the link would take, or received ones to be gone through: work() takes as many as `budget`, which counts destinations, and slices allow.
  [[nodiscard]] bool has_work() const { return can_send_ || in_.has_work(); }
  void work(std::size_t& budget);

  [[nodiscard]] PeerId id() const { return id_; }
  [[nodiscard]] const PeerConfig& config() const { return status_.config; }
  [[nodiscard]] std::optional<unsigned> fit(const Caller& caller) const;  // see bgp/engine/caller.h; nothing once stopped
  [[nodiscard]] bool has_connection() const;
  [[nodiscard]] std::optional<IpAddress> neighbour() const;  // who is at the other end; nothing while an unnumbered one is unknown, and of a range
  [[nodiscard]] bool held() const { return held_; }  // down on purpose: it is not forgotten
  [[nodiscard]] const PeerStatus& status();  // valid until the next event
  [[nodiscard]] const AdjRibOut& out() const { return out_; }
  [[nodiscard]] const AdjRibIn& in() const { return in_; }

 private:
  std::unique_ptr<Link> make_link(bool outgoing);
  void process(Link* link, const std::vector<LinkNews>& news, Instant now);
  void retire_incoming(Instant now);
  void after(Instant now);
  void on_up(Link& link, const LinkUp& up, Instant now);
  void on_down(Link& link, const LinkDown& down, Instant now);
  void on_update(const LinkUpdate& update);
  void keep(const Update& update);
  void note_unkept(std::size_t routes);
  void hold_down(const Notification& last_words, std::optional<Instant> until, Instant now);
  void come_back(Instant now);
  void give_up(Instant now);
  [[nodiscard]] bool has_attempts_left() const;
  void on_refresh(const RouteRefresh& refresh, Instant now);
  void answer_refreshes(Instant now);
  void tidy(std::size_t& budget);
  void send(std::size_t& budget);
  void follow_pause(Instant now);
  void judge_collision(Instant now);
  [[nodiscard]] bool loses_collision(const Link& arriving, const Open& open) const;
  [[nodiscard]] bool may_have_restarted(Instant now) const;
  void drop_all_but(const Link* kept, Instant now);
  void begin_routes(Instant now);
  void join_group();
  void renew_routes();
  void apply_one(const RouteChange& change);
  void pump();
  void finish_dump();
  void give_advice();
  bool say(const Operational& message);  // false where OPERATIONAL messages or its family are not agreed on
  void show_state();
  void count(MessageType type, Direction direction);
  void count(const Update& update);
  FamilyCounters& counters(Family family);
  void refuse(ConnectionId connection, std::uint8_t subcode);
  void tell(PeerEventKind event) { around_.emit(PeerEvent{id_, std::move(event)}); }
  void send_refresh(Link& link, const RouteRefresh& refresh);
  Link* find(ConnectionId connection);
  [[nodiscard]] const Link* established() const;
  Link* established();
  [[nodiscard]] SelfAddresses self_addresses(const Link& link) const;
  Sender::Session sender(Link& link);

  bool held_by_bfd(ConnectionId caller, Instant now);
  void resume_after_bfd(Instant now);

  PeerId id_;
  Surroundings around_;
  Rng rng_;
  Interest interest_;
  BfdLink bfd_;
  std::optional<IpAddress> heard_;  // whom we were connected to last, or who advertised itself since then
  History history_;
  bool stopped_ = true;
  bool routes_begun_ = false;  // this session has been given its routes
  std::unique_ptr<Link> outgoing_, incoming_;  // outgoing_ is absent while an accepted session is established
  std::shared_ptr<UpdateGroup> group_;  // while routes_begun_
  bool can_send_ = false;  // there is something to send, and room for it
  AdjRibOut out_;
  AdjRibIn in_;
  PrefixLimits limits_;
  std::optional<PrefixLimit> exceeded_;  // by what is being received
  bool told_unkept_ = false;  // of this session
  bool held_ = false;  // down on purpose, with a way back
  std::optional<Instant> held_until_;
  std::optional<Instant> drained_at_;
  Notification drain_words_;
  StaleRoutes stale_;
  RefreshAnswers answers_;
  RefreshIntake intake_;
  ReadPause pause_;
  Pace pace_;
  std::vector<Operational> said_;  // of what is configured: in this session what lasts, the rest in any
  struct Advice {
    Operational message;
    bool said = false;  // in this session
  };
  std::vector<Advice> advice_;  // beside what is configured, and what lasts in its place
  std::uint64_t attempts_before_ = 0;  // the last start: they do not count towards PeerConfig::most_attempts any more
  std::vector<Family> end_of_rib_due_;
  std::vector<Family> end_of_refresh_due_;
  PeerStatus status_;
};

}  // namespace vigilcast::bgp
