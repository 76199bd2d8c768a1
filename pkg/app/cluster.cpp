#include "pkg/app/cluster.h"

#include <cstdlib>
#include <map>
#include <ranges>

#include "pkg/app/watches.h"
#include "pkg/kube/api/writer.h"
#include "vigilcast_version.h"

namespace vigilcast::app {
namespace {

using telemetry::Level;

constexpr Duration kSettle = std::chrono::milliseconds(20);   // a burst of changes is worked out once
constexpr Duration kReport = std::chrono::milliseconds(200);  // reports walk over everything
constexpr std::size_t kShownProblems = 10;                    // of a status
constexpr Duration kFlush = std::chrono::seconds(1);          // at the end, for what is still to be written

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::optional<IpAddress> given_id(const model::RouterConfig& router) { return router.id.is_unspecified() ? std::nullopt : std::optional(router.id); }

}  // namespace

Result<model::KubernetesConfig> complete(model::KubernetesConfig config) {
  if (config.node.empty()) config.node = environment("NODE_NAME");
  if (config.name_space.empty()) config.name_space = environment("POD_NAMESPACE");
  const auto access = kube::read_access(access_source(config));
  if (!access) return std::unexpected(access.error());
  if (config.name_space.empty()) config.name_space = access->name_space;
  if (config.name_space.empty())
    return fail("the namespace of our Secrets and Leases is not known", "kubernetes", "set kubernetes.namespace or $POD_NAMESPACE");
  return config;
}

kube::AccessSource access_source(const model::KubernetesConfig& config) {
  if (config.kubeconfig.empty()) return kube::InCluster{};
  return kube::Kubeconfig{config.kubeconfig};
}

kube::ClientOptions client_options(const model::KubernetesConfig& config, const std::string& field_manager) {
  return {access_source(config), std::string("vigilcast/") + VIGILCAST_VERSION + " (linux)", field_manager};
}

void log_not_written(telemetry::Log& log, const kube::Write& write, const kube::ApiError& error, bool dropped) {
  log.write(dropped ? Level::warning : Level::debug, "kubernetes", "cannot write " + write.path + ": " + error.to_string());
}

struct Cluster::State : std::enable_shared_from_this<State> {
  State(runtime::Loop& the_loop, telemetry::Log& the_log, model::KubernetesConfig the_config, kube::AgentOptions options, Surroundings the_surroundings)
      : loop(the_loop),
        log(the_log),
        config(std::move(the_config)),
        around(std::move(the_surroundings)),
        agent(std::move(options)),
        settle(loop, [this] { apply_structure(); }),
        report(loop, [this] { write_reports(); }),
        ask(loop, [this] { ask_now(); }) {}

  void start();
  void apply_structure();
  void take(kube::ClusterChange change, Instant heard);
  void take(const kube::WatchState& watch);
  void carry_out(const kube::Effect& effect, Instant heard);
  void ask_now();
  void write_reports();
  void write_again();
  void report_soon() { arm_report(loop.now() + kReport); }
  void arm_report(std::optional<Instant> at);

