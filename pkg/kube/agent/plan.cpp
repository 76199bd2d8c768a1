#include "pkg/kube/agent/plan.h"

#include <algorithm>

#include "pkg/base/text.h"
#include "pkg/kube/agent/announced.h"
#include "pkg/kube/agent/gates.h"
#include "pkg/kube/agent/object_ref.h"

namespace vigilcast::kube {
namespace {

std::optional<IpAddress> router_id_of(const Cluster& cluster, const AgentOptions& options, const PlanMemory& memory) {
  if (options.router_id) return options.router_id;
  if (memory.router_id || !cluster.node) return memory.router_id;
  const auto own = std::ranges::find_if(cluster.node->addresses, [](const IpAddress& address) { return address.is_v4() && !address.is_unspecified(); });
  return own == cluster.node->addresses.end() ? std::nullopt : std::optional(*own);
}

class Planner {
 public:
  Planner(const Cluster& cluster, const AgentOptions& options, const PlanMemory& memory)
      : cluster_(cluster), options_(options), memory_(memory), checks_(cluster, memory.checks), gates_(gates_of(cluster.present_node(), options.node)) {}

  Plan make() &&;

 private:
  PeerNames add_peers();
  void add_services(const PeerNames& peers);
  void add_set(const AnnouncedSet& set);
  const Plan::EndpointRow& row_for(const Claim& claim);
  std::vector<std::string> words_for(const Claim& claim);
  std::string expression_of(const AnnouncedSet& set);
  void add_problems(std::vector<Problem> problems) { std::ranges::move(problems, std::back_inserter(plan_.wanted.problems)); }
  void finish();

