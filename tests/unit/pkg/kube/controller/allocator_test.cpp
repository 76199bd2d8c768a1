// Which Service gets which address, told as stories.
#include "pkg/kube/controller/allocator.h"

#include <gtest/gtest.h>

#include "pkg/base/rng.h"
#include "pkg/base/text.h"

namespace vigilcast::kube::allocator_test {

AddressPool pool(std::string name, std::vector<std::string> ranges, int priority = 0) {
  AddressPool out;
  out.meta.key.name = std::move(name);
  out.priority = priority;
  for (const std::string& range : ranges) out.addresses.push_back(AddressRange::parse(range).value());
  return out;
}

Service service(std::string name, std::uint16_t port = 80) {
  Service out;
  out.meta.key = {"default", std::move(name)};
  out.load_balancer = true;
  out.load_balancer_class = "vigilcast.dev/vigilcast";
  out.ports = {{"http", "TCP", port, ""}};
  return out;
}

Service wanting(std::string name, std::string_view annotation, std::string value, std::uint16_t port = 80) {
  Service out = service(std::move(name), port);
  out.meta.annotations.emplace(annotation, std::move(value));
  return out;
}

// An allocator and the API server beside it: what it decides is in the status when it looks again.
struct Cluster {
  Allocator allocator{ClassFilter{"vigilcast.dev/vigilcast", false}};

