#include "healthcheck/monitor/monitor.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace vigilcast::health {
namespace {

constexpr std::uint64_t kFreshEvery = 10;

bool is_external(const CheckSpec& spec) { return std::holds_alternative<ExternalProbe>(spec.probe); }

Duration ttl_of(const CheckSpec& spec) {
  const auto* external = std::get_if<ExternalProbe>(&spec.probe);
  return external == nullptr ? Duration::zero() : external->ttl;
}

Timing timing_of(const CheckSpec& spec) { return {spec.interval, spec.fast, spec.slow, spec.jitter}; }

}  // namespace

struct Monitor::Check {
  std::shared_ptr<const CheckSpec> spec;
  Schedule schedule;
  Judge judge;
  Instant since;
  std::uint64_t probe = 0;    // in flight, or the last one
  std::uint64_t started = 0;
  bool outdated = false;      // the probe in flight asks what nobody wants to know any more
  std::optional<Observation> last = {};
  std::optional<Instant> heard = {};          // the last conclusive result
  std::optional<Instant> failing_since = {};  // the first failure of the row under way
  std::string masked_by = {};
  std::optional<Observation> withheld = {};    // a failure that waits for the word of a parent
  std::optional<Instant> withheld_until = {};
  Results results = {};
  std::optional<Instant> alarm = {};
  std::uint64_t passed = 0, failed = 0, inconclusive = 0, degraded = 0, masked = 0, transitions = 0;

  [[nodiscard]] CheckStatus status() const {
    return {.spec = spec,
            .state = judge.state(),
            .verdict = judge.verdict(),
            .since = since,
            .last = last,
            .passed = passed,
            .failed = failed,
            .inconclusive = inconclusive,
            .degraded = degraded,
            .masked = masked,
            .skipped = schedule.skipped(),
            .transitions = transitions,
            .held = masked_by.empty() ? judge.held() : "masked by " + masked_by};
  }

  void note(const Observation& observation, CodeBook& codes) {
    last = observation;
    last->trace.clear();
    results.add(observation, codes);
    switch (observation.outcome) {
      case Outcome::degraded: ++degraded; [[fallthrough]];
      case Outcome::pass: ++passed; break;
      case Outcome::fail: ++failed; break;
      case Outcome::inconclusive: ++inconclusive; return;
    }
    heard = observation.at;
    if (observation.outcome != Outcome::fail)
      failing_since.reset();
    else if (!failing_since)
      failing_since = observation.at;
  }

  [[nodiscard]] Pace pace() const {
    if (judge.pending() || outdated || withheld) return Pace::fast;
    return judge.verdict() == Verdict::down ? Pace::slow : Pace::normal;
  }
};

// The check that makes a failure say nothing about its own target, and until when its word is waited for; empty: the failure counts.
struct Monitor::Mask {
  std::string by = {};
  std::optional<Instant> until = {};
};

bool Monitor::ByDue::operator()(const Check* a, const Check* b) const {
  if (a->schedule.due() != b->schedule.due()) return a->schedule.due() < b->schedule.due();
  return a->spec->name < b->spec->name;  // the same order in every run
}

Monitor::Monitor(std::string node) : node_(std::move(node)) {}
Monitor::~Monitor() = default;

template <class Change>
void Monitor::reschedule(Check& check, Change&& apply) {
  auto place = due_.extract(&check);  // before the key changes
  apply();
  if (is_external(*check.spec)) return;
  place.empty() ? static_cast<void>(due_.insert(&check)) : static_cast<void>(due_.insert(std::move(place)));
}

void Monitor::set_checks(std::span<const CheckSpec> checks, Instant now) {
  std::set<std::string_view> wanted;
  for (const CheckSpec& spec : checks) wanted.insert(spec.name);
  for (auto it = checks_.begin(); it != checks_.end();) {
    if (wanted.contains(it->first)) {
      ++it;
      continue;
    }
    due_.erase(it->second.get());
    if (it->second->alarm) alarms_.erase({*it->second->alarm, it->first});
    waiting_.erase(it->first);
    it = checks_.erase(it);
  }
  for (const CheckSpec& spec : checks) {
    const auto known = checks_.find(spec.name);
    if (known == checks_.end()) {
      add(spec, now);
    } else if (*known->second->spec != spec) {
      change(*known->second, spec, now);
    }
  }
}

