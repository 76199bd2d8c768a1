#include "bgp/engine/peer.h"

#include <algorithm>

#include "bgp/engine/settings.h"
#include "bgp/fsm/collision.h"

namespace vigilcast::bgp {

using fsm::State;

Peer::Peer(PeerId id, PeerConfig config, Surroundings around, Rng rng)
    : id_(id), around_(std::move(around)), rng_(rng), bfd_(Rng(rng_.next())), out_(*around_.store), in_(*around_.received, around_.received_memory) {
  status_.id = id;
  status_.config = std::move(config);
  in_.limit_memory(status_.config.received_bytes);
}

std::unique_ptr<Link> Peer::make_link(bool outgoing) {
  Link::Surroundings around;
  around.peer = id_;
  around.new_connection_id = [this] {
    ++status_.connect_attempts;
    return around_.new_connection_id();
  };
  around.may_connect = [this] { return has_attempts_left(); };
  around.emit = around_.emit;
  around.count = [this](const Link&, MessageType type, Direction direction) { count(type, direction); };
  around.state_changed = [this] { show_state(); };
  around.loses_collision = [this](const Link& link, const Open& open) { return loses_collision(link, open); };
  around.interest = &interest_;
  fsm::Settings settings = fsm_settings(status_.config);
  if (!outgoing) settings.passive = true;
  auto link = std::make_unique<Link>(std::move(around), std::move(settings), Rng(rng_.next()), outgoing);
  link->set_restarting(status_.sessions == 0);  // RFC 4724 section 3: the first session of this process tells that an earlier one may have been before it
  link->path_changed({.up = bfd_.up(), .failure = {}}, Instant{});
  return link;
}

void Peer::start(Instant now, Duration wait) {
  bfd_.release();
  status_.since = now;
  attempts_before_ = status_.connect_attempts;
  if (config().remote_range) return;  // only those who call from it have sessions
  stopped_ = false;
  outgoing_ = make_link(true);
  if (wait > Duration{}) return outgoing_->start_at(now + wait);
  process(outgoing_.get(), outgoing_->start(now), now);
}

void Peer::stop(const Notification& notification, bool back_soon, Instant now) {
  stopped_ = true;
  held_ = false;
  held_until_.reset();
  bfd_.release();
  for (Link* link : {outgoing_.get(), incoming_.get()}) {
    if (link != nullptr) process(link, link->stop(notification, back_soon, now), now);
  }
  outgoing_.reset();
  incoming_.reset();
  show_state();
}

void Peer::reset(const Notification& notification, Instant now, bool back_soon) {
  if (held_) return come_back(now);
  if (stopped_) return;
  stop(notification, back_soon, now);
  start(now);
}

void Peer::reconfigure(const PeerConfig& config, Instant now) {
  const bool wire = needs_reset(status_.config, config);
  const bool was_range = status_.config.remote_range.has_value();
  const bool another = status_.config.address != config.address || status_.config.peer_as != config.peer_as;
  // To the peer we are who we were: what it can keep meanwhile (RFC 4724) is not to go with the session.
  const bool same_router = !another && status_.config.local_as == config.local_as && status_.config.router_id == config.router_id &&
                           status_.config.local_address == config.local_address && status_.config.device() == config.device();
  const bool soft_out = status_.config.export_filter != config.export_filter || status_.config.send_non_transitive != config.send_non_transitive ||
                        status_.config.prefer_link_local != config.prefer_link_local || status_.config.local_link_local != config.local_link_local ||
                        status_.config.self_address != config.self_address;
  const bool soft_in = status_.config.import_filter != config.import_filter;
  const bool other_rate = status_.config.rate_limit != config.rate_limit;
  const bool other_limits = status_.config.prefix_limits != config.prefix_limits;
  if (status_.config.interface != config.interface || status_.config.unnumbered() != config.unnumbered()) heard_.reset();
  status_.config = config;
  in_.limit_memory(config.received_bytes);
  if (!config.adj_rib_in) in_.clear();
  if (!config.bfd) bfd_.end_hold(now);
  if (outgoing_) outgoing_->set_connect_retry(config.connect_retry);
  // Who asked for notifications that keep the routes (RFC 8538) has to be told that the router that it knew is gone.
  const bool gone = !same_router && status_.negotiated && status_.negotiated->restart_notification;
  if (wire) reset(Notification{ErrorCode::cease, gone ? cease::peer_deconfigured : cease::config_change, {}}, now, same_router);
  if (was_range && !config.remote_range) start(now);
  if (another) stale_.forget(in_, "it was of another peer");
  if (held_ && other_limits && !status_.draining) come_back(now);
  for (const Family family : soft_in ? config.families : std::vector<Family>{}) request_refresh(family);
  if (soft_out) renew_routes();
  if (routes_begun_) give_advice();
  if (other_rate) {
    pace_.set_rate(config.rate_limit);
    pump();
  }
}

std::optional<unsigned> Peer::fit(const Caller& caller) const {
  if (stopped_ && !held_ && !config().remote_range) return std::nullopt;
  return bgp::fit(config(), caller);
}

bool Peer::has_attempts_left() const { return config().most_attempts == 0 || status_.connect_attempts - attempts_before_ < config().most_attempts; }

// Or an attempt under way.
bool Peer::has_connection() const { return (outgoing_ && outgoing_->connection() != 0) || (incoming_ && incoming_->connection() != 0); }

void Peer::joined(const Peer& range) {
  status_.range = range.config().name;
  interest_ = range.interest_;
  pause_ = range.pause_;  // it has no session: what is copied is the observers' wish
  std::vector<RouteChange> routes;
  range.out().each([&](const Nlri& nlri, const AdjRibOut::View& view) {
    const auto add = [&](const AdjRibOut::Wish& wish) { routes.emplace_back(Announce{{nlri, wish.next_hop, wish.attributes, wish.owner}}); };
    if (view.winner != nullptr) add(*view.winner);
    for (const auto* loser : view.losers) add(*loser);
  });
  for (const RouteChange& route : routes) apply_one(route);
}

// --- transport events ---------------------------------------------------------------------------------------------------------

void Peer::accepted(const ConnectionAccepted& event, Instant now) {
  if (held_) return refuse(event.connection, cease::connection_rejected);
  if (held_by_bfd(event.connection, now)) return;
  // RFC 4271 section 6.8: an established session wins; and on a link without numbers, one that somebody else has is not ended by who calls.
  const Link* held = established();
  if (held != nullptr && (!may_have_restarted(now) || held->remote().address != event.remote.address)) return refuse(event.connection, cease::collision);
  if (Link* old = established()) {
    process(old, old->superseded(now), now);
    if (old == incoming_.get()) retire_incoming(now);
  }
  if (incoming_) process(incoming_.get(), incoming_->collision_lost(now), now);
  heard_ = event.remote.address;
  incoming_ = make_link(false);
  process(incoming_.get(), incoming_->start(now), now);
  if (outgoing_) incoming_->follow(*outgoing_, now);
  process(incoming_.get(), incoming_->connected({event.connection, event.local, event.remote, event.other_family}, now), now);
  after(now);
}

void Peer::refuse(ConnectionId connection, std::uint8_t subcode) {
  Bytes message;
  encode_notification(message, Notification{ErrorCode::cease, subcode, {}});
  around_.emit(SendBytes{connection, share(std::move(message))});
  around_.emit(CloseConnection{connection});
}

void Peer::connected(const ConnectionUp& event, Instant now) {
  Link* link = find(event.connection);
  if (link == nullptr) return;
  heard_ = event.remote.address;
  process(link, link->connected(event, now), now);
  after(now);
}

void Peer::failed(const ConnectionFailed& event, Instant now) {
  if (Link* link = find(event.connection)) process(link, link->connect_failed(event.reason, now), now);
  after(now);
}

void Peer::lost(const ConnectionLost& event, Instant now) {
  if (Link* link = find(event.connection)) process(link, link->closed(event, now), now);
  after(now);
}

void Peer::received(const BytesReceived& event, Instant now) {
  if (Link* link = find(event.connection)) {
    link->received(event.data, now, [&](const std::vector<LinkNews>& news) { process(link, news, now); });
  }
  after(now);
}

void Peer::write_queue(const WriteQueue& event, Instant now) {
  Link* link = find(event.connection);
  if (link == nullptr) return;
  process(link, link->write_queue(event.queued, now), now);
  if (routes_begun_ && link == established() && out_.pending() && link->queued() < Sender::kHighWater) can_send_ = true;
  answer_refreshes(now);
}

void Peer::input_waits(const InputWaits& event, Instant now) {
  if (Link* link = find(event.connection)) process(link, link->input_waits(now), now);
}

std::optional<Instant> Peer::next_deadline() const {
  std::optional<Instant> out = bfd_.next_deadline();
  if (outgoing_) out = earlier(out, outgoing_->next_deadline());
  if (incoming_) out = earlier(out, incoming_->next_deadline());
  if (!out_.pending()) out = earlier(out, answers_.next_deadline());
  out = earlier(out, earlier(held_until_, drained_at_));
  out = earlier(out, pause_.next_deadline());
  if (routes_begun_) out = earlier(out, pace_.next_deadline());
  return earlier(out, earlier(stale_.next_deadline(), intake_.next_deadline()));
}

void Peer::on_time(Instant now) {
  if (outgoing_) process(outgoing_.get(), outgoing_->on_time(now), now);
  if (incoming_) process(incoming_.get(), incoming_->on_time(now), now);
  if (drained_at_ && *drained_at_ <= now) {
    drained_at_.reset();
    hold_down(drain_words_, std::nullopt, now);
  }
  if (held_until_ && *held_until_ <= now) come_back(now);
  stale_.on_time(in_, now);
  intake_.on_time(in_, now);
  if (pause_.on_time(now)) follow_pause(now);
  if (routes_begun_ && pace_.on_time(now)) pump();
  resume_after_bfd(now);
  after(now);
}

// --- what the links say -------------------------------------------------------------------------------------------------------

void Peer::process(Link* link, const std::vector<LinkNews>& news, Instant now) {
  for (const LinkNews& item : news) {
    if (const auto* up = std::get_if<LinkUp>(&item)) on_up(*link, *up, now);
    if (const auto* down = std::get_if<LinkDown>(&item)) on_down(*link, *down, now);
    if (const auto* update = std::get_if<LinkUpdate>(&item)) on_update(*update);
    if (const auto* refresh = std::get_if<LinkRefresh>(&item)) on_refresh(refresh->refresh, now);
  }
}

// Called when a transport event is fully handled: no Link is on the stack any more, so links may be made and dropped.
void Peer::after(Instant now) {
  if (const auto limit = std::exchange(exceeded_, std::nullopt)) {
    return hold_down(too_many_prefixes(*limit), limit->restart_after ? std::optional(now + *limit->restart_after) : std::nullopt, now);
  }
  if (!stopped_ && !has_attempts_left() && !has_connection()) return give_up(now);
  judge_collision(now);
  if (incoming_ && incoming_->connection() == 0) retire_incoming(now);
  if (established() != nullptr) drop_all_but(established(), now);
  answer_refreshes(now);
  show_state();
}

// An accepted session is over. If it had replaced our own attempts, they come back after its idle hold time.
void Peer::retire_incoming(Instant now) {
  const std::unique_ptr<Link> ended = std::move(incoming_);
  if (outgoing_) return;
  outgoing_ = make_link(true);
  if (!bfd_.holds()) outgoing_->follow(*ended, now);
}

// RFC 4271 section 6.8: what is established wins over any other connection of the peer.
void Peer::drop_all_but(const Link* kept, Instant now) {
  for (auto* link : {&outgoing_, &incoming_}) {
    if (*link == nullptr || link->get() == kept) continue;
    process(link->get(), (*link)->stop(Notification{ErrorCode::cease, cease::collision, {}}, false, now), now);
    link->reset();
  }
}

void Peer::judge_collision(Instant now) {
  if (!outgoing_ || !incoming_) return;
  const auto loser = fsm::collision_loser(outgoing_->session(), incoming_->session());
  if (!loser) return;
  Link* link = *loser == fsm::Side::outgoing ? outgoing_.get() : incoming_.get();
  process(link, link->collision_lost(now), now);
}

// RFC 4271 section 6.8: with a KEEPALIVE on it the losing connection could come up at the peer, so it is told before.
bool Peer::loses_collision(const Link& arriving, const Open& open) const {
  const Link* other = arriving.outgoing() ? incoming_.get() : outgoing_.get();
  if (arriving.state() != State::open_sent || other == nullptr || other->state() != State::open_confirm) return false;
  const std::uint32_t own_as = status_.config.mirror_as ? open.as() : status_.config.local_as;
  const auto loser = fsm::collision_loser({own_as, status_.config.router_id}, {open.as(), open.identifier}, State::open_confirm, State::open_confirm);
  return (loser == fsm::Side::outgoing) == arriving.outgoing();
}

void Peer::on_up(Link& link, const LinkUp& up, Instant now) {
  status_.negotiated = up.negotiated;
  status_.peer_open = up.peer_open;
  status_.local = link.local();
  status_.remote = link.remote();
  status_.since = now;
  ++status_.sessions;
  for (Link* each : {outgoing_.get(), incoming_.get()}) {
    if (each != nullptr) each->set_restarting(false);
  }
  tell(PeerUp{up.negotiated});
  stale_.session_up(in_, up.negotiated, up.peer_open, now);
  if (pause_.session_up(up.negotiated.hold_time, now)) follow_pause(now);
  begin_routes(now);
}

void Peer::on_down(Link& link, const LinkDown& down, Instant now) {
  if (link.session().peer_open()) status_.peer_open = link.session().peer_open();
  const bool was_up = status_.negotiated.has_value();
  if (established() != nullptr || (!was_up && down.reason == fsm::DownReason::collision)) return;  // the other link carries, or will carry, the session
  status_.last_down = down.reason;
  status_.last_down_text = down.text;
  status_.last_notification = down.notification;
  if (was_up) {
    status_.last_loss = down.reason;
    status_.last_loss_text = down.text;
    status_.since = now;
    stale_.session_down(in_, *status_.negotiated, *status_.peer_open, down, now);
    status_.negotiated.reset();
    routes_begun_ = false;
    can_send_ = false;
    group_.reset();
    end_of_rib_due_.clear();
    end_of_refresh_due_.clear();
    answers_.clear();
    limits_.clear();
    told_unkept_ = false;
    intake_.clear();
    pause_.session_down();
    status_.reading_paused.reset();
    out_.session_down();
  }
  tell(PeerDown{down.reason, down.text, down.notification, was_up});
}

FamilyCounters& Peer::counters(Family family) {
  const auto known = std::ranges::find(status_.families, family, &FamilyCounters::family);
  return known != status_.families.end() ? *known : status_.families.emplace_back(FamilyCounters{family});
}

void Peer::count(const Update& update) {
  std::vector<Family> about;
  const auto received = [&](Family family) -> FamilyTraffic& {
    FamilyTraffic& out = counters(family).received;
    if (std::ranges::find(about, family) == about.end()) {
      about.push_back(family);
      ++out.updates;
    }
    return out;
  };
  for (const auto& part : update.announced) received(part.family).announced += part.nlri.size();
  for (const auto& part : update.withdrawn) received(part.family).withdrawn += part.nlri.size();
  if (update.end_of_rib) received(*update.end_of_rib);
}

void Peer::on_update(const LinkUpdate& update) {
  count(update.decoded.update);
  if (status_.config.adj_rib_in && !exceeded_) keep(update.decoded.update);
  if (update.decoded.update.end_of_rib) stale_.end_of_rib(in_, *update.decoded.update.end_of_rib);
  if (!interest_.updates_received && update.decoded.faults.empty()) return;
  Bytes raw = interest_.raw || !update.decoded.faults.empty() ? Bytes(update.raw.begin(), update.raw.end()) : Bytes{};
  tell(UpdateSeen{Direction::receive, update.decoded.update, update.decoded.faults, std::move(raw)});
}

// --- what is seen from outside ------------------------------------------------------------------------------------------------

Link* Peer::find(ConnectionId connection) {
  for (Link* link : {outgoing_.get(), incoming_.get()}) {
    if (link != nullptr && link->connection() == connection) return link;
  }
  return nullptr;
}

const Link* Peer::established() const {
  for (const Link* link : {outgoing_.get(), incoming_.get()}) {
    if (link != nullptr && link->state() == State::established && link->connection() != 0) return link;
  }
  return nullptr;
}

Link* Peer::established() { return const_cast<Link*>(std::as_const(*this).established()); }

void Peer::show_state() {
  State state = State::idle;
  if (outgoing_) state = std::max(state, outgoing_->state());
  if (incoming_) state = std::max(state, incoming_->state());
  if (state == status_.state) return;
  tell(PeerStateChanged{std::exchange(status_.state, state), state});
}

void Peer::count(MessageType type, Direction direction) {
  MessageCounters& counters = direction == Direction::send ? status_.sent : status_.received;
  switch (type) {
    case MessageType::open: ++counters.open; break;
    case MessageType::update: ++counters.update; break;
    case MessageType::notification: ++counters.notification; break;
    case MessageType::keepalive: ++counters.keepalive; break;
    case MessageType::route_refresh: ++counters.refresh; break;
    case MessageType::operational: ++counters.operational; break;
  }
}

const PeerStatus& Peer::status() {
  const bfd::Status* bfd = around_.bfd_status(id_);
  status_.bfd = bfd == nullptr ? std::nullopt : std::optional(*bfd);
  status_.history = history_.entries();
  status_.last_malformed = history_.malformed();
  status_.own_open = history_.own_open();
  status_.routes_desired = out_.desired();
  status_.routes_sent = out_.sent();
  status_.routes_received = in_.size();
  status_.received_bytes = in_.memory();
  return status_;
}

}  // namespace vigilcast::bgp
