#include "pkg/app/controller.h"

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>

#include "pkg/admin/server.h"
#include "pkg/app/cluster.h"
#include "pkg/app/daemon.h"
#include "pkg/app/election_thread.h"
#include "pkg/app/event_log.h"
#include "pkg/app/load.h"
#include "pkg/app/metrics_reading.h"
#include "pkg/app/watches.h"
#include "pkg/kube/api/writer.h"
#include "pkg/kube/controller/controller.h"
#include "pkg/runtime/signals.h"
#include "vigilcast_version.h"

namespace vigilcast::app {
namespace {

using telemetry::Level;

constexpr Duration kSettle = std::chrono::milliseconds(50);  // a burst of changes is worked out once
constexpr Duration kSettleSessions = std::chrono::seconds(1);  // nodes of a large cluster tell of their sessions all the time
constexpr Duration kFlush = std::chrono::seconds(1);
constexpr Duration kWriteAgain = std::chrono::seconds(30);  // what the API server refused: somebody may have granted it since
constexpr kube::WriteLimits kLimits{.per_second = 50, .burst = 200, .creates = 256};

std::string identity() {
  if (const char* pod = std::getenv("POD_NAME"); pod != nullptr && *pod != '\0') return pod;
  char host[256] = {};
  gethostname(host, sizeof host - 1);
  return std::string(host) + "-" + std::to_string(getpid());
}

class ControllerDaemon {
 public:
  ControllerDaemon(const RunOptions& options, telemetry::Log& log, const model::KubernetesConfig& config)
      : options_(options),
        log_(log),
        config_(config),
        name_(identity()),
        controller_({{config.load_balancer_class, config.default_class}, config.name_space, name_}),
        metrics_(log),
        settle_(loop_, [this] { write(); }),
        lease_end_(loop_, [this] { lead_no_more(); }),
        again_(loop_, [this] { write_again(); }),
        started_(runtime::wall_now()) {}

  int run(const model::Config& config) {
    const runtime::Signals signals(loop_, {SIGTERM, SIGINT}, [this](int) { stop(); });
    if (!open_admin(config)) return 1;
    start();
    loop_.run();
    admin_->stop();
    watches_.reset();
    writer_->stop(kFlush);  // before the Lease is given back: the next leader must see what we wrote
    election_.reset();
    return 0;
  }

 private:
  bool open_admin(const model::Config& config);
  void start();
  void stop();
  void lead(const Leadership& now);
  void lead_no_more();
  void change(const kube::ClusterChange& found);
  void watch(const kube::WatchState& state);
  void write();
  void write_by(Instant at);
  void not_written(const kube::Write& write);
  void write_again();
  void answer(const model::Query& query, const std::function<void(Result<model::Answer>)>& reply);
  [[nodiscard]] bool leads() const { return leading_until_ && loop_.now() < *leading_until_; }
  [[nodiscard]] model::Readiness readiness() const;
  [[nodiscard]] model::Snapshot snapshot() const;
  [[nodiscard]] model::ClusterView view() const;