  const Cluster& cluster_;
  const AgentOptions& options_;
  const PlanMemory& memory_;
  CheckPlan checks_;
  Gates gates_;
  Plan plan_;
};

PeerNames Planner::add_peers() {
  plan_.memory.router_id = plan_.wanted.router_id = router_id_of(cluster_, options_, memory_);
  PeerPlan peers = plan_peers(cluster_, options_, plan_.wanted.router_id, memory_.passwords);
  plan_.wanted.peers = std::move(peers.peers);
  plan_.memory.passwords = std::move(peers.known);
  add_problems(std::move(peers.problems));
  for (const std::string& name : peers.names) {
    const BgpPeer& peer = cluster_.peers.at(name);
    plan_.selected_peers.push_back({name, peer.address, peer.asn});
  }
  return std::move(peers.names);
}

// Advertisements with the same endpoint policy share a row; the first has the plain name.
const Plan::EndpointRow& Planner::row_for(const Claim& claim) {
  const Service& service = *claim.service;
  const Advertisement& rule = *claim.advertisement;
  const bool ipv6 = claim.address.is_v6();
  const EndpointPolicy policy{service.local, rule.when_no_endpoints, rule.terminating};
  std::vector<Plan::EndpointRow>& rows = plan_.endpoint_rows[service.meta.key];
  bool plain_is_taken = false;
  for (const Plan::EndpointRow& row : rows) {
    if (row.ipv6 == ipv6 && row.policy == policy) return row;
    plain_is_taken |= row.ipv6 == ipv6;
  }
  const std::string suffix = plain_is_taken ? "/" + rule.meta.key.name : "";
  rows.push_back({.check = endpoint_check(service.meta.key, ipv6) + suffix, .ipv6 = ipv6, .policy = policy, .node_port_check = {}});
  Plan::EndpointRow& row = rows.back();
  checks_.add_external(endpoint_fact(cluster_, service.meta.key, row), "endpoints of " + service.meta.key.to_string());
  if (service.local && service.health_check_node_port != 0) {
    row.node_port = service.health_check_node_port;
    row.node_port_check = node_port_check(service.meta.key, ipv6) + suffix;
    checks_.add_external({row.node_port_check, true, ""}, "kube-proxy of this node, healthCheckNodePort " + std::to_string(row.node_port));
  }
  return row;
}

std::vector<std::string> Planner::words_for(const Claim& claim) {
  const Plan::EndpointRow& row = row_for(claim);
  std::vector<std::string> out{row.check};
  if (!row.node_port_check.empty()) out.push_back(row.node_port_check);
  std::ranges::move(checks_.words_for(claim), std::back_inserter(out));
  return out;
}

std::string Planner::expression_of(const AnnouncedSet& set) {
  const std::string gates(kGatesCheck);
  if (set.claims.size() == 1) {
    std::vector<std::string> words = words_for(*set.claims.front());
    words.insert(words.begin() + 1, gates);
    return join(words, " and ");
  }
  std::vector<std::string> any;
  for (const Claim* claim : set.claims) any.push_back(join(words_for(*claim), " and "));
  return gates + " and (" + join(any, " or ") + ")";
}

void Planner::add_set(const AnnouncedSet& set) {
  const Advertisement& rule = set.rule();
  auto healthy = health::Expression::parse(expression_of(set));
  if (!healthy) return add_problems({{ref_of(rule), "Invalid", "a name in it cannot be part of an expression: " + healthy.error().to_string()}});
  announce::ServiceSpec spec;
  spec.name = set.name;
  spec.prefixes = {set.prefix};
  spec.healthy = *std::move(healthy);
  spec.up = rule.up;
  // A node that may not announce must not attract traffic at all, not even as the last resort.
  if (rule.down && gates_.open) spec.down = *rule.down;
  spec.peers = set.peers;
  std::vector<ObjectKey>& members = plan_.members[set.name];
  for (const Claim* claim : set.claims) {
    if (std::ranges::find(members, claim->service->meta.key) == members.end()) members.push_back(claim->service->meta.key);
  }
  plan_.wanted.services.push_back(std::move(spec));
}

void Planner::add_services(const PeerNames& peers) {
  Selection selection = select_services(cluster_, peers);
  add_problems(std::move(selection.problems));
  const std::vector<AnnouncedSet> sets = announced_sets(selection.claims, peers);
  add_problems(profile_conflicts(sets));
  for (const AnnouncedSet& set : sets) add_set(set);
  std::ranges::sort(plan_.wanted.services, {}, &announce::ServiceSpec::name);
}

void Planner::finish() {
  for (auto& [name, check] : checks_.checks) plan_.wanted.checks.push_back(std::move(check));
  for (auto& [name, fact] : checks_.facts) plan_.wanted.facts.push_back(std::move(fact));
  plan_.probe_targets = std::move(checks_.targets);
  plan_.memory.checks = std::move(checks_.used);
  add_problems(std::move(checks_.problems));
  for (const auto& [object, problem] : cluster_.refused) plan_.wanted.problems.push_back(problem);
  std::ranges::sort(plan_.wanted.problems);
  const auto repeated = std::ranges::unique(plan_.wanted.problems);
  plan_.wanted.problems.erase(repeated.begin(), repeated.end());
}

Plan Planner::make() && {
  const PeerNames peers = add_peers();
  checks_.add_external(gates_fact(cluster_, options_), "gates of node " + options_.node);
  add_services(peers);
  finish();
  return std::move(plan_);
}

}  // namespace

Plan make_plan(const Cluster& cluster, const AgentOptions& options, const PlanMemory& memory) { return Planner(cluster, options, memory).make(); }

Fact endpoint_fact(const Cluster& cluster, const ObjectKey& service, const Plan::EndpointRow& row) {
  Judgement judgement = judge(cluster.slices.view(service, row.ipv6), row.policy);
  return {row.check, judgement.serve, std::move(judgement.text)};
}

Fact gates_fact(const Cluster& cluster, const AgentOptions& options) {
  Gates gates = gates_of(cluster.present_node(), options.node);
  return {std::string(kGatesCheck), gates.open, std::move(gates.text)};
}

}  // namespace vigilcast::kube
