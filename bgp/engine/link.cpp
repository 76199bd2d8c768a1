#include "bgp/engine/link.h"

#include <algorithm>
#include <utility>

namespace vigilcast::bgp {
namespace {

template <class... F>
struct Match : F... {
  using F::operator()...;
};

}  // namespace

Link::Link(Surroundings around, fsm::Settings settings, Rng rng, bool outgoing)
    : around_(std::move(around)), session_(std::move(settings), rng), outgoing_(outgoing) {}

std::vector<LinkNews> Link::start(Instant now) { return feed(fsm::Start{}, now); }
std::vector<LinkNews> Link::stop(const Notification& notification, bool back_soon, Instant now) { return feed(fsm::Stop{notification, back_soon}, now); }
std::vector<LinkNews> Link::collision_lost(Instant now) { return feed(fsm::CollisionLost{}, now); }

std::vector<LinkNews> Link::superseded(Instant now) {
  close();
  return feed(fsm::ConnectionClosed{"the peer restarted and connected anew"}, now);
}

std::vector<LinkNews> Link::connected(const ConnectionUp& event, Instant now) {
  connection_ = event.connection;
  local_ = event.local;
  remote_ = event.remote;
  other_family_ = event.other_family;
  input_.clear();
  queued_ = 0;
  tell(PeerConnected{local_, remote_, !outgoing_});
  return feed(fsm::Connected{}, now);
}

std::vector<LinkNews> Link::path_changed(const fsm::PathChanged& event, Instant now) { return feed(event, now); }

std::vector<LinkNews> Link::connect_failed(const std::string& reason, Instant now) {
  connection_ = 0;
  return feed(fsm::ConnectFailed{reason}, now);
}

std::vector<LinkNews> Link::closed(const ConnectionLost& event, Instant now) {
  connection_ = 0;
  return feed(fsm::ConnectionClosed{event.reason, event.link_down}, now);
}

std::vector<LinkNews> Link::write_queue(std::size_t queued, Instant now) {
  const bool progress = queued < queued_;
  queued_ = queued;
  std::vector<LinkNews> news;
  if (progress) feed_into(news, fsm::WriteProgress{}, now);
  if (queued > 0) feed_into(news, fsm::WriteBlocked{}, now);
  return news;
}

std::vector<LinkNews> Link::input_waits(Instant now) { return feed(fsm::InputWaits{}, now); }

void Link::pause_reading(bool paused) {
  if (connection_ == 0) return;
  around_.emit(paused ? Output{PauseReading{connection_}} : Output{ResumeReading{connection_}});
}

std::vector<LinkNews> Link::on_time(Instant now) {
  std::vector<LinkNews> news;
  carry_out(news, session_.on_time(now));
  return news;
}

std::size_t Link::max_message() const { return session_.negotiated() ? session_.negotiated()->max_message() : kMaxMessage; }

// Whole messages are handled in place; only an incomplete tail is kept, and what follows is put behind it.
void Link::received(ByteView data, Instant now, const Deliver& deliver) {
  Bytes joined = std::exchange(input_, {});
  if (!joined.empty()) {
    joined.insert(joined.end(), data.begin(), data.end());
    data = joined;
  }
  const ConnectionId connection = connection_;
  while (connection_ == connection && connection_ != 0) {
    std::vector<LinkNews> news;
    const auto frame = next_frame(data, max_message(), session_.negotiated() && session_.negotiated()->operational);
    if (frame && !*frame) break;
    if (frame) {
      receive_frame(news, **frame, now, deliver);
      data = data.subspan((*frame)->whole.size());
    } else {
      fault(news, frame.error(), data, now);
    }
    deliver(news);
  }
  if (connection_ != connection || connection_ == 0) return;
  if (joined.empty()) return input_.assign(data.begin(), data.end());
  joined.erase(joined.begin(), joined.end() - static_cast<std::ptrdiff_t>(data.size()));
  input_ = std::move(joined);
}

void Link::receive_frame(std::vector<LinkNews>& news, const Frame& frame, Instant now, const Deliver& deliver) {
  seen(frame.type, Direction::receive);
  switch (frame.type) {
    case MessageType::open: {
      auto open = decode_open(frame.body);
      if (!open) return fault(news, open.error(), frame.whole, now);
      tell(OpenSeen{Direction::receive, *open, raw(frame.whole)});
      if (around_.loses_collision(*this, *open)) return feed_into(news, fsm::CollisionLost{}, now);
      return feed_into(news, fsm::OpenReceived{std::move(*open)}, now);
    }
    case MessageType::update: return receive_update(news, frame, now, deliver);
    case MessageType::notification: {
      Notification notification = decode_notification(frame.body);
      tell(NotificationSeen{Direction::receive, notification, raw(frame.whole)});
      return feed_into(news, fsm::NotificationReceived{std::move(notification)}, now);
    }
    case MessageType::keepalive: tell(KeepaliveSeen{Direction::receive}); return feed_into(news, fsm::KeepaliveReceived{}, now);
    case MessageType::route_refresh: return receive_refresh(news, frame, now);
    case MessageType::operational: return receive_operational(news, frame, now);
  }
}

void Link::receive_update(std::vector<LinkNews>& news, const Frame& frame, Instant now, const Deliver& deliver) {
  feed_into(news, fsm::UpdateReceived{}, now);
  if (state() != fsm::State::established) return;
  DecodedUpdate decoded = decode_update(frame.body, *session_.negotiated());
  const Fault* worst = strongest(decoded.faults);
  if (worst == nullptr || worst->action != FaultAction::reset_session) {
    news.emplace_back(LinkUpdate{std::move(decoded), frame.whole});
    return;
  }
  const Fault fault = *worst;
  deliver({LinkUpdate{DecodedUpdate{{}, std::move(decoded.faults)}, frame.whole}});  // ahead of the NOTIFICATION that answers it
  feed_into(news, fsm::MessageFault{fault}, now);
}

void Link::receive_refresh(std::vector<LinkNews>& news, const Frame& frame, Instant now) {
  feed_into(news, fsm::RouteRefreshReceived{}, now);
  if (state() != fsm::State::established) return;
  const auto refresh = decode_route_refresh(frame.body, *session_.negotiated());
  if (!refresh) return fault(news, refresh.error(), frame.whole, now);
  tell(RefreshSeen{Direction::receive, *refresh});
  news.emplace_back(LinkRefresh{*refresh});
}

void Link::receive_operational(std::vector<LinkNews>& news, const Frame& frame, Instant now) {
  feed_into(news, fsm::OperationalReceived{}, now);
  if (state() != fsm::State::established) return;
  if (auto message = decode_operational(frame.body)) tell(OperationalSeen{Direction::receive, std::move(*message), raw(frame.whole)});
}

void Link::fault(std::vector<LinkNews>& news, const Fault& fault, ByteView whole, Instant now) {
  const ByteView head = whole.first(std::min<std::size_t>(whole.size(), kMaxMessage));
  tell(FaultSeen{fault, Bytes(head.begin(), head.end())});
  feed_into(news, fsm::MessageFault{fault}, now);
}

std::vector<LinkNews> Link::feed(const fsm::Event& event, Instant now) {
  std::vector<LinkNews> news;
  feed_into(news, event, now);
  return news;
}

void Link::feed_into(std::vector<LinkNews>& news, const fsm::Event& event, Instant now) { carry_out(news, session_.handle(event, now)); }

void Link::carry_out(std::vector<LinkNews>& news, const std::vector<fsm::Action>& actions) {
  for (const fsm::Action& action : actions) {
    std::visit(Match{
                   [&](const fsm::Connect&) {
                     if (!around_.may_connect()) return;
                     connection_ = around_.new_connection_id();
                     around_.emit(OpenConnection{connection_, around_.peer});
                   },
                   [&](const fsm::AbortConnect&) { close(); },
                   [&](const fsm::SendOpen& send) { send_open(send.open); },
                   [&](const fsm::SendKeepalive&) {
                     Bytes message;
                     encode_keepalive(message);
                     seen(MessageType::keepalive, Direction::send);
                     tell(KeepaliveSeen{Direction::send});
                     send(share(std::move(message)));
                   },
                   [&](const fsm::SendNotification& send) { send_notification(send.notification); },
                   [&](const fsm::CloseConnection&) { close(); },
                   [&](const fsm::StateChanged& change) {
                     state_ = change.to;
                     around_.state_changed();
                   },
                   [&](const fsm::Up& up) { news.emplace_back(LinkUp{up.negotiated, up.peer_open}); },
                   [&](const fsm::Down& down) { news.emplace_back(LinkDown{down.reason, down.text, down.notification}); },
               },
               action);
  }
}

void Link::send_open(const Open& open) {
  Bytes message;
  encode_open(message, open);
  seen(MessageType::open, Direction::send);
  tell(OpenSeen{Direction::send, open, raw(message)});
  send(share(std::move(message)));
}

void Link::send_notification(const Notification& notification) {
  Bytes message;
  encode_notification(message, notification);
  seen(MessageType::notification, Direction::send);
  tell(NotificationSeen{Direction::send, notification, raw(message)});
  send(share(std::move(message)));
}

void Link::send(SharedBytes message) {
  if (connection_ == 0) return;
  queued_ += message->size();
  around_.emit(SendBytes{connection_, std::move(message)});
}

void Link::close() {
  if (connection_ != 0) around_.emit(CloseConnection{connection_});
  connection_ = 0;
  input_.clear();
}

void Link::tell(PeerEventKind event) { around_.emit(PeerEvent{around_.peer, std::move(event)}); }
void Link::seen(MessageType type, Direction direction) { around_.count(*this, type, direction); }
Bytes Link::raw(ByteView whole) const { return around_.interest->raw ? Bytes(whole.begin(), whole.end()) : Bytes{}; }

}  // namespace vigilcast::bgp
