// Every kind of object that is read from the API server: where its collection is, and how one object of it is read.
//
// Pure. decode() takes one object as the API server sends it, in a list (without kind and apiVersion) or in a watch event. An Error names every mistake by its
// path: "spec.holdTime: '1s' is too short: 0s or at least 3s". A Secret's data is never part of it. What an older program does not know is passed over.
// To add a kind: its value in a header here, its decoder, a row below.
#pragma once

#include <string>
#include <string_view>

#include "pkg/json/value.h"
#include "pkg/kube/resources/address_pool.h"
#include "pkg/kube/resources/advertisement.h"
#include "pkg/kube/resources/bgp_peer.h"
#include "pkg/kube/resources/endpoint_slice.h"
#include "pkg/kube/resources/health_check.h"
#include "pkg/kube/resources/lease.h"
#include "pkg/kube/resources/name_space.h"
#include "pkg/kube/resources/node.h"
#include "pkg/kube/resources/node_bgp_state.h"
#include "pkg/kube/resources/node_sessions.h"
#include "pkg/kube/resources/secret.h"
#include "pkg/kube/resources/service.h"

namespace vigilcast::kube {

struct KindInfo {
  std::string_view kind;         // "Service"
  std::string_view api_version;  // "v1", "discovery.k8s.io/v1"
  std::string_view plural;       // "services"
  bool namespaced = false;

  [[nodiscard]] std::string collection() const;                                 // of all namespaces: "/api/v1/services"
  [[nodiscard]] std::string collection(std::string_view name_space) const;      // "/api/v1/namespaces/default/services"; empty: like collection()
  [[nodiscard]] std::string path(const ObjectKey& key) const;                   // "/api/v1/namespaces/default/services/web"

  friend bool operator==(const KindInfo&, const KindInfo&) = default;
};

inline constexpr std::string_view kGroup = "vigilcast.dev";
inline constexpr std::string_view kOwnApiVersion = "vigilcast.dev/v1alpha1";

template <class Kind>
inline constexpr KindInfo kInfo{};
template <>
inline constexpr KindInfo kInfo<Service>{"Service", "v1", "services", true};
template <>
inline constexpr KindInfo kInfo<EndpointSlice>{"EndpointSlice", "discovery.k8s.io/v1", "endpointslices", true};
template <>
inline constexpr KindInfo kInfo<Node>{"Node", "v1", "nodes", false};
template <>
inline constexpr KindInfo kInfo<Namespace>{"Namespace", "v1", "namespaces", false};
template <>
inline constexpr KindInfo kInfo<Secret>{"Secret", "v1", "secrets", true};
template <>
inline constexpr KindInfo kInfo<Lease>{"Lease", "coordination.k8s.io/v1", "leases", true};
template <>
inline constexpr KindInfo kInfo<BgpPeer>{"BGPPeer", kOwnApiVersion, "bgppeers", false};
template <>
inline constexpr KindInfo kInfo<AddressPool>{"AddressPool", kOwnApiVersion, "addresspools", false};
template <>
inline constexpr KindInfo kInfo<Advertisement>{"Advertisement", kOwnApiVersion, "advertisements", false};
template <>
inline constexpr KindInfo kInfo<HealthCheck>{"HealthCheck", kOwnApiVersion, "healthchecks", false};
template <>
inline constexpr KindInfo kInfo<NodeBgpState>{"NodeBGPState", kOwnApiVersion, "nodebgpstates", false};
template <>
inline constexpr KindInfo kInfo<NodeSessions> = kInfo<NodeBgpState>;  // the same objects

// `node` is the name of the node on which we run: of an EndpointSlice only its endpoints are kept one by one. Other kinds do not look at it.
template <class Kind>
Result<Kind> decode(const json::Value& object, std::string_view node = {});

template <>
Result<Service> decode<Service>(const json::Value& object, std::string_view node);
template <>
Result<EndpointSlice> decode<EndpointSlice>(const json::Value& object, std::string_view node);
template <>
Result<Node> decode<Node>(const json::Value& object, std::string_view node);
template <>
Result<Namespace> decode<Namespace>(const json::Value& object, std::string_view node);
template <>
Result<Secret> decode<Secret>(const json::Value& object, std::string_view node);
template <>
Result<Lease> decode<Lease>(const json::Value& object, std::string_view node);
template <>
Result<BgpPeer> decode<BgpPeer>(const json::Value& object, std::string_view node);
template <>
Result<AddressPool> decode<AddressPool>(const json::Value& object, std::string_view node);
template <>
Result<Advertisement> decode<Advertisement>(const json::Value& object, std::string_view node);
template <>
Result<HealthCheck> decode<HealthCheck>(const json::Value& object, std::string_view node);
template <>
Result<NodeBgpState> decode<NodeBgpState>(const json::Value& object, std::string_view node);

template <>
Result<NodeSessions> decode<NodeSessions>(const json::Value& object, std::string_view node);

// The metadata of any object, for what is not of one of these kinds or cannot be read.
Result<ObjectMeta> decode_meta(const json::Value& object);

}  // namespace vigilcast::kube
