#include "pkg/kube/agent/node_state.h"

#include <algorithm>
#include <map>

#include "healthcheck/monitor/schedule.h"
#include "pkg/base/text.h"
#include "pkg/kube/agent/object_ref.h"

namespace vigilcast::kube {
namespace {

constexpr std::size_t kNamed = 5;  // problems that the condition names
const std::string kEstablished(bgp::fsm::state_name(bgp::fsm::State::established));

// What is worth a write soon: a session that is down tries one state after the other, and what a router announces comes and goes.
NodeBgpState essence(NodeBgpState state) {
  for (SessionState& session : state.sessions) {
    session.received = 0;
    if (session.state != kEstablished) session.state = "down";
  }
  return state;
}

std::string problems_text(const std::vector<Problem>& problems) {
  std::vector<std::string> named;
  for (const Problem& problem : problems) {
    if (named.size() == kNamed) break;
    named.push_back(problem.object.kind + " " + problem.object.key.to_string() + ": " + problem.message);
  }
  if (problems.size() > kNamed) named.push_back("and " + std::to_string(problems.size() - kNamed) + " more");
  return join(named, "; ");
}

std::vector<std::string> peers_of(const std::string& service, const Plan& plan, const model::Snapshot& snapshot) {
  std::vector<std::string> out;
  const auto spec = std::ranges::lower_bound(plan.wanted.services, service, {}, &announce::ServiceSpec::name);
  const bool known = spec != plan.wanted.services.end() && spec->name == service;
  for (const bgp::PeerStatus& peer : snapshot.peers) {
    const bool meant = !known || spec->peers.empty() || std::ranges::find(spec->peers, peer.config.name) != spec->peers.end();
    if (meant && peer.state == bgp::fsm::State::established) out.push_back(peer.config.name);
  }
  return out;
}

Duration heartbeat_of(const std::string& node) {
  constexpr std::uint64_t kSpread = 1000;
  const auto share = static_cast<Duration::rep>(health::phase_hash(node, kInfo<NodeBgpState>.kind) % kSpread);
  return NodeState::kHeartbeat - NodeState::kHeartbeat / 10 + NodeState::kHeartbeat / 5 * share / kSpread;
}

}  // namespace

NodeState::NodeState(std::string node) : node_(std::move(node)), heartbeat_(heartbeat_of(node_)) {}

Timestamp NodeState::since(const std::string& subject, const std::string& state, Instant at, const model::Snapshot& snapshot) {
  Since& next = since_next_[subject];
  const auto known = since_.find(subject);
  if (known != since_.end() && known->second.state == state && known->second.at == at) {
    next = known->second;
  } else {
    const bool only_details = known != since_.end() && known->second.at == at;  // that changed just now
    const auto age = std::chrono::duration_cast<WallTime::duration>(snapshot.now - at);
    next = {state, at, timestamp(only_details ? snapshot.wall_now : snapshot.wall_now - age)};
  }
  return next.text;
}

void NodeState::add_sessions(const model::Snapshot& snapshot, NodeBgpState& out) {
  for (const bgp::PeerStatus& peer : snapshot.peers) {
    const std::string state(bgp::fsm::state_name(peer.state));
    SessionState session;
    session.peer = peer.config.name;
    if (!peer.config.address.is_unspecified()) session.address = peer.config.address;
    session.interface = peer.config.interface;
    session.asn = peer.negotiated ? peer.negotiated->peer_as : peer.config.peer_as.value_or(0);
    session.state = state;
    session.since = since("session " + session.peer, state == kEstablished ? state : "down", peer.since, snapshot);
    session.advertised = static_cast<std::uint32_t>(peer.routes_sent);
    session.received = static_cast<std::uint32_t>(peer.routes_received);
    session.last_down = printable(peer.last_down_text);
    out.sessions.push_back(std::move(session));
  }
}

// A BGPPeer for this node that the speaker does not have: without an entry nobody would miss its session.
void NodeState::add_left_out(const model::Snapshot& snapshot, const Plan& plan, NodeBgpState& out) {
  for (const Plan::SelectedPeer& peer : plan.selected_peers) {
    const bool there = std::ranges::any_of(snapshot.peers, [&](const bgp::PeerStatus& one) { return one.config.name == peer.name; });
    const auto why = std::ranges::find_if(
        plan.problems, [&](const Problem& problem) { return problem.object.kind == kInfo<BgpPeer>.kind && problem.object.key.name == peer.name; });
    if (there || why == plan.problems.end()) continue;
    SessionState session;
    session.peer = peer.name;
    session.address = peer.address;
    session.asn = peer.asn;
    session.state = bgp::fsm::state_name(bgp::fsm::State::idle);
    session.last_down = why->message;
    out.sessions.push_back(std::move(session));
  }
}

// Prefixes that the host refused are not among those that it decides about.
void NodeState::add_refused(const Plan& plan, NodeBgpState& out) {
  for (const Hindrance& hindrance : plan.hindrances) {
    if (hindrance.part != Hindrance::Part::service || !hindrance.prefix) continue;
    const auto members = plan.members.find(hindrance.name);
    if (members == plan.members.end()) continue;
    PrefixState state;
    state.prefix = *hindrance.prefix;
    for (const ObjectKey& key : members->second) state.services.push_back(key.to_string());
    state.state = "refused";
    state.reason = hindrance.reason;
    state.message = hindrance.message;
    out.prefixes.push_back(std::move(state));
  }
}

void NodeState::add_prefixes(const model::Snapshot& snapshot, const Plan& plan, NodeBgpState& out) {
  for (const model::ServiceView& view : snapshot.services) {
    const auto members = plan.members.find(view.name);
    for (const model::PrefixView& prefix : view.prefixes) {
      const auto parsed = Prefix::parse(prefix.prefix);
      if (!parsed) continue;
      PrefixState state{.prefix = *parsed,
                        .services = {},
                        .state = view.state,
                        .announced = prefix.announced,
                        .peers = {},
                        .reason = view.reason,
                        .message = view.text,
                        .since = {}};
      if (members == plan.members.end()) {
        state.services = {view.name};
      } else {
        for (const ObjectKey& key : members->second) state.services.push_back(key.to_string());
      }
      if (prefix.announced) state.peers = peers_of(view.name, plan, snapshot);
      const std::string now = view.state + " " + view.reason + (prefix.announced ? " announced" : "");
      state.since = since("prefix " + view.name + " " + prefix.prefix, now, view.since, snapshot);
      out.prefixes.push_back(std::move(state));
    }
  }
}

void NodeState::set_conditions(const model::Snapshot& snapshot, const Plan& plan, const Gates& gates, std::size_t prefixes) {
  const auto say = [&](std::string_view type, bool yes, std::string_view reason, std::string_view message) {
    set_condition(conditions_, type, yes ? ConditionStatus::yes : ConditionStatus::no, reason, message, kNoGeneration, snapshot.wall_now);
  };
  say("MayAnnounce", gates.open, gates.open ? "NoGateClosed" : "GateClosed", gates.text);
  const std::vector<Problem>& problems = plan.problems;
  say(kAcceptedCondition, problems.empty(), problems.empty() ? "AllInUse" : problems.front().reason,
      problems.empty() ? "everything that concerns this node is in use" : problems_text(problems));
  const bool whole = prefixes <= kMostPrefixes;
  say("Complete", whole, whole ? "AllListed" : "TooMany",
      whole ? "all prefixes are listed"
            : std::to_string(kMostPrefixes) + " of " + std::to_string(prefixes) + " prefixes are listed; the agent's metrics have all");
}

namespace {

void add_missing(std::vector<std::string>& to, const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    if (std::ranges::find(to, word) == to.end()) to.push_back(word);
  }
}

// The API has one entry for each prefix, and refuses the whole status else: several sets with one prefix, or a file that has it too, are told in one.
// What is announced comes first.
std::vector<PrefixState> one_for_each_prefix(std::vector<PrefixState> prefixes) {
  std::ranges::stable_sort(prefixes, std::ranges::greater{}, &PrefixState::announced);
  std::vector<PrefixState> out;
  std::map<Prefix, std::size_t> places;
  for (PrefixState& one : prefixes) {
    const auto [place, added] = places.try_emplace(one.prefix, out.size());
    if (added) {
      out.push_back(std::move(one));
      continue;
    }
    PrefixState& first = out[place->second];
    add_missing(first.services, one.services);
    add_missing(first.peers, one.peers);
    if (!one.message.empty() && !first.message.contains(one.message)) first.message += (first.message.empty() ? "" : "; ") + one.message;
  }
  return out;
}

}  // namespace

