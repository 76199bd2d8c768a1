#include "pkg/app/core.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "pkg/runtime/chance.h"
#include "pkg/runtime/memory_limit.h"

namespace vigilcast::app {
namespace {

using telemetry::Level;

const std::string kKubernetes = "Kubernetes";  // in the place of a probe's code: who says so

template <class... F>
struct Match : F... {
  using F::operator()...;
};

exabgp::Identity identity(const RunOptions& options) {
  char host[256] = {};
  gethostname(host, sizeof host - 1);
  return {host, getpid(), getppid(), exabgp::dialect_of(options.compat), options.settings.api_compact()};
}

// "L4CON connection refused"; of others' answers, "Kubernetes: no endpoint can serve".
std::string words_of(const health::Observation& seen) { return seen.code + (seen.code == kKubernetes ? ": " : " ") + seen.text; }

// RFC 9562, version 4.
std::string random_uuid() {
  const std::uint64_t high = (runtime::random_seed() & ~0xf000ULL) | 0x4000ULL;
  const std::uint64_t low = (runtime::random_seed() & ~(3ULL << 62)) | (1ULL << 63);
  char text[40];
  std::snprintf(text, sizeof text, "%08x-%04x-%04x-%04x-%012llx", static_cast<unsigned>(high >> 32), static_cast<unsigned>(high >> 16) & 0xffffU,
                static_cast<unsigned>(high) & 0xffffU, static_cast<unsigned>(low >> 48), static_cast<unsigned long long>(low) & 0xffffffffffffULL);
  return text;
}

StaticRoutes::Order order_of(announce::WatchdogDecision::Order order) {
  switch (order) {
    case announce::WatchdogDecision::Order::announce: return StaticRoutes::Order::announce;
    case announce::WatchdogDecision::Order::withdraw: return StaticRoutes::Order::withdraw;
    case announce::WatchdogDecision::Order::as_configured: return StaticRoutes::Order::as_configured;
  }
  return StaticRoutes::Order::as_configured;
}

}  // namespace

Core::Core(runtime::Loop& loop, telemetry::Log& log, RunOptions options)
    : loop_(loop),
      log_(log),
      options_(std::move(options)),
      started_wall_(runtime::wall_now()),
      started_(loop.now()),
      uuid_(random_uuid()),
      peer_log_(log, options_.personality),
      speaker_(loop, Rng(runtime::random_seed()), [this](const bgp::PeerEvent& event) { peer_event(event); }),
      news_(identity(options_), speaker_.engine(),
            {[this](const std::string& process, const std::string& lines, Processes::Weight weight) { return processes_->tell(process, lines, weight); },
             [this](const std::string& process) { return processes_->has_room(process); },
             [this](const std::string& process, std::size_t lost) { processes_->fell_behind(process, lost); },
             [this](const std::string& process) { processes_->caught_up(process); }, [this](const std::string& process) { catch_up(process); }}),
      static_routes_([this](const std::string& peer, const bgp::RouteFeed& changes) { apply(peer, changes); }),
      processes_(std::make_unique<Processes>(
          loop, log, options_,
          Processes::Surroundings{[this](const std::string& process) -> const exabgp::ApiWorld& { return world_ = world_of(process); },
                                  [this](const std::string&, std::vector<exabgp::Order> orders) {
                                    for (const exabgp::Order& order : orders) carry_out(order);
                                  },
                                  [this](const std::string& process, const std::string& problem) {
                                    event("process_given_up", process, problem);
                                    if (options_.personality == Personality::exabgp) on_fatal(Error{problem, "", ""});
                                  },
                                  [this] { follow_fullness(); }, [this](const std::string& process) { catch_up(process); },
                                  [this](const std::string& process) { news_.forget(process); },
                                  [this](bgp::PeerId peer) { return !speaker_.engine().has(peer) || speaker_.engine().is_flushed(peer); }})),
      probes_(std::make_unique<Probes>(loop, [this](const health::Observation& observation) { observed(observation); })),
      announcer_(audience()),
      timer_(loop, [this] { on_time(); }),
      announce_timer_(loop,
                      [this] {
                        announcer_.go_on();
                        announce_later();
                        check_released();
                      }),
      reader_(loop) {
  // What peers announce must never be why the kernel ends us, and our announcements with us; nor what helpers do not read of it. The rest is for everything
  // else.
  if (const auto most = runtime::memory_limit()) {
    speaker_.limit_received(std::min(bgp::Engine::kMostReceived, *most / 2));
    news_.limit_waiting(std::min(News::kMostWaiting, *most / 8));
  }
}

Core::~Core() = default;

// --- time and checks ----------------------------------------------------------------------------------------------------------

void Core::on_time() {
  carry_out(monitor_->on_time(loop_.now()));
  carry_out(policy_->on_time(loop_.now()));
  check_released();
  arm();
}

void Core::arm() {
  std::optional<Instant> at = earlier(monitor_->next_deadline(), policy_->next_deadline());
  if (waits_for_cluster()) at = earlier(at, cluster_patience_);
  timer_.arm(at);
}

// A restart must not end what routers have kept for us: End-of-RIB waits for what kube-proxy says, too.
bool Core::waits_for_cluster() const {
  return cluster_ && !released_ && (!cluster_->synced() || cluster_->awaits_answers()) && loop_.now() < cluster_patience_;
}

// The answer of an external check. A withdrawal follows in the same turn.
void Core::take_fact(const kube::Fact& fact, Instant heard) {
  const auto outcome = fact.pass ? health::Outcome::pass : health::Outcome::fail;
  const health::Observation seen{.check = fact.check, .outcome = outcome, .code = kKubernetes, .text = fact.text, .at = heard};
  carry_out(monitor_->handle(seen, loop_.now()));
  if (fact.progress) carry_out(policy_->handle({fact.check, {monitor_->verdict(fact.check), monitor_->state(fact.check), words_of(seen)}}, loop_.now()));
}

void Core::take_facts(const std::vector<kube::Fact>& facts, Instant heard) {
  for (const kube::Fact& fact : facts) take_fact(fact, heard);
  check_released();
  arm();
}

// End-of-RIB comes after the first full round of decisions, so nothing goes out before.
void Core::check_released() {
  if (released_ || !policy_->first_round_done() || waits_for_cluster() || !announcer_.idle()) return;
  released_ = true;
  speaker_.release_initial_routes();
  event("ready", "vigilcast", "the first decisions are made");
}

void Core::observed(const health::Observation& observation) {
  carry_out(monitor_->handle(observation, loop_.now()));
  if (cluster_) cluster_->answered(observation);
  arm();
}

void Core::carry_out(const std::vector<health::MonitorOutput>& outputs) {
  for (const health::MonitorOutput& output : outputs) {
    if (const auto* start = std::get_if<health::StartProbe>(&output)) {
      probes_->start(*start);
    } else if (const auto* change = std::get_if<health::CheckChanged>(&output)) {
      const health::Observation& seen = change->observation;
      const announce::PolicyOutput decided = policy_->handle({change->check, {change->verdict, change->to, words_of(seen)}}, loop_.now());
      carry_out(decided);
      if (!decided.prefixes.empty()) latency_.add(runtime::monotonic_now() - seen.at);
      const std::string text(health::state_name(change->to));
      event("check_state", change->check, text + ": " + words_of(seen));
      log_.write(Level::info, "check", change->check + " is " + text, {{"code", seen.code}, {"text", seen.text}});
    }
  }
}

// --- routes -------------------------------------------------------------------------------------------------------------------

// What new prefixes need goes out first and the log comes last: a withdrawal waits for nobody.
void Core::carry_out(const announce::PolicyOutput& output) {
  announcer_.tell_all(output.prefixes);
  announce_later();
  for (const announce::WatchdogDecision& decision : output.watchdogs) static_routes_.watchdog(decision.watchdog, order_of(decision.order));
  for (const announce::ServiceChange& change : output.services) {
    event("service_state", change.service, std::string(announce::state_name(change.to)) + ": " + change.text);
    log_.write(Level::info, "service", change.service + " is " + std::string(announce::state_name(change.to)),
               {{"reason", std::string(announce::reason_name(change.reason))}, {"text", change.text}});
  }
}

Announcer::Peers Core::audience() {
  return {[this] { return speaker_.engine().peers(); }, [this](bgp::PeerId id) { return speaker_.engine().has(id) ? &speaker_.engine().config(id) : nullptr; },
          [this](bgp::PeerId id, std::span<const bgp::RouteChange> changes) { speaker_.apply(id, changes); }};
}

// What is left over has a turn of the loop for each piece.
void Core::announce_later() {
  if (!announcer_.idle()) announce_timer_.arm(loop_.now());
}

void Core::apply(const std::string& peer, const bgp::RouteFeed& changes) {
  if (const auto id = speaker_.engine().find(peer)) speaker_.apply(*id, changes);
}

void Core::restart_processes() { processes_->restart_all(); }

void Core::restart_sessions() {
  for (const bgp::PeerId id : speaker_.engine().peers()) speaker_.reset(id, bgp::Notification{bgp::ErrorCode::cease, bgp::cease::admin_reset, {}}, true);
}

void Core::stop(std::function<void()> done) {
  stopping_ = true;
  timer_.disarm();
  const WallTime now = runtime::wall_now();
  if (options_.personality == Personality::exabgp) tell_down("shutting down", [](const bgp::PeerStatus&) { return true; });
  processes_->stop([&](model::Encoder encoder) { return news_.shutdown(encoder, now); },
                   [this, done = std::move(done)] {
                     // ExaBGP says nothing to its peers: with graceful restart they keep the routes.
                     if (options_.personality == Personality::exabgp) return done();
                     speaker_.stop(bgp::Notification::cease_with_text(bgp::cease::admin_shutdown, "vigilcast is stopping"), [this, done] {
                       cluster_.reset();
                       done();
                     });
                   });
}

// ExaBGP tells its helpers that the sessions end before it ends them.
void Core::tell_down(const std::string& why, const std::function<bool(const bgp::PeerStatus&)>& ends) {
  for (const bgp::PeerId id : speaker_.engine().peers()) {
    const bgp::PeerStatus& status = speaker_.engine().status(id);
    if (!status.negotiated || !ends(status)) continue;
    news_.tell({id, bgp::PeerDown{bgp::fsm::DownReason::stopped, why, {}, true}}, runtime::wall_now());
  }
}

void Core::signal(int number, std::string_view name) { news_.signal(number, name, runtime::wall_now()); }

// --- what peers do ------------------------------------------------------------------------------------------------------------

void Core::peer_event(const bgp::PeerEvent& event) {
  if (event.peer == 0) return peer_log_.write(event, nullptr, loop_.now());
  if (!speaker_.engine().has(event.peer)) return;  // the last words of a peer that a reload has removed
  const bgp::PeerStatus& status = speaker_.engine().status(event.peer);
  peer_log_.write(event, &status, loop_.now());
  news_.tell(event, runtime::wall_now());
  if (status.given_up && std::holds_alternative<bgp::PeerDown>(event.kind)) follow_attempts();
  if (std::holds_alternative<bgp::PeerUp>(event.kind)) this->event("peer_up", status.config.name, "session is up");
  if (const auto* bfd = std::get_if<bgp::BfdChanged>(&event.kind); bfd != nullptr && bgp::bfd::crosses_up(bfd->change))
    this->event(bfd->change.to == bgp::bfd::State::up ? "bfd_up" : "bfd_down", status.config.name, bgp::bfd::change_text(bfd->change));
  if (const auto* down = std::get_if<bgp::PeerDown>(&event.kind); down != nullptr && down->was_up) this->event("peer_down", status.config.name, down->text);
}

// ExaBGP ends when every peer has had its attempts.
void Core::follow_attempts() {
  const bgp::Engine& engine = speaker_.engine();
  const bool all = std::ranges::all_of(engine.peers(), [&](bgp::PeerId id) { return engine.status(id).given_up; });
  if (all && on_peers_given_up) loop_.post([this] { on_peers_given_up(); });
}

// Back-pressure: a peer is not read while one of those who are told its UPDATEs has no room for them.
void Core::follow_fullness() {
  for (const bgp::PeerId id : speaker_.engine().peers()) {
    const bool full = std::ranges::any_of(news_.attached(speaker_.engine().status(id)), [&](const model::Attachment* attachment) {
      return attachment->wants.receive.update && processes_->is_full(attachment->process);
    });
    full ? speaker_.pause_reading(id) : speaker_.resume_reading(id);
  }
}

// A turn of the loop for each piece.
void Core::catch_up(const std::string& process) {
  if (!catching_up_.insert(process).second) return;
  loop_.post([this, process] {
    catching_up_.erase(process);
    if (news_.go_on(process, runtime::wall_now())) catch_up(process);
  });
}

void Core::event(std::string kind, std::string subject, std::string text) {
  events_.add(runtime::wall_now(), std::move(kind), std::move(subject), std::move(text));
  if (cluster_) cluster_->changed();
}

void Core::ask(const model::Query& query, const std::function<void(Result<model::Answer>)>& reply) {
  const Answers answers = this->answers();
  std::visit(Match{
                 [&](const model::SnapshotQuery&) { reply(model::Answer(snapshot(answers))); },
                 [&](const model::ReadyQuery&) { reply(model::Answer(readiness())); },
                 [&](const model::RoutesQuery& q) { reply(model::Answer(answers.routes(q))); },
                 [&](const model::ExplainQuery& q) {
                   auto explained = explain(q);
                   explained ? reply(model::Answer(std::move(*explained))) : reply(std::unexpected(explained.error()));
                 },
                 [&](const model::CheckQuery& q) { report(q, reply); },
                 [&](const model::PushOrder& order) {
                   const auto done = push(order);
                   done ? reply(model::Answer(*done)) : reply(std::unexpected(done.error()));
                 },
                 [&](const model::ReloadOrder&) {
                   reload([reply](const Result<std::string>& done) { done ? reply(model::Answer(*done)) : reply(std::unexpected(done.error())); });
                 },
             },
             query);
}

// What this node does comes first; what the cluster has to say of it stands below, or alone where the node knows nothing of that name.
Result<model::Explanation> Core::explain(const model::ExplainQuery& query) const {
  const Answers answers = this->answers();
  Result<model::Explanation> own = answers.explain(query);
  if (!cluster_) return own;
  std::optional<kube::Finding> found = cluster_->explain(query);
  if (!found && !own && !cluster_->synced()) own.error().text += "; the objects of the cluster are not known yet";
  if (!found) return own;
  if (!own && found->absent) return fail(found->explanation.text, "", found->explanation.hint);
  if (own) {
    if (found->notable) own->because.push_back(std::move(found->explanation));
    return own;
  }
  for (const std::string& service : found->services) {
    if (auto one = answers.explain({service, model::SubjectKind::service})) found->explanation.because.push_back(*std::move(one));
  }
  return std::move(found->explanation);
}

// A new version that cannot read the cluster (a right or a definition is missing) must not be rolled out to every node, so its files alone do not make it
// ready.
model::Readiness Core::readiness() const {
  if (cluster_ && !cluster_->synced()) return {false, "not all objects of the cluster are known yet: " + cluster_->view().waiting_for};
  return {released_, released_ ? "" : "the hold-down at start is not over"};
}

Answers Core::answers() const { return {speaker_.engine(), config_, *monitor_, *policy_, loop_.now()}; }

std::shared_ptr<const model::Snapshot> Core::snapshot(const Answers& answers) const {
  auto out = std::make_shared<model::Snapshot>(answers.snapshot());
  out->wall_now = runtime::wall_now();
  out->started = started_wall_;
  model::Readiness state = readiness();
  out->ready = state.ready;
  out->not_ready_because = std::move(state.because);
  out->processes = processes_->views();
  if (cluster_) out->cluster = cluster_->view();
  out->events = events_.all();
  out->reloads_ok = reloads_ok_;
  out->reloads_failed = reloads_failed_;
  out->loop_lag = loop_.lag();
  out->decision_to_wire = latency_.all();
  out->decision_to_wire_total = latency_.total();
  return out;
}

}  // namespace vigilcast::app
