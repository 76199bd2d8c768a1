// What follows from the cluster for this node: all that is wanted, and which parts of it depend on the endpoints of which Service.
// A function of the cluster and of a little memory; nothing else is remembered.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pkg/kube/agent/checks.h"
#include "pkg/kube/agent/peers.h"

namespace vigilcast::kube {

// What must not change because an object was lost.
struct PlanMemory {
  std::optional<IpAddress> router_id;  // another one would reset every session
  KnownPasswords passwords;
  CheckPlan::Templates checks;
};

struct Plan {
  // A fact that rests on endpoints, and where kube-proxy says whether it forwards to them. What it says is the agent's to find out: here it passes, without a
  // text.
  struct EndpointRow {
    std::string check;
    bool ipv6 = false;
    EndpointPolicy policy;
    std::string node_port_check;  // Local: whether kube-proxy forwards; empty: the Service has no healthCheckNodePort
    std::uint16_t node_port = 0;
  };

  // A BGPPeer that is meant for this node, whether or not it can be used.
  struct SelectedPeer {
    std::string name;
    std::optional<IpAddress> address;
    std::uint32_t asn = 0;
  };

  Wanted wanted;
  std::vector<Hindrance> hindrances;  // of the host, as last told
  std::vector<Problem> problems;  // sorted; those of `wanted`, and of the objects behind the hindrances
  std::vector<SelectedPeer> selected_peers;  // by name
  std::map<ObjectKey, std::vector<EndpointRow>> endpoint_rows;  // by Service
  std::map<ObjectKey, std::vector<CheckPlan::Targets>> probe_targets;  // by Service
  std::map<std::string, std::vector<ObjectKey>, std::less<>> members;  // the Services behind each ServiceSpec
  PlanMemory memory;  // for the next plan
};

Plan make_plan(const Cluster& cluster, const AgentOptions& options, const PlanMemory& memory);

Fact endpoint_fact(const Cluster& cluster, const ObjectKey& service, const Plan::EndpointRow& row);
Fact gates_fact(const Cluster& cluster, const AgentOptions& options);

}  // namespace vigilcast::kube