void Monitor::add(const CheckSpec& spec, Instant now) {
  auto check = std::make_unique<Check>(Check{.spec = std::make_shared<const CheckSpec>(spec),
                                             .schedule = Schedule(timing_of(spec), phase_hash(node_, spec.name), now),
                                             .judge = Judge(spec, now),
                                             .since = now});
  if (!is_external(spec)) due_.insert(check.get());
  const auto added = checks_.emplace(spec.name, std::move(check)).first;
  if (ttl_of(spec) > Duration::zero()) added->second->heard = now;
  set_alarm(*added->second);
}

void Monitor::change(Check& check, const CheckSpec& spec, Instant now) {
  reschedule(check, [&] {
    const CheckSpec before = *check.spec;
    check.spec = std::make_shared<const CheckSpec>(spec);
    check.judge.set(spec);
    if (ttl_of(spec) > Duration::zero() && before.probe != spec.probe) check.heard = now;  // a reload is no silence
    if (is_external(spec)) {
      check.probe = 0;  // what is in flight has nothing to say any more
      check.outdated = false;
      check.schedule = Schedule(timing_of(spec), phase_hash(node_, spec.name), now);
      return;
    }
    if (timing_of(before) != timing_of(spec)) check.schedule.set(timing_of(spec), now);
    if (before.probe == spec.probe) return;
    check.outdated = check.schedule.in_flight();
    if (!check.outdated) check.schedule.hurry(now);
  });
  set_alarm(check);
}

std::vector<MonitorOutput> Monitor::handle(const Observation& observation, Instant now) {
  const auto known = checks_.find(observation.check);
  if (known == checks_.end()) return {};
  Check& check = *known->second;
  if (observation.probe != 0 && observation.probe != check.probe) return {};

  if (std::exchange(check.outdated, false)) {
    reschedule(check, [&] { check.schedule.answered(Pace::fast, now); });
    return {};
  }
  check.note(observation, codes_);
  check.withheld.reset();
  waiting_.erase(check.spec->name);
  if (observation.outcome == Outcome::fail) hurry_parents(check, now);
  std::vector<MonitorOutput> out;
  judge(check, observation, out, now);
  reschedule(check, [&] { check.schedule.answered(check.pace(), now); });
  if (observation.outcome != Outcome::inconclusive) judge_waiting(check, out, now);
  return out;
}

// Counts it, unless it says nothing about the target, or not yet.
void Monitor::judge(Check& check, const Observation& observation, std::vector<MonitorOutput>& out, Instant now) {
  const Mask masked = mask(check, observation, now);
  check.masked_by = masked.by;
  check.withheld_until = masked.until;
  check.withheld = masked.until ? std::optional(observation) : std::nullopt;
  const std::string& name = checks_.find(check.spec->name)->first;  // outlives a change of the specification
  check.withheld ? static_cast<void>(waiting_.insert(name)) : static_cast<void>(waiting_.erase(name));
  if (!masked.by.empty() && !masked.until) ++check.masked;
  const auto count = [&] {
    if (masked.by.empty()) check.judge.count(observation, now);
  };
  std::ranges::move(follow(check, count, observation, now), std::back_inserter(out));
}

// A parent has been heard: the failures of those that waited for it are judged.
void Monitor::judge_waiting(const Check& parent, std::vector<MonitorOutput>& out, Instant now) {
  if (waiting_.empty()) return;
  const std::vector<std::string_view> names(waiting_.begin(), waiting_.end());
  for (const std::string_view name : names) {
    Check& child = *checks_.find(name)->second;
    const auto& parents = child.spec->judgement.depends_on;
    if (!child.withheld || std::ranges::find(parents, parent.spec->name) == parents.end()) continue;
    const Observation failure = *child.withheld;
    judge(child, failure, out, now);
  }
}

// What changes by `judge` is told.
std::vector<MonitorOutput> Monitor::follow(Check& check, const std::function<void()>& judge, const Observation& observation, Instant now) {
  const CheckState before = check.judge.state();
  const Verdict verdict = check.judge.verdict();
  judge();
  set_alarm(check);
  if (check.judge.verdict() != verdict) ++check.transitions;
  const CheckState after = check.judge.state();
  if (after == before) return {};
  check.since = now;
  return {CheckChanged{check.spec->name, before, after, check.judge.verdict(), now, observation}};
}

