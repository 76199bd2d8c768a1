#include "healthcheck/monitor/monitor.h"

#include <algorithm>
#include <utility>

namespace vigilcast::health {
namespace {

constexpr std::uint64_t kFreshEvery = 10;

bool is_external(const CheckSpec& spec) { return std::holds_alternative<ExternalProbe>(spec.probe); }

}  // namespace

struct Monitor::Check {
  std::shared_ptr<const CheckSpec> spec;
  Schedule schedule;
  Threshold threshold;
  Instant since;
  std::uint64_t probe = 0;    // in flight, or the last one
  std::uint64_t started = 0;
  bool outdated = false;      // the probe in flight asks what nobody wants to know any more
  std::optional<Observation> last;
  std::uint64_t passed = 0, failed = 0, inconclusive = 0;

  [[nodiscard]] CheckStatus status() const {
    return {spec, threshold.state(), threshold.verdict(), since, last, passed, failed, inconclusive, schedule.skipped()};
  }

  void note(const Observation& observation) {
    last = observation;
    threshold.count(observation.outcome);
    ++(observation.outcome == Outcome::fail ? failed : observation.outcome == Outcome::inconclusive ? inconclusive : passed);
  }
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
                                             .schedule = Schedule(spec.interval, spec.fast, phase_hash(node_, spec.name), now),
                                             .threshold = Threshold(spec.rise, spec.fall),
                                             .since = now,
                                             .last = std::nullopt});
  if (!is_external(spec)) due_.insert(check.get());
  checks_.emplace(spec.name, std::move(check));
}

void Monitor::change(Check& check, const CheckSpec& spec, Instant now) {
  reschedule(check, [&] {
    const bool other_target = check.spec->probe != spec.probe;
    check.spec = std::make_shared<const CheckSpec>(spec);
    check.threshold.set(spec.rise, spec.fall);
    check.schedule.set(spec.interval, spec.fast, now);
    if (!other_target) return;
    check.outdated = check.schedule.in_flight();
    if (!check.outdated) check.schedule.hurry(now);
  });
}

std::vector<MonitorOutput> Monitor::handle(const Observation& observation, Instant now) {
  const auto known = checks_.find(observation.check);
  if (known == checks_.end()) return {};
  Check& check = *known->second;
  if (observation.probe != 0 && observation.probe != check.probe) return {};

  const CheckState before = check.threshold.state();
  const bool outdated = std::exchange(check.outdated, false);
  if (!outdated) check.note(observation);
  reschedule(check, [&] { check.schedule.answered(outdated || check.threshold.pending(), now); });

  const CheckState after = check.threshold.state();
  if (after == before) return {};
  check.since = now;
  return {CheckChanged{check.spec->name, before, after, check.threshold.verdict(), now, observation}};
}

std::vector<MonitorOutput> Monitor::on_time(Instant now) {
  std::vector<MonitorOutput> out;
  while (!due_.empty() && (*due_.begin())->schedule.due() <= now) {
    Check& check = **due_.begin();
    bool starts = false;
    reschedule(check, [&] { starts = check.schedule.tick(now); });
    if (!starts) continue;
    check.probe = ++last_probe_;
    const bool tenth = check.started++ % kFreshEvery == 0;
    out.emplace_back(StartProbe{check.spec, check.probe, tenth || check.threshold.pending()});
  }
  return out;
}

std::optional<Instant> Monitor::next_deadline() const {
  if (due_.empty()) return std::nullopt;
  return (*due_.begin())->schedule.due();
}

CheckState Monitor::state(std::string_view name) const {
  const auto known = checks_.find(name);
  return known == checks_.end() ? CheckState::unknown : known->second->threshold.state();
}

Verdict Monitor::verdict(std::string_view name) const {
  const auto known = checks_.find(name);
  return known == checks_.end() ? Verdict::unknown : known->second->threshold.verdict();
}

std::optional<CheckStatus> Monitor::status(std::string_view name) const {
  const auto known = checks_.find(name);
  if (known == checks_.end()) return std::nullopt;
  return known->second->status();
}

std::vector<CheckStatus> Monitor::statuses() const {
  std::vector<CheckStatus> out;
  out.reserve(checks_.size());
  for (const auto& [name, check] : checks_) out.push_back(check->status());
  return out;
}

}  // namespace vigilcast::health
