#include "pkg/kube/controller/allocator.h"

#include <algorithm>

#include "pkg/base/text.h"

namespace vigilcast::kube {
namespace {

std::string_view annotation(const Service& service, std::string_view name) {
  const auto found = service.meta.annotations.find(name);
  return found == service.meta.annotations.end() ? std::string_view{} : trim(found->second);
}

std::string family_word(bool ipv6) { return ipv6 ? "IPv6" : "IPv4"; }

// Of `a`; nullptr: they have none in common.
const ServicePort* same_port(const Service& a, const Service& b) {
  for (const ServicePort& port : a.ports) {
    const auto same = [&](const ServicePort& other) { return other.port == port.port && other.protocol == port.protocol; };
    if (std::ranges::any_of(b.ports, same)) return &port;
  }
  return nullptr;
}

// Traffic that arrives at any node is served by both: it may go anywhere, or it stays with the same pods.
bool same_traffic(const Service& a, const Service& b) {
  if (!a.local && !b.local) return true;
  return a.local && b.local && a.meta.key.name_space == b.meta.key.name_space && a.selector == b.selector;
}

// Apart from what we wrote ourselves.
bool asks_the_same(const Service& before, Service now) {
  now.meta.resource_version = before.meta.resource_version;
  now.ingress = before.ingress;
  now.conditions = before.conditions;
  return now == before;
}

// Whoever changes pools does not want to take addresses from those who are reached by them.
AddressProblem no_longer_in_pool(const IpAddress& address) {
  return {"AddressNotInPool", address.to_string() + " is in no AddressPool any more; it stays until the Service asks for another one (" +
                                  std::string(kAddressesAnnotation) + ", " + std::string(kPoolAnnotation) + ") or is made anew"};
}

template <class Visit>
void each_word(std::string_view list, const Visit& visit) {
  for (const std::string_view word : split(list, ',')) {
    if (!trim(word).empty()) visit(trim(word));
  }
}

}  // namespace

std::string why_not_shared(const Service& a, const Service& b) {
  const std::string_view key = annotation(a, kSharingKeyAnnotation);
  if (key.empty() || key != annotation(b, kSharingKeyAnnotation)) return "to share it both need the same " + std::string(kSharingKeyAnnotation);
  if (const ServicePort* port = same_port(a, b)) return "both have the port " + std::to_string(port->port) + " " + port->protocol;
  if (!same_traffic(a, b)) return "to share it both need externalTrafficPolicy Cluster, or Local and the same selector";
  return "";
}

// What a Service asks for, read from its annotations.
struct Allocator::Wish {
  std::string pool;                  // empty: any
  std::vector<IpAddress> addresses;  // of the family in question come first served
  std::optional<AddressProblem> malformed;
  bool ipv6 = false;                 // the family that is being looked for

  static Wish of(const Service& service) {
    Wish out;
    out.pool = annotation(service, kPoolAnnotation);
    std::string_view list = annotation(service, kAddressesAnnotation);
    if (list.empty()) list = service.load_balancer_ip;
    each_word(list, [&](std::string_view word) {
      const auto address = IpAddress::parse(word);
      if (address) {
        out.addresses.push_back(*address);
      } else {
        out.malformed = AddressProblem{"AddressMalformed", "'" + std::string(word) + "' is not an IP address; write " + std::string(kAddressesAnnotation) +
                                                               ": 198.51.100.10, or two with a comma between"};
      }
    });
    return out;
  }