  runtime::Loop& loop;
  telemetry::Log& log;
  model::KubernetesConfig config;
  Surroundings around;
  kube::Agent agent;
  runtime::Timer settle, report, ask;
  std::optional<Instant> settle_at, report_at;
  std::map<std::string, kube::WatchState> watch_states;
  bool was_synced = false;
  std::unique_ptr<kube::Writer> writer;
  std::unique_ptr<Watches> watches;  // last: its threads post here
};

void Cluster::State::start() {
  const auto self = weak_from_this();
  writer = std::make_unique<kube::Writer>(client_options(config, "vigilcast-agent"), kube::WriteLimits{},
                                          [this, self](const kube::Write& write, const kube::ApiError& error, bool dropped) {
                                            log_not_written(log, write, error, dropped);
                                            if (!dropped || write.kind == kube::WriteKind::create) return;
                                            loop.post([self] {
                                              if (const auto state = self.lock()) state->write_again();
                                            });
                                          });
  watches = std::make_unique<Watches>(
      client_options(config, "vigilcast-agent"),
      [self, &on = loop](kube::ClusterChange change) {
        on.post([self, change = std::move(change), heard = runtime::monotonic_now()]() mutable {
          if (const auto state = self.lock()) state->take(std::move(change), heard);
        });
      },
      [self, &on = loop](const kube::WatchState& watch) {
        on.post([self, watch] {
          if (const auto state = self.lock()) state->take(watch);
        });
      });
  watches->follow_configuration(config.name_space);
  watches->follow_node(config.node);
}

// A change of endpoints is acted on in the same turn; everything else a moment later, once for a burst.
void Cluster::State::take(kube::ClusterChange change, Instant heard) { carry_out(agent.handle(std::move(change), loop.now()), heard); }

void Cluster::State::carry_out(const kube::Effect& effect, Instant heard) {
  if (was_synced && !effect.facts.empty()) around.take_facts(effect.facts, heard);
  if (effect.structure && !settle_at) {
    settle_at = loop.now() + kSettle;
    settle.arm(settle_at);
  }
  ask.arm(agent.next_question());
  report_soon();
}

void Cluster::State::ask_now() {
  for (const health::StartProbe& question : agent.questions(loop.now())) around.ask(question);
  ask.arm(agent.next_question());
}

void Cluster::State::apply_structure() {
  settle_at.reset();
  if (!agent.synced()) return;
  if (!std::exchange(was_synced, true)) log.write(Level::info, "kubernetes", "the cluster's objects are known");
  around.apply(agent.wanted());
  ask.arm(agent.next_question());
  report_soon();
}

void Cluster::State::take(const kube::WatchState& watch) {
  kube::WatchState& known = watch_states[watch.kind];
  if (known.problem != watch.problem || known.current != watch.current) {
    const std::string text = watch.kind + (watch.current ? " is followed" : ": " + (watch.problem.empty() ? "not followed yet" : watch.problem));
    log.write(watch.current || watch.problem.empty() ? Level::debug : Level::warning, "kubernetes", text);
  }
  known = watch;
  agent.handle(watch, loop.now());
  report_soon();
}

void Cluster::State::arm_report(std::optional<Instant> at) {
  if (!at || (report_at && *report_at <= *at)) return;
  report_at = at;
  report.arm(at);
}

void Cluster::State::write_again() {
  agent.not_written();
  report_soon();
}

void Cluster::State::write_reports() {
  report_at.reset();
  for (kube::Write& write : agent.report(around.snapshot(), loop.now())) writer->put(std::move(write));
  arm_report(agent.next_deadline());
}

Result<std::unique_ptr<Cluster>> Cluster::start(runtime::Loop& loop, telemetry::Log& log, const model::KubernetesConfig& config,
                                                const model::RouterConfig& router, Surroundings surroundings) {
  const auto whole = complete(config);
  if (!whole) return std::unexpected(whole.error());
  if (whole->node.empty()) return fail("the name of this node is not known", "kubernetes", "set kubernetes.node or $NODE_NAME to the name of its Node object");
  kube::AgentOptions options{.node = whole->node,
                             .release_namespace = whole->name_space,
                             .services = {whole->load_balancer_class, whole->default_class},
                             .local_asn = router.asn,
                             .router_id = given_id(router)};
  auto state = std::make_shared<State>(loop, log, *whole, std::move(options), std::move(surroundings));
  state->start();
  return std::unique_ptr<Cluster>(new Cluster(std::move(state)));
}

Cluster::~Cluster() {
  state_->watches.reset();
  for (kube::Write& write : state_->agent.farewell()) state_->writer->put(std::move(write));
  state_->writer->stop(kFlush);
}

void Cluster::answered(const health::Observation& answer) {
  if (!state_->agent.asks(answer.check)) return;
  const kube::Effect effect = state_->agent.handle(answer, state_->loop.now());
  if (effect.structure || !effect.facts.empty()) return state_->carry_out(effect, answer.at);
  state_->ask.arm(state_->agent.next_question());  // the same as before, as nearly always: nothing to report
}
void Cluster::changed() { state_->report_soon(); }
void Cluster::set_hindrances(std::vector<kube::Hindrance> hindrances) {
  state_->agent.set_hindrances(std::move(hindrances));
  state_->report_soon();
}
void Cluster::use(const model::RouterConfig& router) { state_->agent.set_router(router.asn, given_id(router)); }
bool Cluster::synced() const { return state_->was_synced; }
bool Cluster::awaits_answers() const { return state_->agent.awaits_answers(); }
const kube::Wanted& Cluster::wanted() { return state_->agent.wanted(); }

std::optional<kube::Finding> Cluster::explain(const model::ExplainQuery& query) const { return state_->agent.explain(query); }

model::ClusterView Cluster::view() const {
  model::ClusterView out;
  out.node = state_->config.node;
  out.synced = state_->was_synced;
  for (const std::string& kind : state_->agent.waiting_for()) out.waiting_for += (out.waiting_for.empty() ? "" : ", ") + kind;
  for (const auto& [kind, watch] : state_->watch_states) out.watches.push_back({kind, watch.current, watch.problem});
  out.stale_since = state_->agent.stale_since();
  out.problem = state_->agent.stale_because();
  const kube::WriteCounts counts = state_->writer->counts();
  out.writes = counts.written;
  out.writes_failed = counts.refused + counts.overflow;
  const std::vector<kube::Problem>& problems = state_->agent.problems();
  out.problem_count = problems.size();
  for (const kube::Problem& one : problems | std::views::take(kShownProblems)) {
    out.problems.push_back(one.object.kind + " " + one.object.key.to_string() + ": " + one.message);
  }
  return out;
}

}  // namespace vigilcast::app
