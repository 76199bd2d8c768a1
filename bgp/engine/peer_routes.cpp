// The part of Peer that gives the link its routes: from wishes to slices of UPDATEs, and what is said around them.
#include <algorithm>
#include <utility>

#include "bgp/engine/peer.h"

namespace vigilcast::bgp {
namespace {

// False when it was there already.
bool add_once(std::vector<Family>& to, Family family) {
  if (std::ranges::find(to, family) != to.end()) return false;
  to.push_back(family);
  return true;
}

}  // namespace

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

void Peer::forget_received() { in_.clear(); }

void Peer::send_refresh(Link& link, const RouteRefresh& refresh) {
  Bytes message;
  encode_route_refresh(message, refresh);
  count(MessageType::route_refresh, Direction::send);
  tell(RefreshSeen{Direction::send, refresh});
  link.send(share(std::move(message)));
}

// --- routes -------------------------------------------------------------------------------------------------------------------

void Peer::release(Instant now) { begin_routes(now); }

// Advice to the people at the other end, and questions: what they have not been told yet.
void Peer::give_advice() {
  const auto& all = status_.config.operational_messages;
  std::erase_if(said_, [&](const Operational& message) { return std::ranges::find(all, message) == all.end(); });
  const auto replaced = [&](const Operational& message) {
    return message.lasts() &&
           std::ranges::any_of(advice_, [&](const Advice& advice) { return advice.message.lasts() && advice.message.family == message.family; });
  };
  for (const Operational& message : all) {
    if (std::ranges::find(said_, message) == said_.end() && !replaced(message) && say(message)) said_.push_back(message);
  }
  for (Advice& advice : advice_) advice.said = advice.said || say(advice.message);
  std::erase_if(advice_, [](const Advice& advice) { return advice.said && !advice.message.lasts(); });
}

void Peer::advise(const Operational& message) {
  if (message.lasts()) {
    std::erase_if(advice_, [&](const Advice& other) { return other.message.lasts() && other.message.family == message.family; });
  }
  if (advice_.size() >= Engine::kMostAdvice) advice_.erase(advice_.begin());
  advice_.push_back({message});
  if (routes_begun_) give_advice();
}

bool Peer::say(const Operational& message) {
  Link* link = established();
  if (link == nullptr || !status_.negotiated->operational || !status_.negotiated->has(message.family)) return false;
  Bytes octets;
  encode_operational(octets, message, status_.config.router_id);
  count(MessageType::operational, Direction::send);
  tell(OperationalSeen{Direction::send, message, interest_.raw ? octets : Bytes{}});
  link->send(share(std::move(octets)));
  return true;
}

void Peer::begin_routes(Instant) {
  if (routes_begun_ || !*around_.released || established() == nullptr) return;
  routes_begun_ = true;
  pace_.set_rate(status_.config.rate_limit);
  std::erase_if(said_, [](const Operational& message) { return message.lasts(); });
  for (Advice& advice : advice_) advice.said = false;
  give_advice();
  join_group();
  out_.limit_paths(status_.negotiated->paths_limit);
  out_.session_up();
  if (!status_.config.manual_eor) end_of_rib_due_ = status_.negotiated->families;
  pump();
}

void Peer::join_group() {
  ExportKey key = export_key(*status_.negotiated, self_addresses(*established()), status_.config.group_updates);
  key.exabgp_updates = status_.config.exabgp_updates;
  key.draining = status_.draining;
  key.send_non_transitive = status_.config.send_non_transitive;
  group_ = around_.groups->join(key);
}

// What goes out of a route has changed, or whether it does.
void Peer::renew_routes() {
  if (routes_begun_ && established() != nullptr) join_group();
  out_.renew();
  pump();
}

void Peer::apply(const RouteFeed& changes) {
  changes([this](const RouteChange& change) { apply_one(change); });
  pump();
}

// What a process supersedes before it was sent is sent first: a script that announces and withdraws at once is seen to have done both.
void Peer::apply_one(const RouteChange& change) {
  if (const auto* announce = std::get_if<Announce>(&change)) {
    if (announce->route.owner.kind == OwnerKind::process && out_.has_unsent_announcement(announce->route.nlri)) pump();
    if (!out_.announce(announce->route)) tell(RouteRefused{announce->route.nlri, "all peers together have more destinations than there are numbers for"});
  } else if (const auto* withdraw = std::get_if<Withdraw>(&change)) {
    if (withdraw->owner.kind == OwnerKind::process && out_.has_unsent_announcement(withdraw->nlri)) pump();
    out_.withdraw(withdraw->nlri, withdraw->owner, status_.config.exabgp_updates ? withdraw->farewell : std::nullopt);
  }
}

// One slice at once; what is left waits for its turn.
void Peer::pump() {
  std::size_t budget = Sender::kSlice;
  send(budget);
}

void Peer::work(std::size_t& budget) {
  tidy(budget);
  if (can_send_) send(budget);
}

void Peer::send(std::size_t& budget) {
  can_send_ = false;
  Link* link = established();
  if (link == nullptr || !routes_begun_) return;
  std::size_t slice = std::min(budget, Sender::kSlice);
  budget -= slice;
  const Sender::Progress progress = Sender::pump(out_, sender(*link), slice);
  budget += slice;
  can_send_ = progress == Sender::Progress::budget_spent;
  if (progress == Sender::Progress::done) finish_dump();
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

SelfAddresses Peer::self_addresses(const Link& link) const {
  SelfAddresses out{
      .session = status_.config.self_address.value_or(link.local().address), .router_id = status_.config.router_id, .other_family = link.other_family()};
  out.link_local = status_.config.local_link_local;
  out.prefer_link_local = status_.config.prefer_link_local;
  return out;
}

Sender::Session Peer::sender(Link& link) {
  return {link,
          *status_.negotiated,
          status_.config,
          self_addresses(link),
          *group_,
          interest_,
          status_.draining,
          [this](PeerEventKind event) { tell(std::move(event)); },
          [this](Family family, const FamilyTraffic& traffic) {
            count(MessageType::update, Direction::send);
            pace_.sent();
            FamilyTraffic& sent = counters(family).sent;
            sent.updates += traffic.updates;
            sent.announced += traffic.announced;
            sent.withdrawn += traffic.withdrawn;
          },
          [this] { return pace_.may_send(); }};
}

}  // namespace vigilcast::bgp
