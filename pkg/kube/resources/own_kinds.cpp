#include "pkg/kube/resources/own_kinds.h"

#include "pkg/kube/resources/tables.h"

namespace vigilcast::kube {
namespace {

constexpr Column kAccepted{"Accepted", "string", ".status.conditions[?(@.type==\"Accepted\")].status"};
constexpr Column kMessage{"Message", "string", ".status.conditions[?(@.type==\"Accepted\")].message", true};
constexpr Column kAge{"Age", "date", ".metadata.creationTimestamp"};

OwnKind node_bgp_state() {
  ObjectDoc status = doc_of(node_state_table());
  return {.info = kInfo<NodeBgpState>,
          .short_name = "vcnode",
          .spec = {.name = status.name, .text = status.text, .fields = {}, .rules = {}},
          .status = status,
          .columns = {{"Sessions", "integer", ".status.sessionCount"},
                      {"Established", "integer", ".status.establishedCount"},
                      {"Prefixes", "integer", ".status.prefixCount"},
                      {"Announced", "integer", ".status.announcedCount"},
                      {"May Announce", "string", ".status.conditions[?(@.type==\"MayAnnounce\")].status"},
                      kAccepted,
                      kMessage,
                      {"Observed", "date", ".status.observedAt"},
                      kAge},
          .rules = {{"!has(self.status) || self.status.node == self.metadata.name", "a NodeBGPState is named like the node that it is about", ".status.node"}}};
}

}  // namespace

const std::vector<OwnKind>& own_kinds() {
  static const std::vector<OwnKind> kKinds{
      {.info = kInfo<BgpPeer>,
       .short_name = "vcpeer",
       .spec = peer_spec(),
       .status = peer_status(),
       .columns = {{"Address", "string", ".spec.address"},
                   {"Interface", "string", ".spec.interface"},
                   {"ASN", "integer", ".spec.asn"},
                   {"Sessions", "string", ".status.sessions"},
                   {"Hold", "string", ".spec.holdTime"},
                   {"Passive", "boolean", ".spec.passive", true},
                   kAccepted,
                   kMessage,
                   {"Why Down", "string", ".status.conditions[?(@.type==\"Established\")].message", true},
                   kAge}},
      {.info = kInfo<AddressPool>,
       .short_name = "vcpool",
       .spec = pool_spec(),
       .status = pool_status(),
       .columns = {{"Addresses", "string", ".spec.addresses"},
                   {"Auto", "boolean", ".spec.autoAssign"},
                   {"Assigned", "integer", ".status.assigned"},
                   {"Available", "integer", ".status.available"},
                   kAccepted,
                   kMessage,
                   kAge}},
      {.info = kInfo<Advertisement>,
       .short_name = "vcadv",
       .spec = advertisement_spec(),
       .status = plain_status(),
       .columns = {{"Pools", "string", ".spec.pools"}, {"Peers", "string", ".spec.peers"}, {"Checks", "string", ".spec.checks"}, kAccepted, kMessage, kAge}},
      {.info = kInfo<HealthCheck>,
       .short_name = "vccheck",
       .spec = health_check_spec(),
       .status = plain_status(),
       .columns = {{"Target", "string", ".spec.target"},
                   {"Port", "string", ".spec.port"},
                   {"URL", "string", ".spec.url", true},
                   {"Interval", "string", ".spec.interval"},
                   kAccepted,
                   kMessage,
                   kAge}},
      node_bgp_state()};
  return kKinds;
}

}  // namespace vigilcast::kube
