#include "bgp/engine/peer.h"

#include <algorithm>

#include "bgp/engine/settings.h"
#include "bgp/fsm/collision.h"

namespace vigilcast::bgp {

using fsm::State;

namespace {

// False when it was there already.
bool add_once(std::vector<Family>& to, Family family) {
  if (std::ranges::find(to, family) != to.end()) return false;
  to.push_back(family);
  return true;
}

}  // namespace

Peer::Peer(PeerId id, PeerConfig config, Surroundings around, Rng rng) : id_(id), around_(std::move(around)), rng_(rng) {
  status_.id = id;
  status_.config = std::move(config);
}

std::unique_ptr<Link> Peer::make_link(bool outgoing) {
  Link::Surroundings around;
  around.peer = id_;
  around.new_connection_id = [this] {
    ++status_.connect_attempts;
    return around_.new_connection_id();
  };
  around.emit = around_.emit;
  around.count = [this](const Link&, MessageType type, Direction direction) { count(type, direction); };
  around.state_changed = [this] { show_state(); };
  around.loses_collision = [this](const Link& link, const Open& open) { return loses_collision(link, open); };
  around.interest = &interest_;
  fsm::Settings settings = fsm_settings(status_.config);
  if (!outgoing) settings.passive = true;
  return std::make_unique<Link>(std::move(around), std::move(settings), Rng(rng_.next()), outgoing);
}

void Peer::start(Instant now) {
  stopped_ = false;
  status_.since = now;
  outgoing_ = make_link(true);
  process(outgoing_.get(), outgoing_->start(now), now);
}

void Peer::stop(const Notification& notification, bool back_soon, Instant now) {
  stopped_ = true;
  for (Link* link : {outgoing_.get(), incoming_.get()}) {
    if (link != nullptr) process(link, link->stop(notification, back_soon, now), now);
  }
  outgoing_.reset();
  incoming_.reset();
  show_state();
}

void Peer::reset(const Notification& notification, Instant now) {
  if (stopped_) return;
  stop(notification, false, now);
  start(now);
}

void Peer::reconfigure(const PeerConfig& config, Instant now) {
  const bool wire = needs_reset(status_.config, config);
  status_.config = config;
  if (!config.adj_rib_in) in_.clear();
  if (outgoing_) outgoing_->set_connect_retry(config.connect_retry);
  if (wire) reset(Notification{ErrorCode::cease, cease::config_change, {}}, now);
}

bool Peer::answers_to(const Endpoint& local, const Endpoint& remote) const {
  return !stopped_ && status_.config.address == remote.address && (!status_.config.local_address || *status_.config.local_address == local.address);
}

// --- transport events ---------------------------------------------------------------------------------------------------------

void Peer::accepted(const ConnectionAccepted& event, Instant now) {
  if (established() != nullptr) {
    // RFC 4271 section 6.8: an established session wins.
    Bytes message;
    encode_notification(message, Notification{ErrorCode::cease, cease::collision, {}});
    around_.emit(SendBytes{event.connection, std::move(message)});
    around_.emit(CloseConnection{event.connection});
    return;
  }
  if (incoming_) process(incoming_.get(), incoming_->collision_lost(now), now);
  incoming_ = make_link(false);
  process(incoming_.get(), incoming_->start(now), now);
  if (outgoing_) incoming_->follow(*outgoing_, now);
  process(incoming_.get(), incoming_->connected({event.connection, event.local, event.remote, event.other_family}, now), now);
  after(now);
}

void Peer::connected(const ConnectionUp& event, Instant now) {
  Link* link = find(event.connection);
  if (link == nullptr) return;
  process(link, link->connected(event, now), now);
  after(now);
}

void Peer::failed(const ConnectionFailed& event, Instant now) {
  if (Link* link = find(event.connection)) process(link, link->connect_failed(event.reason, now), now);
  after(now);
}

void Peer::lost(const ConnectionLost& event, Instant now) {
  if (Link* link = find(event.connection)) process(link, link->closed(event.reason, now), now);
  after(now);
}

void Peer::received(const BytesReceived& event, Instant now) {
  if (Link* link = find(event.connection)) {
    link->received(event.data, now, [&](const std::vector<LinkNews>& news) { process(link, news, now); });
  }
  after(now);
}

void Peer::write_queue(const WriteQueue& event, Instant now) {
  if (Link* link = find(event.connection)) process(link, link->write_queue(event.queued, now), now);
  pump();
}

std::optional<Instant> Peer::next_deadline() const {
  std::optional<Instant> out;
  if (outgoing_) out = earlier(out, outgoing_->next_deadline());
  if (incoming_) out = earlier(out, incoming_->next_deadline());
  return out;
}

void Peer::on_time(Instant now) {
  if (outgoing_) process(outgoing_.get(), outgoing_->on_time(now), now);
  if (incoming_) process(incoming_.get(), incoming_->on_time(now), now);
  after(now);
}

// --- what the links say -------------------------------------------------------------------------------------------------------

void Peer::process(Link* link, const std::vector<LinkNews>& news, Instant now) {
  for (const LinkNews& item : news) {
    if (const auto* up = std::get_if<LinkUp>(&item)) on_up(*link, *up, now);
    if (const auto* down = std::get_if<LinkDown>(&item)) on_down(*link, *down, now);
    if (const auto* update = std::get_if<LinkUpdate>(&item)) on_update(*update);
    if (const auto* refresh = std::get_if<LinkRefresh>(&item)) on_refresh(refresh->refresh);
  }
}

// Called when a transport event is fully handled: no Link is on the stack any more, so links may be made and dropped.
void Peer::after(Instant now) {
  judge_collision(now);
  if (incoming_ && incoming_->connection() == 0) retire_incoming(now);
  if (established() != nullptr) drop_all_but(established(), now);
  for (const Family family : std::exchange(refresh_due_, {})) refresh(family, now);
  show_state();
}

// An accepted session is over. If it had replaced our own attempts, they come back after its idle hold time.
void Peer::retire_incoming(Instant now) {
  const std::unique_ptr<Link> ended = std::move(incoming_);
  if (outgoing_) return;
  outgoing_ = make_link(true);
  outgoing_->follow(*ended, now);
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
  const auto loser =
      fsm::collision_loser({status_.config.local_as, status_.config.router_id}, {open.as(), open.identifier}, State::open_confirm, State::open_confirm);
  return (loser == fsm::Side::outgoing) == arriving.outgoing();
}

void Peer::on_up(Link& link, const LinkUp& up, Instant now) {
  status_.negotiated = up.negotiated;
  status_.peer_open = up.peer_open;
  status_.local = link.local();
  status_.remote = link.remote();
  status_.since = now;
  ++status_.sessions;
  tell(PeerUp{up.negotiated});
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
    status_.negotiated.reset();
    routes_begun_ = false;
    end_of_rib_due_.clear();
    end_of_refresh_due_.clear();
    refresh_due_.clear();
    out_.session_down();
    in_.clear();
  }
  tell(PeerDown{down.reason, down.text, down.notification, was_up});
}

