#include "pkg/kube/agent/agent.h"

#include <algorithm>
#include <set>

#include "pkg/kube/agent/event_report.h"
#include "pkg/kube/agent/explain.h"
#include "pkg/kube/agent/hindrances.h"
#include "pkg/kube/agent/node_port.h"
#include "pkg/kube/agent/node_state.h"
#include "pkg/kube/agent/object_ref.h"
#include "pkg/kube/agent/plan.h"
#include "pkg/kube/agent/staleness.h"

namespace vigilcast::kube {
namespace {

// kube-proxy may listen on the node's own addresses alone, or on loopback as well.
std::vector<IpAddress> proxy_addresses(const Cluster& cluster, bool ipv6) {
  std::vector<IpAddress> out;
  if (cluster.node) {
    std::ranges::copy_if(cluster.node->addresses, std::back_inserter(out), [&](const IpAddress& address) { return address.is_v6() == ipv6; });
  }
  out.push_back(IpAddress::parse(ipv6 ? "::1" : "127.0.0.1").value());
  return out;
}

bool has_ready(const Cluster& cluster, const ObjectKey& service, bool ipv6) {
  const EndpointView view = cluster.slices.view(service, ipv6);
  return std::ranges::any_of(view.local, &Endpoint::ready);
}

Problem silent_proxy(const ObjectKey& service, const Cluster& cluster, std::uint16_t port) {
  return {ref_of(cluster.services.at(service)), "KubeProxySilent",
          "nobody answers at healthCheckNodePort " + std::to_string(port) +
              " of a node that has endpoints of it, so nobody says whether that node forwards; a HealthCheck with the target vip can tell"};
}

}  // namespace

struct Agent::State {
  explicit State(AgentOptions its) : options(std::move(its)), node_state(options.node), events(options.node) {}

  AgentOptions options;
  Cluster cluster;
  Plan plan;
  bool synced = false;
  bool outdated = true;  // the plan is not the cluster's
  Instant now;           // as last told
  std::map<std::string, NodePort, std::less<>> node_ports;  // by check
  std::uint64_t last_question = 0;
  Staleness staleness;
  NodeState node_state;
  EventReport events;

