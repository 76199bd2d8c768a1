#include "pkg/runtime/asio_headers.h"

#include "healthcheck/probe/prober.h"

#include <map>
#include <utility>

#include "healthcheck/probe/all.h"
#include "healthcheck/probe/target.h"
#include "healthcheck/probe/tls_contexts.h"

namespace vigilcast::health {
namespace {

constexpr Duration kPulse = std::chrono::milliseconds(25);           // how often a loop with probes in flight looks at the clock
constexpr Duration kStallTolerance = std::chrono::milliseconds(50);

// A target with the specification that it was made of.
struct Prepared {
  ProbeSpec spec;
  std::unique_ptr<Target> target;  // none: `problem` says why
  std::string problem;
  std::string where;               // for the words of a timeout
};

std::shared_ptr<Prepared> prepare(const ProbeSpec& spec, const ProbeTools& tools) {
  auto target = kind_of(spec).prepare(spec, tools);
  if (!target) return std::make_shared<Prepared>(Prepared{spec, nullptr, target.error().to_string(), ""});
  const std::string where = (*target)->where();
  return std::make_shared<Prepared>(Prepared{spec, *std::move(target), "", where});
}

Answer timed_out(Phase phase, const std::string& where, Duration timeout) {
  const std::string within = where + " within " + format_duration(timeout);
  switch (phase) {
    case Phase::resolve: return Answer::inconclusive("no answer from the name service about " + within);
    case Phase::connect: return Answer::fail_by_time("L4TOUT", "no connection to " + within);
    case Phase::tls: return Answer::fail_by_time("L6TOUT", "no TLS handshake with " + within);
    case Phase::command: return Answer::fail_by_time("PROCTOUT", "no end of " + within);
    case Phase::answer: return Answer::fail_by_time("L7TOUT", "no answer from " + within);
    case Phase::transfer: break;
  }
  return Answer::fail_by_time("L7TOUT", "no whole answer from " + within);
}

// The longest that a phase may take by itself.
std::optional<Duration> limit_of(Phase phase, const PhaseTimeouts& limits) {
  const auto set = [](Duration limit) { return limit > Duration::zero() ? std::optional(limit) : std::nullopt; };
  switch (phase) {
    case Phase::resolve: return set(limits.resolve);
    case Phase::connect: return set(limits.connect);
    case Phase::tls: return set(limits.tls);
    case Phase::answer: return set(limits.first_byte);
    case Phase::transfer:
    case Phase::command: break;
  }
  return std::nullopt;
}

}  // namespace

struct Prober::State {
  struct Run;
  using Runs = std::multimap<Instant, std::shared_ptr<Run>>;  // by deadline

  struct Run {
    std::string check;
    Duration timeout;
    PhaseTimeouts limits;
    Instant started;
    Instant until;  // of the whole; the place in the queue may be an earlier one, of the phase
    Done done;
    std::shared_ptr<Prepared> prepared;
    Flight flight{};
    Runs::iterator place{};
    Duration stalled{};  // the longest stall of ours during this probe
  };

  explicit State(runtime::Loop& owner) : loop(owner), timer(owner, [this] { pulse(); }) {}
  ~State() {
    for (auto& [deadline, run] : runs) abandon(*run);
  }

  void start(const CheckSpec& check, How how, Done done) {
    auto prepared = prepared_for(check);
    const Instant now = runtime::monotonic_now();
    notice_stall(now);
    auto run = std::make_shared<Run>(Run{.check = check.name,
                                         .timeout = check.timeout,
                                         .limits = check.timeouts,
                                         .started = now,
                                         .until = now + check.timeout,
                                         .done = std::move(done),
                                         .prepared = std::move(prepared)});
    run->flight.fresh = how.fresh;
    if (how.trace) run->flight.trace = std::make_unique<Trace>(now);
    run->flight.begin(now);
    if (check.timeouts != PhaseTimeouts{}) run->flight.entered = [this, raw = run.get()] { limit(*raw); };
    run->place = runs.emplace(run->until, run);
    set_pulse(now);
    boost::asio::co_spawn(loop.context(), probe(std::move(run)), boost::asio::detached);
  }

