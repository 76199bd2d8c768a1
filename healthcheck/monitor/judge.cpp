#include "healthcheck/monitor/judge.h"

#include <algorithm>

namespace vigilcast::health {

std::string_view state_name(CheckState state) {
  switch (state) {
    case CheckState::unknown: return "unknown";
    case CheckState::rising: return "rising";
    case CheckState::up: return "up";
    case CheckState::degraded: return "degraded";
    case CheckState::falling: return "falling";
    case CheckState::down: break;
  }
  return "down";
}

Judge::Judge(const CheckSpec& spec, Instant begun) : begun_(begun), counted_(spec.rise, spec.fall), quality_(spec.rise, spec.fall), since_(begun) {
  quality_.decide(Verdict::up);
  set(spec);
}

void Judge::set(const CheckSpec& spec) {
  rules_ = spec.judgement;
  counted_.set(spec.rise, spec.fall);
  quality_.set(spec.rise, spec.fall);
  if (rules_.window.of < last_.size()) last_.erase(last_.begin(), last_.end() - static_cast<std::ptrdiff_t>(rules_.window.of));
}

void Judge::count(const Observation& observation, Instant now) {
  if (observation.outcome == Outcome::inconclusive) return;
  const bool failed = observation.outcome == Outcome::fail;
  if (failed && now < begun_ + rules_.warm_up) return;
  remember(failed);
  counted_.count(!failed);
  if (!failed && counted_.verdict() == Verdict::up && !counted_.pending() && verdict_ != Verdict::up) last_.clear();
  if (!failed) {
    const bool slow = rules_.degraded_above > Duration::zero() && observation.took > rules_.degraded_above;
    quality_.count(observation.outcome == Outcome::pass && !slow);
  }
  const bool at_once = is_at_once(observation);
  if (at_once || (failed && window_full_of_failures())) counted_.decide(Verdict::down);
  settle(at_once, now);
}

bool Judge::is_at_once(const Observation& observation) const {
  return observation.outcome == Outcome::fail && std::ranges::find(rules_.down_at_once, observation.code) != rules_.down_at_once.end();
}

bool Judge::decides_fall(const Observation& observation) const {
  if (observation.outcome != Outcome::fail) return false;
  const auto failures = static_cast<unsigned>(std::ranges::count(last_, true));
  return counted_.next_bad_decides() || is_at_once(observation) || (rules_.window.failures != 0 && failures + 1 >= rules_.window.failures);
}

void Judge::remember(bool failed) {
  if (rules_.window.failures == 0) return;
  last_.push_back(failed);
  if (last_.size() > rules_.window.of) last_.erase(last_.begin());
}

bool Judge::window_full_of_failures() const {
  return rules_.window.failures != 0 && static_cast<unsigned>(std::ranges::count(last_, true)) >= rules_.window.failures;
}

void Judge::on_time(Instant now) {
  if (held_until_ && now >= *held_until_) settle(false, now);
}

// What was counted becomes the verdict, when the rules of time allow.
void Judge::settle(bool at_once, Instant now) {
  held_until_.reset();
  const Verdict wanted = counted_.verdict();
  if (wanted == verdict_) return;
  if (wanted == Verdict::up && counted_.leaning() == Verdict::down) return;  // it fails again: the next results tell
  Instant from = now;
  if (verdict_ == Verdict::up && !at_once) from = since_ + rules_.minimum_up;
  if (verdict_ == Verdict::down) from = std::max(since_ + rules_.minimum_down, flaps_.released(rules_.damping, now));
  if (now < from) {
    held_until_ = from;
    return;
  }
  if (wanted == Verdict::down && verdict_ == Verdict::up) flaps_.fell(rules_.damping, now);
  verdict_ = wanted;
  since_ = now;
}

Verdict Judge::verdict() const { return verdict_ == Verdict::up && quality_.verdict() == Verdict::down ? Verdict::degraded : verdict_; }

CheckState Judge::state() const {
  const Verdict leaning = counted_.leaning();
  if (verdict_ == Verdict::up) {
    if (leaning == Verdict::down) return CheckState::falling;
    return verdict() == Verdict::degraded ? CheckState::degraded : CheckState::up;
  }
  if (leaning == Verdict::up) return CheckState::rising;
  return verdict_ == Verdict::unknown ? CheckState::unknown : CheckState::down;
}

bool Judge::pending() const { return counted_.pending() || (verdict_ == Verdict::up && quality_.pending()); }

bool Judge::failing() const { return verdict_ == Verdict::down || counted_.leaning() == Verdict::down; }

std::string Judge::held() const {
  if (!held_until_) return "";
  if (verdict_ == Verdict::up) return "stays up for " + format_duration(rules_.minimum_up) + " at least";
  if (*held_until_ <= since_ + rules_.minimum_down) return "stays down for " + format_duration(rules_.minimum_down) + " at least";
  return "suppressed, for it flaps";
}

}  // namespace vigilcast::health
