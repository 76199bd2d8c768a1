#include "pkg/kube/agent/cluster.h"

#include <algorithm>

#include "pkg/kube/agent/gates.h"
#include "pkg/kube/agent/object_ref.h"

namespace vigilcast::kube {
namespace {

constexpr std::string_view kNamespaceNameLabel = "kubernetes.io/metadata.name";  // that every Namespace has

void drop_version(ObjectMeta& meta) {
  meta.resource_version.clear();
  meta.generation = 0;
}

// True when it is news.
template <class Map, class Key, class Kind>
bool put(Map& map, const Key& key, Kind object) {
  const auto [place, added] = map.try_emplace(key);
  if (!added && place->second == object) return false;
  place->second = std::move(object);
  return true;
}

// What the controller says of an object is no news for a node, but what it has refused it has told: only that is kept.
void keep_denial(Conditions& conditions, std::string_view type) {
  const bool denied = is_denied(conditions, type);
  conditions.clear();
  if (denied) conditions.push_back({.type = std::string(type), .status = ConditionStatus::no, .reason = {}, .message = {}, .last_transition_time = {}});
}

// One overload of put_object and one of drop_object for each kind; what they touch is added to `touched`.

void put_object(Cluster& cluster, Service object, const AgentOptions& options, Touched& touched) {
  const ObjectKey key = object.meta.key;
  keep_denial(object.conditions, kAddressCondition);
  const bool news = options.services.matches(object) ? put(cluster.services, key, std::move(object)) : cluster.services.erase(key) > 0;
  touched.structure |= news;
}
void drop_object(Cluster& cluster, const ObjectKey& key, const Service* /*kind*/, const AgentOptions& /*options*/, Touched& touched) {
  touched.structure |= cluster.services.erase(key) > 0;
}

void add_endpoints(Touched& touched, std::vector<ObjectKey> services) { std::ranges::move(services, std::back_inserter(touched.endpoints)); }
void put_object(Cluster& cluster, const EndpointSlice& object, const AgentOptions& /*options*/, Touched& touched) {
  add_endpoints(touched, cluster.slices.upsert(object));
}
void drop_object(Cluster& cluster, const ObjectKey& key, const EndpointSlice* /*kind*/, const AgentOptions& /*options*/, Touched& touched) {
  add_endpoints(touched, cluster.slices.remove(key));
}

void put_object(Cluster& cluster, Node object, const AgentOptions& options, Touched& touched) {
  if (object.meta.key.name != options.node) return;
  const Gates before = gates_of(cluster.present_node(), options.node);
  const bool same = cluster.node && cluster.node->meta.labels == object.meta.labels && cluster.node->meta.uid == object.meta.uid &&
                    cluster.node->addresses == object.addresses;
  touched.structure |= !same;
  cluster.node = std::move(object);
  cluster.node_gone = false;
  touched.gates |= gates_of(cluster.present_node(), options.node) != before;
}
void drop_object(Cluster& cluster, const ObjectKey& key, const Node* /*kind*/, const AgentOptions& options, Touched& touched) {
  if (key.name != options.node || cluster.node_gone) return;
  cluster.node_gone = true;
  touched.gates = true;
}

bool has_services(const Cluster& cluster, const std::string& name_space) {
  const auto first = cluster.services.lower_bound(ObjectKey{name_space, {}});
  return first != cluster.services.end() && first->first.name_space == name_space;
}
void put_object(Cluster& cluster, Namespace object, const AgentOptions& /*options*/, Touched& touched) {
  const std::string name = object.meta.key.name;
  touched.structure |= put(cluster.namespaces, name, std::move(object.meta.labels)) && has_services(cluster, name);
}
void drop_object(Cluster& cluster, const ObjectKey& key, const Namespace* /*kind*/, const AgentOptions& /*options*/, Touched& touched) {
  touched.structure |= cluster.namespaces.erase(key.name) > 0 && has_services(cluster, key.name);
}

// Helm keeps a megabyte in a Secret of the same namespace: values are cut to one byte more than a password may have.
void put_object(Cluster& cluster, Secret object, const AgentOptions& options, Touched& touched) {
  if (object.meta.key.name_space != options.release_namespace) return;
  object.meta.labels.clear();
  object.meta.annotations.clear();
  for (auto& [key, value] : object.data) {
    if (value.size() > kLongestPassword) value = std::string(value, 0, kLongestPassword + 1);
  }
  const std::string name = object.meta.key.name;
  touched.structure |= put(cluster.secrets, name, std::move(object));
}
void drop_object(Cluster& cluster, const ObjectKey& key, const Secret* /*kind*/, const AgentOptions& options, Touched& touched) {
  touched.structure |= key.name_space == options.release_namespace && cluster.secrets.erase(key.name) > 0;
}

Cluster::ByName<BgpPeer>& all(Cluster& cluster, const BgpPeer* /*kind*/) { return cluster.peers; }
Cluster::ByName<AddressPool>& all(Cluster& cluster, const AddressPool* /*kind*/) { return cluster.pools; }
Cluster::ByName<Advertisement>& all(Cluster& cluster, const Advertisement* /*kind*/) { return cluster.advertisements; }
Cluster::ByName<HealthCheck>& all(Cluster& cluster, const HealthCheck* /*kind*/) { return cluster.checks; }

template <class Kind>
void put_object(Cluster& cluster, Kind object, const AgentOptions& /*options*/, Touched& touched) {
  auto& its = all(cluster, static_cast<const Kind*>(nullptr));
  const std::string name = object.meta.key.name;
  keep_denial(object.conditions, kAcceptedCondition);
  touched.structure |= put(its, name, std::move(object));
}
template <class Kind>
void drop_object(Cluster& cluster, const ObjectKey& key, const Kind* kind, const AgentOptions& /*options*/, Touched& touched) {
  touched.structure |= all(cluster, kind).erase(key.name) > 0;
}

template <class Kind>
Touched apply_change(Cluster& cluster, Change<Kind> change, const AgentOptions& options) {
  Touched touched;
  const std::string kind(kInfo<Kind>.kind);
  const auto forgive = [&](const ObjectKey& key) { touched.structure |= !cluster.refused.empty() && cluster.refused.erase({kind, key}) > 0; };
  for (const ObjectKey& key : change.removed) {
    forgive(key);
    drop_object(cluster, key, static_cast<const Kind*>(nullptr), options, touched);
  }
  for (Kind& object : change.upserted) {
    drop_version(object.meta);
    forgive(object.meta.key);
    put_object(cluster, std::move(object), options, touched);
  }
  for (auto& one : change.refused) {
    touched.structure |= put(cluster.refused, std::pair(kind, one.meta.key), Problem{ref_of<Kind>(one.meta), "Invalid", std::move(one.why)});
  }
  if (change.synced && cluster.synced.insert(kind).second) touched.structure = true;
  return touched;
}

}  // namespace

std::vector<std::string> Cluster::waiting_for() const {
  std::vector<std::string> out;
  const auto need = [&](const KindInfo& kind, bool needed = true) {
    if (needed && !synced.contains(kind.kind)) out.emplace_back(kind.kind);
  };
  const auto any = [](const auto& objects, auto says) { return std::ranges::any_of(objects, [&](const auto& entry) { return says(entry.second); }); };
  need(kInfo<Service>);
  need(kInfo<EndpointSlice>);
  need(kInfo<Node>);
  need(kInfo<BgpPeer>);
  need(kInfo<Advertisement>);
  need(kInfo<Secret>, any(peers, [](const BgpPeer& peer) { return peer.password.has_value(); }));
  need(kInfo<AddressPool>, any(advertisements, [](const Advertisement& one) { return !one.pools.empty(); }));
  need(kInfo<HealthCheck>, any(advertisements, [](const Advertisement& one) { return !one.checks.empty(); }));
  need(kInfo<Namespace>, any(advertisements, [](const Advertisement& one) { return one.namespace_selector.has_value(); }));
  return out;
}

const Labels& Cluster::node_labels() const {
  static const Labels none;
  return node ? node->meta.labels : none;
}

Labels Cluster::namespace_labels(const std::string& name) const {
  const auto found = namespaces.find(name);
  return found != namespaces.end() ? found->second : Labels{{std::string(kNamespaceNameLabel), name}};
}

// Sessions of other nodes are the controller's business.
Touched apply(Cluster& cluster, ClusterChange change, const AgentOptions& options) {
  return std::visit(
      [&]<class Kind>(Change<Kind>& one) {
        if constexpr (std::is_same_v<Kind, NodeSessions>) {
          return Touched{};
        } else {
          return apply_change(cluster, std::move(one), options);
        }
      },
      change);
}

}  // namespace vigilcast::kube
