// Which Service has which address. The truth is in the API server: status.loadBalancer.ingress is what was given, so a restart gives nothing anew.
//
// Invariants: one address is given to one Service, or to several that agree to share it; an address that is given stays, whatever happens to selectors and
// priorities and pools, until its Service no longer wants it. Pure; the controller's thread.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "pkg/kube/class_filter.h"
#include "pkg/kube/resources/address_pool.h"
#include "pkg/kube/resources/name_space.h"
#include "pkg/kube/resources/service.h"

namespace vigilcast::kube {

inline constexpr std::string_view kAddressesAnnotation = "vigilcast.dev/addresses";      // the addresses wanted, with commas between
inline constexpr std::string_view kPoolAnnotation = "vigilcast.dev/address-pool";        // the pool wanted
inline constexpr std::string_view kSharingKeyAnnotation = "vigilcast.dev/sharing-key";   // Services with one key may share an address

// The word is the condition's and the Event's reason.
struct AddressProblem {
  std::string reason;   // "PoolExhausted"
  std::string message;
  friend bool operator==(const AddressProblem&, const AddressProblem&) = default;
};

struct Assignment {
  std::vector<IpAddress> addresses;  // IPv4 before IPv6
  std::vector<std::string> pools;    // of each; empty: in none any more
  std::optional<AddressProblem> problem;    // why one that is wanted is not there
  friend bool operator==(const Assignment&, const Assignment&) = default;
};

struct PoolUse {
  std::uint64_t in_use = 0;     // addresses, not Services
  double size = 0;              // IPv6 pools are larger than any integer
};

class Allocator {
 public:
  explicit Allocator(ClassFilter filter) : filter_(std::move(filter)) {}

  void upsert(const AddressPool& pool);
  void upsert(const Namespace& name_space);
  void upsert(const Service& service);
  void remove_pool(const std::string& name);
  void remove_namespace(const std::string& name);
  void remove_service(const ObjectKey& service);

  void look_at_all_again() { all_dirty_ = true; }
  // To be called once all of them are known, and after every change. The Services whose assignment differs from what it was, or from their status.
  std::vector<ObjectKey> reconcile();

  [[nodiscard]] const Assignment* find(const ObjectKey& service) const;  // nullptr: not ours
  [[nodiscard]] const std::map<ObjectKey, Service>& services() const { return services_; }
  [[nodiscard]] const std::map<std::string, AddressPool>& pools() const { return pools_; }
  [[nodiscard]] PoolUse use_of(const AddressPool& pool) const;

 private:
  struct Wish;

  void release(const ObjectKey& service);
  void give(const ObjectKey& service, const IpAddress& address);
  void adopt(const ObjectKey& key, const Service& service, const std::vector<IpAddress>& held);
  const Assignment& assign(const ObjectKey& key, const Service& service);
  std::optional<IpAddress> choose(const ObjectKey& key, const Service& service, const Wish& wish, AddressProblem& problem);
  std::optional<IpAddress> requested(const ObjectKey& key, const Service& service, const IpAddress& address, AddressProblem& problem) const;
  std::optional<IpAddress> from_pools(const ObjectKey& key, const Service& service, const Wish& wish, AddressProblem& problem) const;
  std::optional<IpAddress> shared_one(const ObjectKey& key, const Service& service, const AddressPool& pool, bool ipv6) const;
  [[nodiscard]] std::optional<IpAddress> first_free(const AddressPool& pool, bool ipv6) const;
  [[nodiscard]] bool may_use(const AddressPool& pool, const Service& service) const;
  [[nodiscard]] const Service* in_the_way(const ObjectKey& key, const Service& service, const IpAddress& address) const;
  [[nodiscard]] const AddressPool* pool_of(const IpAddress& address) const;
  [[nodiscard]] std::vector<const AddressPool*> by_preference() const;

  ClassFilter filter_;
  std::map<std::string, AddressPool> pools_;
  std::map<std::string, Labels> namespaces_;
  std::map<ObjectKey, Service> services_;        // ours
  std::map<ObjectKey, Assignment> assigned_;
  std::map<IpAddress, std::set<ObjectKey>> owners_;
  std::set<ObjectKey> dirty_;                    // changed since reconcile()
  bool all_dirty_ = false;
};

// Two Services may have one address when they bear one key, have different ports, and traffic that arrives at any node is served by both. Empty: they may.
std::string why_not_shared(const Service& a, const Service& b);

}  // namespace vigilcast::kube