  [[nodiscard]] std::optional<IpAddress> requested(bool v6) const {
    const auto found = std::ranges::find(addresses, v6, &IpAddress::is_v6);
    return found == addresses.end() ? std::nullopt : std::optional(*found);
  }
  // An address that is held may stay.
  [[nodiscard]] bool allows(const IpAddress& address) const { return addresses.empty() || std::ranges::find(addresses, address) != addresses.end(); }
};

// --- what there is ------------------------------------------------------------------------------------------------------------

void Allocator::upsert(const AddressPool& pool) {
  pools_[pool.meta.key.name] = pool;
  all_dirty_ = true;
}

void Allocator::upsert(const Namespace& name_space) {
  Labels& known = namespaces_[name_space.meta.key.name];
  if (known == name_space.meta.labels) return;
  known = name_space.meta.labels;
  all_dirty_ = true;
}

void Allocator::upsert(const Service& service) {
  const ObjectKey& key = service.meta.key;
  if (service.meta.deleting || !filter_.matches(service)) return remove_service(key);
  const auto known = services_.find(key);
  const Assignment* held = find(key);
  const bool as_before = known != services_.end() && asks_the_same(known->second, service);
  services_[key] = service;
  if (!as_before || held == nullptr || held->addresses != service.ingress) dirty_.insert(key);
}

void Allocator::remove_pool(const std::string& name) { all_dirty_ = pools_.erase(name) > 0 || all_dirty_; }
void Allocator::remove_namespace(const std::string& name) { all_dirty_ = namespaces_.erase(name) > 0 || all_dirty_; }

// What it held is free for those that wait.
void Allocator::remove_service(const ObjectKey& service) {
  dirty_.erase(service);
  if (services_.erase(service) == 0) return;
  release(service);
  assigned_.erase(service);
  all_dirty_ = true;
}

void Allocator::release(const ObjectKey& service) {
  const auto held = assigned_.find(service);
  if (held == assigned_.end()) return;
  for (const IpAddress& address : held->second.addresses) {
    const auto owners = owners_.find(address);
    if (owners == owners_.end()) continue;
    owners->second.erase(service);
    if (owners->second.empty()) owners_.erase(owners);
  }
  held->second = {};
}

void Allocator::give(const ObjectKey& service, const IpAddress& address) {
  Assignment& to = assigned_[service];
  owners_[address].insert(service);
  to.addresses.push_back(address);
  const AddressPool* pool = pool_of(address);
  to.pools.push_back(pool == nullptr ? "" : pool->meta.key.name);
}

const AddressPool* Allocator::pool_of(const IpAddress& address) const {
  for (const auto& [name, pool] : pools_) {
    if (std::ranges::any_of(pool.addresses, [&](const AddressRange& range) { return range.contains(address); })) return &pool;
  }
  return nullptr;
}

const Assignment* Allocator::find(const ObjectKey& service) const {
  const auto found = assigned_.find(service);
  return found == assigned_.end() ? nullptr : &found->second;
}

PoolUse Allocator::use_of(const AddressPool& pool) const {
  PoolUse out;
  for (const AddressRange& range : pool.addresses) {
    out.size += range.size();
    for (auto used = owners_.lower_bound(range.first); used != owners_.end() && range.contains(used->first); ++used) ++out.in_use;
  }
  return out;
}

// --- who gets what ------------------------------------------------------------------------------------------------------------

// Whoever holds an address keeps it before anybody is given one; those that wait are served in the order of their names.
std::vector<ObjectKey> Allocator::reconcile() {
  std::set<ObjectKey> concerned = std::exchange(dirty_, {});
  for (const auto& [key, service] : services_) {
    const auto held = assigned_.find(key);
    if (all_dirty_ || (held != assigned_.end() && held->second.problem)) concerned.insert(key);
  }
  all_dirty_ = false;
  std::map<ObjectKey, std::optional<Assignment>> before;
  for (const ObjectKey& key : concerned) {
    const Assignment* held = find(key);
    before[key] = held == nullptr ? std::nullopt : std::optional(*held);
    release(key);
  }
  for (const auto& [key, held] : before) adopt(key, services_.at(key), held ? held->addresses : services_.at(key).ingress);
  std::vector<ObjectKey> out;
  for (const auto& [key, held] : before) {
    const Service& service = services_.at(key);
    const Assignment& now = assign(key, service);
    if (!held || *held != now || service.ingress != now.addresses) out.push_back(key);
  }
  return out;
}

// Takes what the Service holds, or what its status says that it holds, as far as that is still right.
void Allocator::adopt(const ObjectKey& key, const Service& service, const std::vector<IpAddress>& held) {
  const Wish wish = Wish::of(service);
  bool have[2] = {!service.ipv4, !service.ipv6};
  for (const IpAddress& address : held) {
    const AddressPool* pool = pool_of(address);
    const bool wanted = wish.allows(address) && (wish.pool.empty() || (pool != nullptr && wish.pool == pool->meta.key.name));
    bool& family = have[address.is_v6() ? 1 : 0];
    if (!wanted || family || in_the_way(key, service, address) != nullptr) continue;
    family = true;
    give(key, address);
  }
}

const Assignment& Allocator::assign(const ObjectKey& key, const Service& service) {
  Assignment& mine = assigned_[key];
  Wish wish = Wish::of(service);
  mine.problem = wish.malformed;
  for (const bool ipv6 : {false, true}) {
    wish.ipv6 = ipv6;
    const bool has = std::ranges::find(mine.addresses, ipv6, &IpAddress::is_v6) != mine.addresses.end();
    if (!(ipv6 ? service.ipv6 : service.ipv4) || has || wish.malformed) continue;
    AddressProblem problem;
    if (const auto chosen = choose(key, service, wish, problem)) {
      give(key, *chosen);
    } else {
      mine.problem = std::move(problem);
    }
  }
  for (std::size_t i = 0; i < mine.addresses.size() && !mine.problem; ++i) {
    if (mine.pools[i].empty()) mine.problem = no_longer_in_pool(mine.addresses[i]);
  }
  if (mine.problem && mine.addresses.size() < 2 && service.require_dual_stack && service.ipv4 && service.ipv6) {
    const AddressProblem problem = *mine.problem;
    release(key);  // one family alone is not what was asked for
    mine.problem = problem;
  }
  if (mine.addresses.size() == 2 && mine.addresses.front().is_v6()) {
    std::ranges::reverse(mine.addresses);
    std::ranges::reverse(mine.pools);
  }
  return mine;
}

std::optional<IpAddress> Allocator::choose(const ObjectKey& key, const Service& service, const Wish& wish, AddressProblem& problem) {
  if (const auto wanted = wish.requested(wish.ipv6)) return requested(key, service, *wanted, problem);
  if (!wish.addresses.empty()) {
    problem = {"AddressNotRequested",
               "the Service is " + family_word(wish.ipv6) + " too, and the addresses that it asks for are not; add one, or set ipFamilyPolicy"};
    return std::nullopt;
  }
  return from_pools(key, service, wish, problem);
}

std::optional<IpAddress> Allocator::requested(const ObjectKey& key, const Service& service, const IpAddress& address, AddressProblem& problem) const {
  const AddressPool* pool = pool_of(address);
  if (pool == nullptr) {
    problem = {"AddressNotInPool", address.to_string() + " is asked for, and no AddressPool holds it"};
    return std::nullopt;
  }
  if (!may_use(*pool, service)) {
    problem = {"PoolNotAllowed", address.to_string() + " is in the pool " + pool->meta.key.name + ", whose selectors leave this Service out"};
    return std::nullopt;
  }
  if (const Service* other = in_the_way(key, service, address)) {
    problem = {"AddressInUse", address.to_string() + " is in use by " + other->meta.key.to_string() + ": " + why_not_shared(service, *other)};
    return std::nullopt;
  }
  return address;
}

std::optional<IpAddress> Allocator::from_pools(const ObjectKey& key, const Service& service, const Wish& wish, AddressProblem& problem) const {
  std::string tried;
  for (const AddressPool* pool : by_preference()) {
    const std::string& name = pool->meta.key.name;
    if (wish.pool.empty() ? !pool->auto_assign : wish.pool != name) continue;
    if (!may_use(*pool, service)) {
      if (!wish.pool.empty()) problem = {"PoolNotAllowed", "the selectors of the pool " + name + " leave this Service out"};
      continue;
    }
    if (const auto shared = shared_one(key, service, *pool, wish.ipv6)) return shared;
    if (const auto free = first_free(*pool, wish.ipv6)) return free;
    tried += (tried.empty() ? "" : ", ") + name + " (" + std::to_string(use_of(*pool).in_use) + " in use)";
  }
  if (!problem.reason.empty()) return std::nullopt;
  if (!tried.empty()) {
    problem = {"PoolExhausted", "no free " + family_word(wish.ipv6) + " address is left in " + tried + "; enlarge a pool, add one, or free an address"};
  } else if (!wish.pool.empty()) {
    problem = {"PoolNotFound", "there is no AddressPool " + wish.pool};
  } else {
    problem = {"NoPool", "no AddressPool gives addresses to this Service by itself: none selects it, or autoAssign is false"};
  }
  return std::nullopt;
}

// An address that a Service with the same key has already.
std::optional<IpAddress> Allocator::shared_one(const ObjectKey& key, const Service& service, const AddressPool& pool, bool ipv6) const {
  if (annotation(service, kSharingKeyAnnotation).empty()) return std::nullopt;
  for (const AddressRange& range : pool.addresses) {
    if (range.first.is_v6() != ipv6) continue;
    for (auto used = owners_.lower_bound(range.first); used != owners_.end() && range.contains(used->first); ++used) {
      if (in_the_way(key, service, used->first) == nullptr) return used->first;
    }
  }
  return std::nullopt;
}

// The first gap between the addresses in use: a pool may be larger than anybody can count through.
std::optional<IpAddress> Allocator::first_free(const AddressPool& pool, bool ipv6) const {
  for (const AddressRange& range : pool.addresses) {
    if (range.first.is_v6() != ipv6) continue;
    std::optional<IpAddress> candidate = range.first;
    for (auto used = owners_.lower_bound(range.first); used != owners_.end() && candidate && used->first == *candidate; ++used)
      candidate = next_address(*candidate);
    if (candidate && range.contains(*candidate)) return candidate;
  }
  return std::nullopt;
}

bool Allocator::may_use(const AddressPool& pool, const Service& service) const {
  if (pool.meta.deleting) return false;
  if (pool.service_selector && !pool.service_selector->matches(service.meta.labels)) return false;
  if (!pool.namespace_selector) return true;
  const auto labels = namespaces_.find(service.meta.key.name_space);
  return labels != namespaces_.end() && pool.namespace_selector->matches(labels->second);
}

const Service* Allocator::in_the_way(const ObjectKey& key, const Service& service, const IpAddress& address) const {
  const auto owners = owners_.find(address);
  if (owners == owners_.end()) return nullptr;
  for (const ObjectKey& owner : owners->second) {
    const Service& other = services_.at(owner);
    if (owner != key && !why_not_shared(service, other).empty()) return &other;
  }
  return nullptr;
}

std::vector<const AddressPool*> Allocator::by_preference() const {
  std::vector<const AddressPool*> out;
  for (const auto& [name, pool] : pools_) out.push_back(&pool);
  std::ranges::sort(out, {}, [](const AddressPool* pool) { return std::pair(-std::int64_t{pool->priority}, std::string_view(pool->meta.key.name)); });
  return out;
}

}  // namespace vigilcast::kube
