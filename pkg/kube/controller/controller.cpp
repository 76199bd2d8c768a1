#include "pkg/kube/controller/controller.h"

#include <array>
#include <utility>

#include "pkg/kube/agent/object_ref.h"

namespace vigilcast::kube {
namespace {

constexpr std::string_view kEstablished = "Established";
constexpr std::array kNeeded{kInfo<Service>.kind,     kInfo<Namespace>.kind,     kInfo<Secret>.kind,     kInfo<BgpPeer>.kind,
                             kInfo<AddressPool>.kind, kInfo<Advertisement>.kind, kInfo<HealthCheck>.kind};

json::Value header(const KindInfo& info, const ObjectKey& key) {
  json::Value meta, out;
  meta.set("name", key.name);
  if (!key.name_space.empty()) meta.set("namespace", key.name_space);
  out.set("apiVersion", info.api_version).set("kind", info.kind).set("metadata", std::move(meta));
  return out;
}

Write status_write(const KindInfo& info, const ObjectKey& key, json::Value status) {
  json::Value body = header(info, key);
  body.set("status", std::move(status));
  return {WriteKind::apply_status, info.path(key), std::move(body)};
}

// ipMode VIP (Kubernetes 1.30): traffic arrives with the address as its destination, so nodes may short-cut it.
json::Value load_balancer(const std::vector<IpAddress>& addresses) {
  json::Value out = json::Value::object();
  if (addresses.empty()) return out;
  json::Value ingress = json::Value::array();
  for (const IpAddress& address : addresses) {
    json::Value one;
    one.set("ip", address.to_string()).set("ipMode", "VIP");
    ingress.add(std::move(one));
  }
  return std::move(out.set("ingress", std::move(ingress)));
}

std::string assigned_text(const Assignment& assignment) {
  std::string out;
  for (std::size_t i = 0; i < assignment.addresses.size(); ++i) {
    out += (i == 0 ? "" : ", ") + assignment.addresses[i].to_string() + (assignment.pools[i].empty() ? "" : " from the pool " + assignment.pools[i]);
  }
  return out;
}

// "SecretNotFound: there is no …"; empty: it is not refused.
std::string refusal_in(const Conditions& conditions) {
  const Condition* accepted = find_condition(conditions, kAcceptedCondition);
  return accepted == nullptr || accepted->status == ConditionStatus::yes ? "" : accepted->reason + ": " + accepted->message;
}

ConditionStatus status_of(bool yes) { return yes ? ConditionStatus::yes : ConditionStatus::no; }

// Counts of a pool as integers where they fit: an IPv6 pool has more addresses than any integer.
json::Value count(double value) {
  constexpr double kLargest = 9e15;
  return value < kLargest ? json::Value(static_cast<std::int64_t>(value)) : json::Value(static_cast<std::int64_t>(kLargest));
}

}  // namespace

Controller::Controller(ControllerOptions options) : options_(std::move(options)), allocator_(options_.services) {
  inventory_.release_namespace = options_.release_namespace;
}

// --- what is there ------------------------------------------------------------------------------------------------------------

// One of the same name may be another object: what the old one bore was never written to this one.
template <class Kind>
void Controller::keep(Inventory::ByName<Kind>& all, const Kind& object) {
  const auto [place, fresh] = all.try_emplace(object.meta.key.name, object);
  if (fresh) return;
  if (place->second.meta.uid != object.meta.uid) forget(kInfo<Kind>.path(object.meta.key));
  place->second = object;
}

// Until the watch shows other addresses than before, what was written is on its way; afterwards it has arrived, or somebody else wrote.
void Controller::put(const Service& service) {
  const ObjectKey& key = service.meta.key;
  if (const auto known = allocator_.services().find(key); known != allocator_.services().end()) {
    const std::string path = kInfo<Service>.path(key);
    const bool the_same = known->second.meta.uid == service.meta.uid && !service.meta.deleting && options_.services.matches(service);
    if (!the_same) forget(path);
    if (known->second.ingress != service.ingress) written_.erase(path);
  }
  allocator_.upsert(service);
}
void Controller::put(const AddressPool& pool) {
  keep(inventory_.pools, pool);
  allocator_.upsert(pool);
}
void Controller::put(const Namespace& name_space) { allocator_.upsert(name_space); }
void Controller::put(const Secret& secret) {
  if (secret.meta.key.name_space != options_.release_namespace) return;
  auto& keys = inventory_.secret_keys[secret.meta.key.name];
  keys.clear();
  for (const auto& [key, value] : secret.data) keys.insert(key);
}

template <>
void Controller::drop<Service>(const ObjectKey& key) {
  allocator_.remove_service(key);
  forget(kInfo<Service>.path(key));
}
template <>
void Controller::drop<AddressPool>(const ObjectKey& key) {
  inventory_.pools.erase(key.name);
  allocator_.remove_pool(key.name);
  forget(kInfo<AddressPool>.path(key));
}
template <>
void Controller::drop<Namespace>(const ObjectKey& key) {
  allocator_.remove_namespace(key.name);
}
template <>
void Controller::drop<Secret>(const ObjectKey& key) {
  if (key.name_space == options_.release_namespace) inventory_.secret_keys.erase(key.name);
}
template <>
void Controller::drop<BgpPeer>(const ObjectKey& key) {
  inventory_.peers.erase(key.name);
  forget(kInfo<BgpPeer>.path(key));
}
template <>
void Controller::drop<Advertisement>(const ObjectKey& key) {
  inventory_.advertisements.erase(key.name);
  forget(kInfo<Advertisement>.path(key));
}
template <>
void Controller::drop<HealthCheck>(const ObjectKey& key) {
  inventory_.checks.erase(key.name);
  forget(kInfo<HealthCheck>.path(key));
}

template <class Kind>
void Controller::apply(const Change<Kind>& change) {
  for (const ObjectKey& key : change.removed) drop<Kind>(key);
  for (const Kind& object : change.upserted) put(object);
  if (change.synced) synced_.emplace(kInfo<Kind>.kind);
}

void Controller::apply(const Change<NodeSessions>& change, WallTime wall, Instant now) {
  for (const ObjectKey& key : change.removed) sessions_.remove(key.name);
  for (const NodeSessions& node : change.upserted) sessions_.upsert(node, wall, now);
  sessions_known_ |= change.synced;
}

// Endpoints and Nodes are the agents' business.
void Controller::handle(const ClusterChange& change, WallTime wall, Instant now) {
  std::visit(
      [&]<class Kind>(const Change<Kind>& one) {
        if constexpr (std::is_same_v<Kind, NodeSessions>) {
          apply(one, wall, now);
        } else if constexpr (!std::is_same_v<Kind, EndpointSlice> && !std::is_same_v<Kind, Node>) {
          apply(one);
        }
      },
      change);
}

void Controller::handle(const WatchState& watch, Instant now) {
  if (watch.kind == kInfo<NodeSessions>.kind) sessions_.follow(watch.current, now);
}

bool Controller::synced() const { return synced_.size() == kNeeded.size(); }

std::string Controller::waiting_for() const {
  std::string out;
  for (const std::string_view kind : kNeeded) {
    if (!synced_.contains(kind)) out += (out.empty() ? "" : ", ") + std::string(kind);
  }
  return out;
}

// --- what is written ----------------------------------------------------------------------------------------------------------

std::vector<Write> Controller::writes(WallTime wall, Instant now) {
  std::vector<Write> out;
  if (!synced()) return out;
  sessions_.on_time(now);
  due_ = sessions_.next_deadline();
  write_services(wall, out);
  write_pools(wall, out);
  write_peers(wall, now, out);
  write_conditions(inventory_.advertisements, wall, out);
  write_conditions(inventory_.checks, wall, out);
  return out;
}

void Controller::lead_anew() {
  written_.clear();
  conditions_.clear();
  told_.clear();
  told_sessions_.clear();
  for (const auto& [key, service] : allocator_.services()) again_.insert(key);
  allocator_.look_at_all_again();
}

void Controller::not_written(const std::string& path) {
  written_.erase(path);
  conditions_.erase(path);
  for (const auto& [key, service] : allocator_.services()) {
    if (kInfo<Service>.path(key) == path) again_.insert(key);
  }
}

// What the object bore when it was first looked at, and from then on what we made of it: the watch shows it, but not at once.
Conditions& Controller::conditions_of(const std::string& path, const Conditions& seen) { return conditions_.try_emplace(path, seen).first->second; }

void Controller::forget(const std::string& path) {
  written_.erase(path);
  conditions_.erase(path);
  told_.erase(path);
  told_sessions_.erase(path);
}

void Controller::write_services(WallTime now, std::vector<Write>& out) {
  std::set<ObjectKey> concerned = std::exchange(again_, {});
  for (ObjectKey& key : allocator_.reconcile()) concerned.insert(std::move(key));
  for (const ObjectKey& key : concerned) {
    if (!allocator_.services().contains(key)) continue;
    const Service& service = allocator_.services().at(key);
    const Assignment& assignment = *allocator_.find(key);
    const std::string path = kInfo<Service>.path(key);
    Conditions& conditions = conditions_of(path, service.conditions);
    const std::string message = assignment.problem ? assignment.problem->message : assigned_text(assignment);
    const std::string reason = assignment.problem ? assignment.problem->reason : "Assigned";
    const bool news = set_condition(conditions, kAddressCondition, status_of(!assignment.problem), reason, message, service.meta.generation, now);
    if (!news && service.ingress == assignment.addresses) continue;
    json::Value status;
    status.set("loadBalancer", load_balancer(assignment.addresses)).set("conditions", encode_conditions(conditions));
    if (written_[path] == status) continue;
    written_[path] = status;
    out.push_back(status_write(kInfo<Service>, key, std::move(status)));
    std::string text = reason;
    text += ": ";
    text += message;
    if (std::exchange(told_[path], text) == text) continue;
    out.push_back(
        event_write({ref_of<Service>(service.meta), assignment.problem.has_value(), assignment.problem ? reason : "AddressAssigned", "AssignAddress", message},
                    {"vigilcast.dev/controller", options_.identity}, now));
  }
}

// What the object bears says what was told by whoever led before; afterwards we know it ourselves: its status may not have been taken.
template <class Kind>
void Controller::tell(const Kind& object, const Judged& judged, WallTime now, std::vector<Write>& out) {
  const std::string refusal = judged.accepted ? "" : judged.reason + ": " + judged.message;
  const auto [told, fresh] = told_.try_emplace(kInfo<Kind>.path(object.meta.key), refusal);
  if ((fresh ? refusal_in(object.conditions) : std::exchange(told->second, refusal)) == refusal) return;
  out.push_back(
      event_write({ref_of<Kind>(object.meta), !judged.accepted, judged.reason, "Judge", judged.message}, {"vigilcast.dev/controller", options_.identity}, now));
}

void Controller::write_pools(WallTime now, std::vector<Write>& out) {
  for (const auto& [name, pool] : inventory_.pools) {
    const Judged judged = judge(pool, inventory_);
    const PoolUse use = allocator_.use_of(pool);
    const std::string path = kInfo<AddressPool>.path(pool.meta.key);
    Conditions& conditions = conditions_of(path, pool.conditions);
    set_condition(conditions, kAcceptedCondition, status_of(judged.accepted), judged.reason, judged.message, pool.meta.generation, now);
    json::Value status;
    status.set("assigned", static_cast<std::int64_t>(use.in_use)).set("available", count(use.size - static_cast<double>(use.in_use)));
    status.set("conditions", encode_conditions(conditions));
    if (written_[path] == status) continue;
    tell(pool, judged, now, out);
    written_[path] = status;
    out.push_back(status_write(kInfo<AddressPool>, pool.meta.key, std::move(status)));
  }
}

// What the peer's status says of its sessions: what it said already, until enough time has passed since.
const SessionTally::Tally& Controller::sessions_of(const BgpPeer& peer, Instant now) {
  const SessionTally::Tally tally = sessions_.of(peer.meta.key.name);
  const auto [told, fresh] = told_sessions_.try_emplace(kInfo<BgpPeer>.path(peer.meta.key), ToldSessions{tally, now});
  if (fresh || told->second.tally == tally) return told->second.tally;
  const Instant due = told->second.at + SessionTally::pace(tally);
  if (now < due) {
    due_ = earlier(due_, due);
  } else {
    told->second = {tally, now};
  }
  return told->second.tally;
}

// Before the sessions of all nodes are known, how a peer is judged is told alone. That makes Established news afterwards, and the counts come with it.
void Controller::write_peers_uncounted(WallTime wall, std::vector<Write>& out) {
  for (const auto& [name, peer] : inventory_.peers) {
    const Judged judged = judge(peer, inventory_);
    Conditions& conditions = conditions_of(kInfo<BgpPeer>.path(peer.meta.key), peer.conditions);
    const std::int64_t generation = peer.meta.generation;
    if (!set_condition(conditions, kAcceptedCondition, status_of(judged.accepted), judged.reason, judged.message, generation, wall)) continue;
    set_condition(conditions, kEstablished, ConditionStatus::unknown, "NotCounted", "what the nodes say of their sessions is not known yet", generation, wall);
    json::Value status;
    status.set("conditions", encode_conditions(conditions));
    tell(peer, judged, wall, out);
    out.push_back(status_write(kInfo<BgpPeer>, peer.meta.key, std::move(status)));
  }
}

// The message of Established has all that follows from the sessions, so where neither condition is news nothing is.
void Controller::write_peers(WallTime wall, Instant now, std::vector<Write>& out) {
  if (!sessions_known_) return write_peers_uncounted(wall, out);
  for (const auto& [name, peer] : inventory_.peers) {
    const Judged judged = judge(peer, inventory_);
    const SessionTally::Tally& tally = sessions_of(peer, now);
    Conditions& conditions = conditions_of(kInfo<BgpPeer>.path(peer.meta.key), peer.conditions);
    const std::int64_t generation = peer.meta.generation;
    const bool judged_anew = set_condition(conditions, kAcceptedCondition, status_of(judged.accepted), judged.reason, judged.message, generation, wall);
    const bool counted_anew = set_condition(conditions, kEstablished, status_of(tally.all()), tally.reason(), tally.text(), generation, wall);
    if (!judged_anew && !counted_anew) continue;
    const PeerStatus status{std::to_string(tally.established) + "/" + std::to_string(tally.nodes), tally.nodes, tally.established, conditions};
    tell(peer, judged, wall, out);
    out.push_back(status_write(kInfo<BgpPeer>, peer.meta.key, encode_status(status)));
  }
}

template <class Kind>
void Controller::write_conditions(const Inventory::ByName<Kind>& objects, WallTime now, std::vector<Write>& out) {
  for (const auto& [name, object] : objects) {
    const Judged judged = judge(object, inventory_);
    const std::string path = kInfo<Kind>.path(object.meta.key);
    if (!set_condition(conditions_of(path, object.conditions), kAcceptedCondition, status_of(judged.accepted), judged.reason, judged.message,
                       object.meta.generation, now))
      continue;
    json::Value status;
    status.set("conditions", encode_conditions(conditions_.at(path)));
    tell(object, judged, now, out);
    out.push_back(status_write(kInfo<Kind>, object.meta.key, std::move(status)));
  }
}

}  // namespace vigilcast::kube