  // A phase has begun: its own limit may come before the deadline of the whole.
  void limit(Run& run) {
    if (run.flight.over) return;
    const auto own = limit_of(run.flight.phase(), run.limits);
    auto place = runs.extract(run.place);
    place.key() = own ? std::min(run.until, run.flight.since() + *own) : run.until;
    run.place = runs.insert(std::move(place));
    if (run.place->first < next_pulse) timer.arm(next_pulse = run.place->first);
  }

  std::shared_ptr<Prepared> prepared_for(const CheckSpec& check) {
    std::shared_ptr<Prepared>& prepared = targets[check.name];
    if (!prepared || prepared->spec != check.probe) prepared = prepare(check.probe, {loop.context(), tls, loop});
    return prepared;
  }

  // The run is kept alive by its task; once it is over, this State may be gone.
  Task<void> probe(std::shared_ptr<Run> run) {
    if (run->flight.over) co_return;
    Answer answer = Answer::inconclusive(run->prepared->problem);
    if (run->prepared->target) answer = co_await run->prepared->target->ask(run->flight);
    if (!run->flight.over) finish(run, std::move(answer));
  }

  void finish(const std::shared_ptr<Run>& run, Answer answer) {
    const Instant now = runtime::monotonic_now();
    notice_stall(now);
    runs.erase(run->place);
    run->flight.end(now);
    abandon(*run);
    if (answer.outcome == Outcome::pass && !run->flight.warning.empty()) {
      answer.outcome = Outcome::degraded;
      answer.text += "; " + run->flight.warning;
    }
    if (answer.blames_time && run->stalled > Duration::zero()) {
      answer = Answer::inconclusive("we were stalled ourselves for " + format_duration(std::chrono::floor<std::chrono::milliseconds>(run->stalled)) + ": " +
                                    answer.text);
    }
    const Done done = std::move(run->done);
    run->flight.note(std::string(answer.code) + " " + answer.text);
    done({.check = run->check,
          .outcome = answer.outcome,
          .code = answer.code,
          .text = std::move(answer.text),
          .took = now - run->started,
          .at = now,
          .phases = run->flight.spent(),
          .trace = run->flight.trace ? run->flight.trace->take() : std::vector<std::string>{}});
  }

  static void abandon(Run& run) {
    run.flight.over = true;
    run.flight.entered = nullptr;
    if (run.flight.connection) run.flight.connection->close();
    if (const auto give_up = std::exchange(run.flight.give_up, nullptr)) give_up();
  }

  // --- time ---
  void set_pulse(Instant now) {
    next_pulse = std::min(now + kPulse, runs.begin()->first);
    timer.arm(next_pulse);
  }

  void pulse() {
    const Instant now = runtime::monotonic_now();
    notice_stall(now);
    while (!runs.empty() && runs.begin()->first <= now) {
      const std::shared_ptr<Run> run = runs.begin()->second;
      const Phase phase = run->flight.phase();
      const bool own = run->place->first < run->until;
      finish(run, timed_out(phase, run->prepared->where, own ? limit_of(phase, run->limits).value_or(run->timeout) : run->timeout));
    }
    if (!runs.empty()) set_pulse(now);
  }

  // Answers that arrived while we were away wait in the kernel: every deadline moves by as long as we were, so that they are read before it is judged.
  void notice_stall(Instant now) {
    if (runs.empty()) return;
    const Duration late = now - next_pulse;
    if (late <= kStallTolerance) return;
    Runs moved;
    for (auto& [deadline, run] : runs) {
      if (late > run->timeout / 10) run->stalled = std::max(run->stalled, late);
      run->until += late;
      run->place = moved.emplace(deadline + late, run);
    }
    runs = std::move(moved);
    set_pulse(now);
  }

  runtime::Loop& loop;
  TlsContexts tls;
  std::map<std::string, std::shared_ptr<Prepared>, std::less<>> targets;
  Runs runs;
  runtime::Timer timer;
  Instant next_pulse;
};

Prober::Prober(runtime::Loop& loop) : state_(std::make_unique<State>(loop)) {}
Prober::~Prober() = default;

void Prober::start(const CheckSpec& check, How how, Done done) { state_->start(check, how, std::move(done)); }

void Prober::forget(std::string_view check) {
  if (const auto known = state_->targets.find(check); known != state_->targets.end()) state_->targets.erase(known);
}

std::size_t Prober::in_flight() const { return state_->runs.size(); }

}  // namespace vigilcast::health