  const RunOptions& options_;
  telemetry::Log& log_;
  model::KubernetesConfig config_;
  std::string name_;
  runtime::Loop loop_;
  kube::Controller controller_;
  MetricsReading metrics_;
  runtime::Timer settle_, lease_end_, again_;
  std::set<std::string> refused_;  // paths of what is to be written again
  std::optional<Instant> write_at_;
  bool stopping_ = false;
  WallTime started_;
  EventLog events_;
  std::map<std::string, kube::WatchState> watch_states_;
  std::optional<Instant> leading_until_;
  std::string leader_, election_problem_;
  std::unique_ptr<kube::Writer> writer_;
  std::unique_ptr<Watches> watches_;
  std::unique_ptr<ElectionThread> election_;
  std::unique_ptr<admin::AdminServer> admin_;
};

bool ControllerDaemon::open_admin(const model::Config& config) {
  const model::AskCore ask = [this](model::Query query, std::function<void(Result<model::Answer>)> reply) {
    loop_.post([this, query = std::move(query), reply = std::move(reply)] { answer(query, reply); });
  };
  auto options = metrics_.admin_options(options_.socket.empty() ? default_socket() : options_.socket, config);
  if (!options) {
    log_.write(Level::error, "metrics", options.error().to_string());
    return false;
  }
  admin_ = std::make_unique<admin::AdminServer>(*std::move(options), ask);
  const auto opened = admin_->start();
  opened ? metrics_.use(config) : log_.write(Level::error, "admin", opened.error().to_string());
  return opened.has_value();
}

// The threads post to the loop, which outlives them.
void ControllerDaemon::start() {
  const kube::ClientOptions client = client_options(config_, "vigilcast-controller");
  writer_ = std::make_unique<kube::Writer>(client, kLimits, [this](const kube::Write& write, const kube::ApiError& error, bool dropped) {
    log_not_written(log_, write, error, dropped);
    if (dropped && write.kind == kube::WriteKind::apply_status) loop_.post([this, write] { not_written(write); });
  });
  watches_ = std::make_unique<Watches>(
      client, [this](kube::ClusterChange found) { loop_.post([this, found = std::move(found)] { change(found); }); },
      [this](const kube::WatchState& state) { loop_.post([this, state] { watch(state); }); });
  watches_->follow_configuration(config_.name_space);
  watches_->follow_sessions();
  election_ = std::make_unique<ElectionThread>(client, kube::ElectionOptions{.lease = {config_.name_space, "vigilcast-controller"}, .identity = name_},
                                               [this](const Leadership& now) { loop_.post([this, now] { lead(now); }); });
}

void ControllerDaemon::stop() {
  if (std::exchange(stopping_, true)) std::quick_exit(1);
  log_.write(Level::info, "controller", "stops");
  loop_.stop();
}

void ControllerDaemon::lead(const Leadership& now) {
  const bool before = leads();
  leading_until_ = now.until;
  if (now.problem != election_problem_ && !now.problem.empty()) log_.write(Level::warning, "election", "the Lease cannot be renewed: " + now.problem);
  election_problem_ = now.problem;
  if (now.leader != leader_) {
    leader_ = now.leader;
    log_.write(Level::info, "election", leader_.empty() ? "nobody leads" : leader_ == name_ ? "we lead" : leader_ + " leads");
    events_.add(runtime::wall_now(), "election", "controller", leader_ + " leads");
  }
  lease_end_.arm(leads() ? leading_until_ : std::nullopt);
  if (!leads() && before) lead_no_more();
  if (before || !leads()) return;
  controller_.lead_anew();
  write_by(loop_.now() + kSettle);
}

// By our own clock, for the election's thread may be waiting for an answer. What still waits to be written would speak against the next leader.
void ControllerDaemon::lead_no_more() {
  if (leads()) return;
  log_.write(Level::warning, "election", "we lead no more: the Lease was not renewed in time");
  writer_->drop_all();
}

void ControllerDaemon::change(const kube::ClusterChange& found) {
  const bool before = controller_.synced();
  controller_.handle(found, runtime::wall_now(), loop_.now());
  if (!before && controller_.synced()) log_.write(Level::info, "controller", "the cluster's objects are known");
  const bool only_sessions = std::holds_alternative<kube::Change<kube::NodeSessions>>(found);
  write_by(loop_.now() + (only_sessions ? kSettleSessions : kSettle));
}

void ControllerDaemon::watch(const kube::WatchState& state) {
  watch_states_[state.kind] = state;
  controller_.handle(state, loop_.now());
  if (const auto due = controller_.next_deadline()) write_by(*due);
}

void ControllerDaemon::write_by(Instant at) {
  if (write_at_ && *write_at_ <= at) return;
  write_at_ = at;
  settle_.arm(at);
}

void ControllerDaemon::write() {
  write_at_.reset();
  if (!leads()) return;
  for (kube::Write& one : controller_.writes(runtime::wall_now(), loop_.now())) {
    if (one.kind == kube::WriteKind::create)
      events_.add(runtime::wall_now(), one.body["reason"].string(), one.body["regarding"]["name"].string(), one.body["note"].string());
    writer_->put(std::move(one));
  }
  if (const auto due = controller_.next_deadline()) write_by(*due);
}

void ControllerDaemon::not_written(const kube::Write& write) {
  if (refused_.empty()) again_.arm(loop_.now() + kWriteAgain);
  refused_.insert(write.path);
}

void ControllerDaemon::write_again() {
  for (const std::string& path : std::exchange(refused_, {})) controller_.not_written(path);
  write();
}

// --- what is shown ------------------------------------------------------------------------------------------------------------

// Those that wait for the Lease are ready too: a rollout goes on when they could take over.
model::Readiness ControllerDaemon::readiness() const {
  if (controller_.synced()) return {true, ""};
  return {false, "not all objects of the cluster are known yet: " + controller_.waiting_for()};
}

model::ClusterView ControllerDaemon::view() const {
  model::ClusterView out;
  out.synced = controller_.synced();
  out.waiting_for = controller_.waiting_for();
  for (const auto& [kind, state] : watch_states_) {
    out.watches.push_back({kind, state.current, state.problem});
    if (state.current) continue;
    out.stale_since = earlier(out.stale_since, state.since);
    out.problem += (out.problem.empty() ? "" : "; ") + kind + ": " + state.problem;
  }
  const kube::WriteCounts counts = writer_->counts();
  out.writes = counts.written;
  out.writes_failed = counts.refused + counts.overflow;
  return out;
}

model::Snapshot ControllerDaemon::snapshot() const {
  model::Snapshot out;
  out.now = loop_.now();
  out.wall_now = runtime::wall_now();
  out.started = started_;
  out.version = VIGILCAST_VERSION;
  const model::Readiness state = readiness();
  out.ready = state.ready;
  out.not_ready_because = state.because;
  out.cluster = view();
  out.controller = {name_, leads(), leader_, election_problem_};
  for (const auto& [name, pool] : controller_.allocator().pools()) {
    const kube::PoolUse use = controller_.allocator().use_of(pool);
    out.pools.push_back({name, use.in_use, use.size - static_cast<double>(use.in_use)});
  }
  out.events = events_.all();
  out.loop_lag = loop_.lag();
  return out;
}

void ControllerDaemon::answer(const model::Query& query, const std::function<void(Result<model::Answer>)>& reply) {
  if (std::holds_alternative<model::SnapshotQuery>(query)) return reply(model::Answer(std::make_shared<const model::Snapshot>(snapshot())));
  if (std::holds_alternative<model::ReadyQuery>(query)) return reply(model::Answer(readiness()));
  reply(fail("a controller has no sessions and no routes", "", "ask the agent of a node (a pod of the DaemonSet)"));
}

}  // namespace

int run_controller(const RunOptions& options) {
  auto log = telemetry::Log::open(options.log);
  if (!log) {
    std::fputs((log.error().to_string() + "\n").c_str(), stderr);
    return 1;
  }
  const model::Loaded loaded = load(options);
  if (!loaded.diagnostics.empty()) std::fputs(loaded.diagnostics.to_string().c_str(), stderr);
  if (loaded.diagnostics.has_errors()) return 1;
  if (!loaded.config.kubernetes) {
    (*log)->write(Level::error, "controller", "the configuration has no section kubernetes: add `kubernetes: {}`");
    return 1;
  }
  const auto config = complete(*loaded.config.kubernetes);
  if (!config) {
    (*log)->write(Level::error, "controller", config.error().to_string());
    return 1;
  }
  (*log)->write(Level::info, "controller", std::string("vigilcast ") + VIGILCAST_VERSION + " controller starts");
  return ControllerDaemon(options, **log, *config).run(loaded.config);
}

}  // namespace vigilcast::app
