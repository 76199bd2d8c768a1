// What only somebody who sees all objects can say of one: names that nobody has, pools and peers that contradict each other.
// A value for each object, which becomes its condition `Accepted`.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "pkg/kube/resources/address_pool.h"
#include "pkg/kube/resources/advertisement.h"
#include "pkg/kube/resources/bgp_peer.h"
#include "pkg/kube/resources/health_check.h"
#include "pkg/kube/resources/secret.h"

namespace vigilcast::kube {

// All objects of our own kinds, and which keys the Secrets of the release's namespace have (never what is in them).
struct Inventory {
  template <class Kind>
  using ByName = std::map<std::string, Kind, std::less<>>;

  ByName<BgpPeer> peers;
  ByName<AddressPool> pools;
  ByName<Advertisement> advertisements;
  ByName<HealthCheck> checks;
  ByName<std::set<std::string, std::less<>>> secret_keys;
  std::string release_namespace;
};

struct Judged {
  bool accepted = true;
  std::string reason = "Accepted";
  std::string message = "in use";
  friend bool operator==(const Judged&, const Judged&) = default;
};

Judged judge(const BgpPeer& peer, const Inventory& all);
Judged judge(const AddressPool& pool, const Inventory& all);
Judged judge(const Advertisement& advertisement, const Inventory& all);
Judged judge(const HealthCheck& check, const Inventory& all);

}  // namespace vigilcast::kube