  void refresh_endpoints(const ObjectKey& service, Effect& effect);
  void refresh(const ObjectKey& service, const Plan::EndpointRow& row, Effect& effect);
  void follow_node_ports(const Plan& before);
  [[nodiscard]] bool is_open(const Plan& before, const ObjectKey& service, bool ipv6) const;
  [[nodiscard]] bool targets_changed(const ObjectKey& service) const;
  void update(Fact fact, Effect& effect);
  void update_plan();
};

// Into the plan, and among what is told when it is news.
void Agent::State::update(Fact fact, Effect& effect) {
  std::vector<Fact>& facts = plan.wanted.facts;
  const auto known = std::ranges::lower_bound(facts, fact.check, {}, &Fact::check);
  if (known == facts.end() || known->check != fact.check || *known == fact) return;
  *known = fact;
  effect.facts.push_back(std::move(fact));
}

bool Agent::State::targets_changed(const ObjectKey& service) const {
  const auto known = plan.probe_targets.find(service);
  const auto object = cluster.services.find(service);
  if (known == plan.probe_targets.end() || object == cluster.services.end()) return false;
  return std::ranges::any_of(known->second,
                             [&](const CheckPlan::Targets& its) { return probe_targets(cluster, object->second, its.ipv6, its.port) != its.endpoints; });
}

void Agent::State::refresh_endpoints(const ObjectKey& service, Effect& effect) {
  const auto rows = plan.endpoint_rows.find(service);
  if (rows == plan.endpoint_rows.end()) return;
  for (const Plan::EndpointRow& row : rows->second) refresh(service, row, effect);
  effect.structure |= targets_changed(service);
}

// In the order in which nothing is announced in between.
void Agent::State::refresh(const ObjectKey& service, const Plan::EndpointRow& row, Effect& effect) {
  Fact endpoints = endpoint_fact(cluster, service, row);
  const bool serve = endpoints.pass;
  const auto port = node_ports.find(row.node_port_check);
  if (port != node_ports.end()) {
    port->second.endpoints(serve, has_ready(cluster, service, row.ipv6), now);
    if (serve) update(port->second.fact(), effect);
  }
  update(std::move(endpoints), effect);
  if (port != node_ports.end() && !serve) update(port->second.fact(), effect);
}

// Every policy of a Service has a row, and a name, of its own, but there is one port to ask: what it said under another name holds.
bool Agent::State::is_open(const Plan& before, const ObjectKey& service, bool ipv6) const {
  const auto rows = before.endpoint_rows.find(service);
  if (rows == before.endpoint_rows.end()) return false;
  return std::ranges::any_of(rows->second, [&](const Plan::EndpointRow& row) {
    const auto port = node_ports.find(row.node_port_check);
    return row.ipv6 == ipv6 && port != node_ports.end() && port->second.is_open();
  });
}

// A Service that was served before it had such a port, as one that becomes Local, goes on.
void Agent::State::follow_node_ports(const Plan& before) {
  std::set<std::string_view> present;
  Effect in_the_plan;
  for (const auto& [service, rows] : plan.endpoint_rows) {
    for (const Plan::EndpointRow& row : rows) {
      if (row.node_port_check.empty()) continue;
      present.insert(row.node_port_check);
      const auto [place, added] = node_ports.try_emplace(row.node_port_check, row.node_port_check);
      NodePort& port = place->second;
      port.ask_at(row.node_port, proxy_addresses(cluster, row.ipv6));
      const auto known = std::ranges::find(before.wanted.facts, row.check, &Fact::check);
      const bool served = known != before.wanted.facts.end() && known->pass;
      if (added && (served || is_open(before, service, row.ipv6))) port.assume_forwarding();
      refresh(service, row, in_the_plan);
      if (port.unheard()) plan.wanted.problems.push_back(silent_proxy(service, cluster, row.node_port));
    }
  }
  std::erase_if(node_ports, [&](const auto& entry) { return !present.contains(entry.first); });
  std::ranges::sort(plan.wanted.problems);
  const auto repeated = std::ranges::unique(plan.wanted.problems);
  plan.wanted.problems.erase(repeated.begin(), repeated.end());
}

void Agent::State::update_plan() {
  if (!outdated || !cluster.waiting_for().empty()) return;
  Plan next = make_plan(cluster, options, plan.memory);
  next.hindrances = std::move(plan.hindrances);
  const Plan before = std::exchange(plan, std::move(next));
  follow_node_ports(before);
  work_out_problems(plan, cluster);
  synced = true;
  outdated = false;
}

Agent::Agent(AgentOptions options) : state_(std::make_unique<State>(std::move(options))) {}
Agent::~Agent() = default;
Agent::Agent(Agent&&) noexcept = default;
Agent& Agent::operator=(Agent&&) noexcept = default;

Effect Agent::handle(ClusterChange change, Instant now) {
  State& its = *state_;
  its.now = now;
  const Touched touched = apply(its.cluster, std::move(change), its.options);
  Effect effect{.structure = touched.structure, .facts = {}};
  for (const ObjectKey& service : std::set(touched.endpoints.begin(), touched.endpoints.end())) its.refresh_endpoints(service, effect);
  if (touched.gates) {
    const Fact gates = gates_fact(its.cluster, its.options);
    its.update(gates, effect);
    effect.structure = true;  // closed gates take the profile for bad health with them
  }
  its.outdated |= effect.structure;
  if (!its.synced) its.update_plan();
  return effect;
}

void Agent::handle(const WatchState& watch, Instant /*now*/) { state_->staleness.handle(watch); }

void Agent::set_router(std::optional<std::uint32_t> asn, std::optional<IpAddress> id) {
  AgentOptions& options = state_->options;
  state_->outdated |= options.local_asn != asn || options.router_id != id;
  options.local_asn = asn;
  options.router_id = id;
}

bool Agent::synced() const { return state_->synced; }
std::vector<std::string> Agent::waiting_for() const { return state_->cluster.waiting_for(); }
std::optional<Instant> Agent::stale_since() const { return state_->staleness.since(); }
std::string Agent::stale_because() const { return state_->staleness.text(); }

const Wanted& Agent::wanted() {
  state_->update_plan();
  return state_->plan.wanted;
}

void Agent::set_hindrances(std::vector<Hindrance> hindrances) {
  state_->plan.hindrances = std::move(hindrances);
  work_out_problems(state_->plan, state_->cluster);
}

const std::vector<Problem>& Agent::problems() const { return state_->plan.problems; }

std::optional<Finding> Agent::explain(const model::ExplainQuery& query) const {
  return state_->synced ? kube::explain(query, state_->cluster, state_->plan, state_->options) : std::nullopt;
}

std::optional<Instant> Agent::next_question() const {
  std::optional<Instant> out;
  for (const auto& [check, port] : state_->node_ports) out = earlier(out, port.next_question());
  return out;
}

std::vector<health::StartProbe> Agent::questions(Instant now) {
  std::vector<health::StartProbe> out;
  for (auto& [check, port] : state_->node_ports) {
    if (const auto due = port.next_question(); due && *due <= now) out.push_back(port.question(++state_->last_question, now));
  }
  return out;
}

bool Agent::awaits_answers() const {
  return std::ranges::any_of(state_->node_ports, [](const auto& entry) { return entry.second.undecided(); });
}

bool Agent::asks(std::string_view check) const { return state_->node_ports.contains(check); }

Effect Agent::handle(const health::Observation& answer, Instant now) {
  State& its = *state_;
  Effect effect;
  const auto port = its.node_ports.find(answer.check);
  if (port == its.node_ports.end()) return effect;
  its.now = now;
  const bool unheard = port->second.unheard();
  port->second.answered(answer, now);
  its.update(port->second.fact(), effect);
  effect.structure = port->second.unheard() != unheard;  // its Problem comes or goes
  its.outdated |= effect.structure;
  return effect;
}

std::vector<Write> Agent::report(const model::Snapshot& snapshot, Instant now) {
  State& its = *state_;
  its.now = now;
  its.update_plan();
  if (!its.synced) return {};
  std::vector<Write> out = its.events.report(snapshot, its.cluster, its.plan, its.staleness, now);
  const Node* node = its.cluster.present_node();
  if (node == nullptr) {
    its.node_state.no_node();
    return out;
  }
  std::ranges::move(its.node_state.report(snapshot, its.plan, gates_of(node, its.options.node), node->meta.uid, now), std::back_inserter(out));
  return out;
}

std::vector<Write> Agent::farewell() const { return state_->node_state.farewell(); }

void Agent::not_written() { state_->node_state.not_written(); }

std::optional<Instant> Agent::next_deadline() const { return earlier(state_->events.next_deadline(), state_->node_state.next_deadline()); }

}  // namespace vigilcast::kube