void Peer::on_update(const LinkUpdate& update) {
  if (status_.config.adj_rib_in) in_.apply(update.decoded.update, *around_.store);
  if (!interest_.updates_received && update.decoded.faults.empty()) return;
  Bytes raw = interest_.raw || !update.decoded.faults.empty() ? Bytes(update.raw.begin(), update.raw.end()) : Bytes{};
  tell(UpdateSeen{Direction::receive, update.decoded.update, update.decoded.faults, std::move(raw)});
}

// However many requests arrive together, the family is sent once.
void Peer::on_refresh(const RouteRefresh& refresh) {
  if (refresh.subtype == 0) add_once(refresh_due_, refresh.family);
}

// RFC 2918, RFC 7313: begin and end are said around the routes when both sides know the enhanced form.
void Peer::refresh(Family family, Instant) {
  Link* link = established();
  if (link == nullptr || !routes_begun_ || !status_.config.adj_rib_out || !status_.negotiated->has(family)) return;
  if (status_.negotiated->enhanced_route_refresh && add_once(end_of_refresh_due_, family)) send_refresh(*link, {family, 1});
  out_.resend(family);
  pump();
}

void Peer::request_refresh(Family family) {
  Link* link = established();
  if (link != nullptr && status_.negotiated->route_refresh && status_.negotiated->has(family)) send_refresh(*link, {family, 0});
}

