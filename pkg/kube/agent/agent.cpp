#include "pkg/kube/agent/agent.h"

#include <algorithm>
#include <set>

#include "pkg/kube/agent/event_report.h"
#include "pkg/kube/agent/explain.h"
#include "pkg/kube/agent/hindrances.h"
#include "pkg/kube/agent/node_state.h"
#include "pkg/kube/agent/plan.h"
#include "pkg/kube/agent/staleness.h"

namespace vigilcast::kube {

struct Agent::State {
  explicit State(AgentOptions its) : options(std::move(its)), node_state(options.node), events(options.node) {}

  AgentOptions options;
  Cluster cluster;
  Plan plan;
  bool synced = false;
  bool outdated = true;  // the plan is not the cluster's
  Staleness staleness;
  NodeState node_state;
  EventReport events;

  void refresh_endpoints(const ObjectKey& service, Effect& effect);
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
  for (const Plan::EndpointRow& row : rows->second) update(endpoint_fact(cluster, service, row), effect);
  effect.structure |= targets_changed(service);
}

void Agent::State::update_plan() {
  if (!outdated || !cluster.waiting_for().empty()) return;
  Plan next = make_plan(cluster, options, plan.memory);
  next.hindrances = std::move(plan.hindrances);
  plan = std::move(next);
  work_out_problems(plan, cluster);
  synced = true;
  outdated = false;
}

Agent::Agent(AgentOptions options) : state_(std::make_unique<State>(std::move(options))) {}
Agent::~Agent() = default;
Agent::Agent(Agent&&) noexcept = default;
Agent& Agent::operator=(Agent&&) noexcept = default;

Effect Agent::handle(ClusterChange change, Instant /*now*/) {
  State& its = *state_;
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

std::vector<Write> Agent::report(const model::Snapshot& snapshot, Instant now) {
  State& its = *state_;
  its.update_plan();
  if (!its.synced) return {};
  std::vector<Write> out = its.events.report(snapshot, its.cluster, its.plan, its.staleness, now);
  const Gates gates = gates_of(its.cluster.present_node(), its.options.node);
  std::ranges::move(its.node_state.report(snapshot, its.plan, gates, its.cluster.node ? its.cluster.node->meta.uid : std::string(), now),
                    std::back_inserter(out));
  return out;
}

void Agent::not_written() { state_->node_state.not_written(); }

std::optional<Instant> Agent::next_deadline() const { return earlier(state_->events.next_deadline(), state_->node_state.next_deadline()); }

}  // namespace vigilcast::kube