  void reconcile() {
    for (const ObjectKey& key : allocator.reconcile()) {
      Service seen = allocator.services().at(key);
      seen.ingress = allocator.find(key)->addresses;
      allocator.upsert(seen);
    }
  }
  template <class... Objects>
  void add(const Objects&... objects) {
    (allocator.upsert(objects), ...);
    reconcile();
  }
  void remove(const std::string& name) {
    allocator.remove_service({"default", name});
    reconcile();
  }
  // "198.51.100.1 2001:db8::1", or "PoolExhausted".
  std::string of(const std::string& name) const {
    const Assignment* found = allocator.find({"default", name});
    if (found == nullptr) return "not ours";
    std::string out;
    for (const IpAddress& address : found->addresses) out += (out.empty() ? "" : " ") + address.to_string();
    if (found->problem) out += (out.empty() ? "" : " ") + found->problem->reason;
    return out;
  }
  std::string message(const std::string& name) const { return allocator.find({"default", name})->problem->message; }
};

TEST(Allocator, AddressesAreGivenInOrderAndStay) {
  Cluster cluster;
  cluster.add(pool("web", {"198.51.100.0/30"}), service("a"), service("b"));
  EXPECT_EQ(cluster.of("a"), "198.51.100.0");
  EXPECT_EQ(cluster.of("b"), "198.51.100.1");
  cluster.remove("a");
  cluster.add(service("c"));
  EXPECT_EQ(cluster.of("c"), "198.51.100.0");
  EXPECT_EQ(cluster.of("b"), "198.51.100.1");
  EXPECT_TRUE(cluster.allocator.reconcile().empty()) << "nothing has changed";
}

TEST(Allocator, ServicesOfOthersAreLeftAlone) {
  Cluster cluster;
  Service other = service("other"), none = service("none"), cluster_ip = service("inside");
  other.load_balancer_class = "example.com/lb";
  none.load_balancer_class.reset();
  cluster_ip.load_balancer = false;
  cluster.add(pool("web", {"198.51.100.0/30"}), other, none, cluster_ip);
  EXPECT_EQ(cluster.of("other"), "not ours");
  EXPECT_EQ(cluster.of("none"), "not ours");
  EXPECT_EQ(cluster.of("inside"), "not ours");
  Cluster by_default;
  by_default.allocator = Allocator(ClassFilter{"vigilcast.dev/vigilcast", true});
  by_default.add(pool("web", {"198.51.100.0/30"}), other, none);
  EXPECT_EQ(by_default.of("none"), "198.51.100.0");
  EXPECT_EQ(by_default.of("other"), "not ours");
}

TEST(Allocator, ARestartGivesNothingAnew) {
  Cluster cluster;
  Service b = service("b");
  b.ingress = {IpAddress::parse("198.51.100.1").value()};
  cluster.add(pool("web", {"198.51.100.0/29"}), service("a"), b, service("c"));
  EXPECT_EQ(cluster.of("a"), "198.51.100.0");
  EXPECT_EQ(cluster.of("b"), "198.51.100.1");
  EXPECT_EQ(cluster.of("c"), "198.51.100.2");
}

TEST(Allocator, TwoServicesThatClaimOneAddressAreParted) {
  Cluster cluster;
  Service a = service("a"), b = service("b");
  a.ingress = b.ingress = {IpAddress::parse("198.51.100.1").value()};
  cluster.add(pool("web", {"198.51.100.0/29"}), a, b);
  EXPECT_EQ(cluster.of("a"), "198.51.100.1");
  EXPECT_EQ(cluster.of("b"), "198.51.100.0");
}

TEST(Allocator, AnExhaustedPoolSaysSoAndServesWhoeverWaitsLater) {
  Cluster cluster;
  cluster.add(pool("web", {"198.51.100.1"}), service("a"), service("b"));
  EXPECT_EQ(cluster.of("b"), "PoolExhausted");
  EXPECT_EQ(cluster.message("b"), "no free IPv4 address is left in web (1 in use); enlarge a pool, add one, or free an address");
  cluster.remove("a");
  EXPECT_EQ(cluster.of("b"), "198.51.100.1");
}

TEST(Allocator, AddressesMayBeAskedFor) {
  Cluster cluster;
  cluster.add(pool("web", {"198.51.100.0/29"}), wanting("a", kAddressesAnnotation, "198.51.100.5"), wanting("b", kAddressesAnnotation, "198.51.100.5"),
              wanting("c", kAddressesAnnotation, "203.0.113.1"), wanting("d", kAddressesAnnotation, "here"));
  EXPECT_EQ(cluster.of("a"), "198.51.100.5");
  EXPECT_EQ(cluster.of("b"), "AddressInUse");
  EXPECT_EQ(cluster.of("c"), "AddressNotInPool");
  EXPECT_EQ(cluster.of("d"), "AddressMalformed");
  EXPECT_NE(cluster.message("b").find("in use by default/a"), std::string::npos);
  cluster.add(wanting("a", kAddressesAnnotation, "198.51.100.6"));
  EXPECT_EQ(cluster.of("a"), "198.51.100.6");
  EXPECT_EQ(cluster.of("b"), "198.51.100.5");
  Service old = service("old");
  old.load_balancer_ip = "198.51.100.7";
  cluster.add(old);
  EXPECT_EQ(cluster.of("old"), "198.51.100.7");
}

TEST(Allocator, PoolsAreChosenByPriorityNameAndSelectors) {
  Cluster cluster;
  AddressPool manual = pool("manual", {"198.51.100.96/28"}, 9), team = pool("team", {"198.51.100.64/28"}, 5);
  manual.auto_assign = false;
  team.namespace_selector = LabelSelector{{{"team", "a"}}, {}};
  cluster.add(pool("z", {"198.51.100.0/28"}, 1), pool("a", {"198.51.100.32/28"}), manual, team, service("one"));
  EXPECT_EQ(cluster.of("one"), "198.51.100.0") << "manual is for those who ask, team for others";
  cluster.add(wanting("two", kPoolAnnotation, "manual"), wanting("three", kPoolAnnotation, "team"), wanting("four", kPoolAnnotation, "nothing"));
  EXPECT_EQ(cluster.of("two"), "198.51.100.96");
  EXPECT_EQ(cluster.of("three"), "PoolNotAllowed");
  EXPECT_EQ(cluster.of("four"), "PoolNotFound");
  Namespace ours;
  ours.meta.key.name = "default";
  ours.meta.labels = {{"team", "a"}};
  cluster.add(ours);
  EXPECT_EQ(cluster.of("three"), "198.51.100.64");
  EXPECT_EQ(cluster.of("one"), "198.51.100.0") << "what is given stays";
}

TEST(Allocator, AnAddressOutlivesItsPool) {
  Cluster cluster;
  cluster.add(pool("old", {"198.51.100.0/30"}, 1), pool("new", {"203.0.113.0/30"}), service("a"));
  ASSERT_EQ(cluster.of("a"), "198.51.100.0");
  cluster.allocator.remove_pool("old");
  cluster.reconcile();
  EXPECT_EQ(cluster.of("a"), "198.51.100.0 AddressNotInPool");
  cluster.add(service("b"));
  EXPECT_EQ(cluster.of("b"), "203.0.113.0");
  cluster.add(wanting("a", kPoolAnnotation, "new"));
  EXPECT_EQ(cluster.of("a"), "203.0.113.1") << "it asks for another one";
}

TEST(Allocator, BothFamiliesOrWhatThereIs) {
  Cluster cluster;
  Service both = service("both"), strict = service("strict");
  both.ipv6 = strict.ipv6 = true;
  strict.require_dual_stack = true;
  cluster.add(pool("four", {"198.51.100.0/30"}), both, strict);
  EXPECT_EQ(cluster.of("both"), "198.51.100.0 PoolExhausted");
  EXPECT_EQ(cluster.of("strict"), "PoolExhausted") << "one alone is not what was asked for";
  cluster.add(pool("six", {"2001:db8::/64"}));
  EXPECT_EQ(cluster.of("both"), "198.51.100.0 2001:db8::");
  EXPECT_EQ(cluster.of("strict"), "198.51.100.1 2001:db8::1");
}

TEST(Allocator, SharingNeedsAKeyDifferentPortsAndTrafficThatAllServe) {
  Cluster cluster;
  cluster.add(pool("web", {"198.51.100.0/30"}), wanting("a", kSharingKeyAnnotation, "k", 80), wanting("b", kSharingKeyAnnotation, "k", 443),
              wanting("c", kSharingKeyAnnotation, "k", 80), wanting("d", kSharingKeyAnnotation, "other", 8080));
  EXPECT_EQ(cluster.of("a"), "198.51.100.0");
  EXPECT_EQ(cluster.of("b"), "198.51.100.0");
  EXPECT_EQ(cluster.of("c"), "198.51.100.1") << "the same port as a";
  EXPECT_EQ(cluster.of("d"), "198.51.100.2");
  Service local = wanting("local", kSharingKeyAnnotation, "k", 25);
  local.local = true;
  cluster.add(local);
  EXPECT_EQ(cluster.of("local"), "198.51.100.3") << "under Local its traffic goes only where its own pods are";
  EXPECT_EQ(cluster.allocator.use_of(cluster.allocator.pools().at("web")).in_use, 4U);
}

TEST(Allocator, WhoChangesAPortOfASharedAddressMoves) {
  Cluster cluster;
  cluster.add(pool("web", {"198.51.100.0/30"}), wanting("a", kSharingKeyAnnotation, "k", 80), wanting("b", kSharingKeyAnnotation, "k", 443));
  cluster.add(wanting("b", kSharingKeyAnnotation, "k", 80));
  EXPECT_EQ(cluster.of("a"), "198.51.100.0");
  EXPECT_EQ(cluster.of("b"), "198.51.100.1");
}

TEST(Allocator, ARangeEndsWhereItEnds) {
  Cluster cluster;
  cluster.add(pool("last", {"255.255.255.254-255.255.255.255"}), service("a"), service("b"), service("c"));
  EXPECT_EQ(cluster.of("b"), "255.255.255.255");
  EXPECT_EQ(cluster.of("c"), "PoolExhausted");
}

// After anything at all: no address twice, nothing outside the pools, and who is served stays served with the same address.
TEST(Allocator, NoAddressIsEverGivenTwice) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Rng rng(seed);
    Cluster cluster;
    cluster.add(pool("p", {"198.51.100.0/29"}), pool("q", {"198.51.100.16-198.51.100.19"}));
    std::map<std::string, std::string> before;
    for (int step = 0; step < 60; ++step) {
      const std::string name(1, static_cast<char>('a' + rng.below(16)));
      const std::string asked = rng.below(5) == 0 ? "198.51.100." + std::to_string(rng.below(24)) : "";
      if (rng.below(3) == 0) {
        cluster.remove(name);
        before.erase(name);
      } else {
        cluster.add(asked.empty() ? service(name) : wanting(name, kAddressesAnnotation, asked));
        if (!asked.empty()) before.erase(name);
      }
      std::map<IpAddress, std::string> owner;
      for (const auto& [key, one] : cluster.allocator.services()) {
        for (const IpAddress& address : cluster.allocator.find(key)->addresses) {
          ASSERT_TRUE(owner.emplace(address, key.name).second) << "seed " << seed << " step " << step << ": " << address.to_string() << " twice";
          const auto known = before.find(key.name);
          ASSERT_TRUE(known == before.end() || known->second == address.to_string()) << "seed " << seed << " step " << step << ": " << key.name << " has moved";
          before[key.name] = address.to_string();
        }
      }
    }
  }
}

TEST(AddressRange, ReadsAndWritesAllItsForms) {
  for (const char* text : {"198.51.100.0/24", "198.51.100.10-198.51.100.20", "2001:db8::/64", "0.0.0.0/0", "198.51.100.7/32"}) {
    EXPECT_EQ(AddressRange::parse(text).value().to_string(), text);
  }
  EXPECT_EQ(AddressRange::parse("198.51.100.7").value().to_string(), "198.51.100.7/32");
  EXPECT_EQ(AddressRange::parse("198.51.100.0 - 198.51.100.255").value().to_string(), "198.51.100.0/24");
  for (const char* text : {"", "198.51.100.1/24", "198.51.100.9-198.51.100.1", "198.51.100.1-2001:db8::1", "198.51.100.1-", "a-b"}) {
    EXPECT_FALSE(AddressRange::parse(text)) << text;
  }
  EXPECT_EQ(AddressRange::parse("2001:db8::10-2001:db8::1f").value().size(), 16);
  EXPECT_EQ(AddressRange::parse("0.0.0.0/0").value().size(), 4294967296.0);
}

}  // namespace vigilcast::kube::allocator_test