void Peer::send_refresh(Link& link, const RouteRefresh& refresh) {
  Bytes message;
  encode_route_refresh(message, refresh);
  count(MessageType::route_refresh, Direction::send);
  tell(RefreshSeen{Direction::send, refresh});
  link.send(std::move(message));
}

// --- routes -------------------------------------------------------------------------------------------------------------------

void Peer::release(Instant now) { begin_routes(now); }

void Peer::begin_routes(Instant) {
  if (routes_begun_ || !*around_.released || established() == nullptr) return;
  routes_begun_ = true;
  out_.session_up();
  if (!status_.config.manual_eor) end_of_rib_due_ = status_.negotiated->families;
  pump();
}

void Peer::apply(std::span<const RouteChange> changes, Instant) {
  for (const RouteChange& change : changes) apply_one(change);
  pump();
}

// What is superseded before it was sent is sent first: a script that announces and withdraws at once is seen to have done both.
void Peer::apply_one(const RouteChange& change) {
  if (const auto* announce = std::get_if<Announce>(&change)) {
    if (out_.has_unsent_announcement(announce->route.nlri)) pump();
    Route route = announce->route;
    route.attributes = around_.store->intern(std::move(route.attributes));
    out_.announce(std::move(route));
  } else if (const auto* withdraw = std::get_if<Withdraw>(&change)) {
    if (out_.has_unsent_announcement(withdraw->nlri)) pump();
    out_.withdraw(withdraw->nlri, withdraw->owner);
  }
}

void Peer::pump() {
  Link* link = established();
  if (link == nullptr || !routes_begun_) return;
  if (Sender::pump(out_, sender(*link))) finish_dump();
}

// End-of-RIB and End-of-Refresh never overtake a route: they wait until nothing is pending.
void Peer::finish_dump() {
  for (const Family family : std::exchange(end_of_rib_due_, {})) Sender::end_of_rib(family, sender(*established()));
  for (const Family family : std::exchange(end_of_refresh_due_, {})) send_refresh(*established(), {family, 2});
}

void Peer::send_end_of_rib(Family family) {
  if (established() == nullptr || !status_.negotiated->has(family)) return;
  add_once(end_of_rib_due_, family);
  pump();
}

Sender::Session Peer::sender(Link& link) {
  return {link,
          *status_.negotiated,
          status_.config,
          SelfAddresses{link.local().address, status_.config.router_id, link.other_family()},
          interest_,
          [this](PeerEventKind event) { tell(std::move(event)); },
          [this] { count(MessageType::update, Direction::send); }};
}

// --- what is seen from outside ------------------------------------------------------------------------------------------------

Link* Peer::find(ConnectionId connection) {
  for (Link* link : {outgoing_.get(), incoming_.get()}) {
    if (link != nullptr && link->connection() == connection) return link;
  }
  return nullptr;
}

Link* Peer::established() {
  for (Link* link : {outgoing_.get(), incoming_.get()}) {
    if (link != nullptr && link->state() == State::established && link->connection() != 0) return link;
  }
  return nullptr;
}

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
  }
}

const PeerStatus& Peer::status() {
  status_.routes_desired = out_.desired();
  status_.routes_sent = out_.sent();
  status_.routes_received = in_.size();
  return status_;
}

}  // namespace vigilcast::bgp