// A parent may be asked less often than its child: before a child falls, each parent is heard once more, for as long as that may take. Who is masked himself
// masks his children.
Monitor::Mask Monitor::mask(const Check& check, const Observation& observation, Instant now) const {
  if (observation.outcome != Outcome::fail) return {};
  Mask waits;
  for (const std::string& name : check.spec->judgement.depends_on) {
    const auto found = checks_.find(name);
    if (found == checks_.end()) continue;
    const Check& parent = *found->second;
    if (parent.judge.failing() || !parent.masked_by.empty()) return {name};
    if (is_external(*parent.spec) || !check.judge.decides_fall(observation)) continue;
    const Instant first = check.failing_since.value_or(now);
    const Instant patience = first + parent.spec->interval + parent.spec->timeout;
    if (!(parent.heard && *parent.heard >= first) && now < patience) waits = {name, patience};
  }
  return waits;
}

void Monitor::hurry_parents(const Check& check, Instant now) {
  for (const std::string& name : check.spec->judgement.depends_on) {
    const auto found = checks_.find(name);
    if (found == checks_.end() || is_external(*found->second->spec)) continue;
    Check& parent = *found->second;
    const bool asked = parent.heard && check.failing_since && *parent.heard >= *check.failing_since;
    if (asked || parent.schedule.in_flight()) continue;
    reschedule(parent, [&] { parent.schedule.hurry(now); });
  }
}

void Monitor::set_alarm(Check& check) {
  std::optional<Instant> at = check.judge.deadline();
  if (check.withheld) at = earlier(at, check.withheld_until);
  if (const Duration ttl = ttl_of(*check.spec); ttl > Duration::zero() && check.heard) at = earlier(at, *check.heard + ttl);
  if (at == check.alarm) return;
  if (check.alarm) alarms_.erase({*check.alarm, check.spec->name});
  check.alarm = at;
  const std::string& name = checks_.find(check.spec->name)->first;  // outlives a change of the specification
  if (at) alarms_.emplace(*at, name);
}

void Monitor::ring(Check& check, std::vector<MonitorOutput>& out, Instant now) {
  const auto add = [&](std::vector<MonitorOutput> more) { std::ranges::move(more, std::back_inserter(out)); };
  const Duration ttl = ttl_of(*check.spec);
  if (ttl > Duration::zero() && check.heard && *check.heard + ttl <= now) {
    return add(handle({.check = check.spec->name,
                       .outcome = Outcome::fail,
                       .code = "L7TOUT",
                       .text = "nothing was heard from " + std::get<ExternalProbe>(check.spec->probe).source + " for " + format_duration(ttl),
                       .at = now},
                      now));
  }
  if (check.withheld && now >= *check.withheld_until) {
    const Observation failure = *check.withheld;
    return judge(check, failure, out, now);
  }
  const Observation last = check.last.value_or(Observation{.check = check.spec->name, .at = now});
  add(follow(check, [&] { check.judge.on_time(now); }, last, now));
}

std::vector<MonitorOutput> Monitor::on_time(Instant now) {
  std::vector<MonitorOutput> out;
  while (!alarms_.empty() && alarms_.begin()->first <= now) ring(*checks_.find(alarms_.begin()->second)->second, out, now);
  while (!due_.empty() && (*due_.begin())->schedule.due() <= now) {
    Check& check = **due_.begin();
    bool starts = false;
    reschedule(check, [&] { starts = check.schedule.tick(now); });
    if (!starts) continue;
    check.probe = ++last_probe_;
    const bool tenth = check.started++ % kFreshEvery == 0;
    out.emplace_back(StartProbe{check.spec, check.probe, tenth || check.judge.pending()});
  }
  return out;
}

std::optional<Instant> Monitor::next_deadline() const {
  const auto due = due_.empty() ? std::nullopt : std::optional((*due_.begin())->schedule.due());
  return earlier(due, alarms_.empty() ? std::nullopt : std::optional(alarms_.begin()->first));
}

CheckState Monitor::state(std::string_view name) const {
  const auto known = checks_.find(name);
  return known == checks_.end() ? CheckState::unknown : known->second->judge.state();
}

Verdict Monitor::verdict(std::string_view name) const {
  const auto known = checks_.find(name);
  return known == checks_.end() ? Verdict::unknown : known->second->judge.verdict();
}

std::optional<CheckStatus> Monitor::status(std::string_view name) const {
  const auto known = checks_.find(name);
  if (known == checks_.end()) return std::nullopt;
  return known->second->status();
}

std::vector<PastResult> Monitor::results(std::string_view name) const {
  const auto known = checks_.find(name);
  return known == checks_.end() ? std::vector<PastResult>{} : known->second->results.list(codes_);
}

std::vector<CheckStatus> Monitor::statuses() const {
  std::vector<CheckStatus> out;
  out.reserve(checks_.size());
  for (const auto& [name, check] : checks_) out.push_back(check->status());
  return out;
}

}  // namespace vigilcast::health