NodeBgpState NodeState::describe(const model::Snapshot& snapshot, const Plan& plan, const Gates& gates) {
  NodeBgpState out;
  out.meta.key.name = node_;
  out.node = node_;
  since_next_.clear();
  add_sessions(snapshot, out);
  add_left_out(snapshot, plan, out);
  add_prefixes(snapshot, plan, out);
  add_refused(plan, out);
  out.prefixes = one_for_each_prefix(std::move(out.prefixes));
  since_ = std::move(since_next_);
  set_conditions(snapshot, plan, gates, out.prefixes.size());
  if (out.prefixes.size() > kMostPrefixes) {
    std::ranges::sort(out.prefixes, {}, [](const PrefixState& one) { return std::pair(one.announced, one.prefix); });
    out.prefixes.resize(kMostPrefixes);
  }
  out.conditions = conditions_;
  return out;
}

std::vector<Write> NodeState::report(const model::Snapshot& snapshot, const Plan& plan, const Gates& gates, const std::string& node_uid, Instant now) {
  NodeBgpState state = describe(snapshot, plan, gates);
  due_.reset();
  const bool same = state == written_ && node_uid == written_uid_ && !lost_;
  if (written_at_) {
    const bool small = node_uid == written_uid_ && essence(state) == essence(written_);
    const Instant due = *written_at_ + (same ? heartbeat_ : small ? kQuietForSmall : kQuiet);
    if (now < due) {
      due_ = due;
      return {};
    }
  }
  const bool only_heartbeat = written_at_ && same;
  written_ = std::move(state);
  written_uid_ = node_uid;
  written_at_ = now;
  due_ = now + heartbeat_;
  lost_ = false;
  NodeBgpState stamped = written_;
  stamped.observed_at = timestamp(snapshot.wall_now);
  const std::string path = kInfo<NodeBgpState>.path(stamped.meta.key);
  std::vector<Write> out;
  if (!only_heartbeat) out.push_back({WriteKind::apply, path, encode_object(stamped, node_uid)});
  out.push_back({WriteKind::apply_status, path, encode_status(stamped)});
  return out;
}

std::vector<Write> NodeState::farewell() const {
  if (!written_at_) return {};
  return {{WriteKind::remove, kInfo<NodeBgpState>.path(written_.meta.key), {}}};
}

}  // namespace vigilcast::kube
