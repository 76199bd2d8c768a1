#include "pkg/announce/decide.h"

#include <functional>

#include "pkg/announce/because.h"

namespace vigilcast::announce {
namespace {

using health::Verdict;

// What the expression says of the settled verdicts, and of those that the latest results point to.
struct Health {
  Verdict settled = Verdict::up;
  Verdict leaning = Verdict::up;
};

// Only settled verdicts move a latch.
Health health_of(const ServiceSpec& spec, const CheckFacts& checks, Memory& memory) {
  const auto ask = [&](const health::Expression& expression, auto which, health::Latches& latches) {
    const auto verdict_of = [&](std::string_view name) {
      const auto found = checks.find(name);
      return found == checks.end() ? Verdict::unknown : std::invoke(which, found->second);
    };
    return expression.evaluate(verdict_of, latches);
  };
  Health out;
  if (spec.healthy) {
    out.settled = ask(*spec.healthy, &CheckFact::verdict, memory.latches);
    health::Latches leaning = memory.latches;
    out.leaning = ask(*spec.healthy, &CheckFact::leaning, leaning);
  }
  const bool degraded = spec.degraded_when && serves(ask(*spec.degraded_when, &CheckFact::verdict, memory.degraded_latches));
  if (degraded && out.settled == Verdict::up) out.settled = Verdict::degraded;
  return out;
}

struct Answer {
  ServiceState state;
  Verdict verdict;  // which profile applies; unknown: none
  Reason reason;
};

ServiceState state_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::up: return ServiceState::up;
    case Verdict::degraded: return ServiceState::degraded;
    case Verdict::down: return ServiceState::down;
    case Verdict::unknown: break;
  }
  return ServiceState::init;
}

const Profile& profile_of(const ServiceSpec& spec, Verdict verdict) {
  if (verdict == Verdict::degraded && spec.degraded) return *spec.degraded;
  return serves(verdict) ? spec.up : spec.down;
}

Answer answer(Verdict verdict, Verdict leaning, bool has_checks) {
  if (serves(verdict)) {
    if (!serves(leaning)) return {ServiceState::falling, verdict, Reason::checks_failing};
    if (verdict == Verdict::degraded) return {ServiceState::degraded, verdict, Reason::checks_degraded};
    return {ServiceState::up, verdict, has_checks ? Reason::healthy : Reason::no_checks};
  }
  if (serves(leaning)) return {ServiceState::rising, verdict, Reason::checks_rising};
  if (verdict == Verdict::down) return {ServiceState::down, verdict, Reason::checks_down};
  return {ServiceState::init, verdict, Reason::no_verdict_yet};
}

// The checks give no verdict: wait for it, hold on to the last one, or give up.
Answer without_verdict(const Memory& memory, Verdict leaning, bool waited_enough) {
  if (waited_enough) return serves(leaning) ? answer(Verdict::down, leaning, true) : Answer{ServiceState::down, Verdict::down, Reason::no_verdict};
  if (memory.verdict == Verdict::unknown) return answer(Verdict::unknown, leaning, true);
  return {state_of(memory.verdict), memory.verdict, Reason::verdict_kept};
}

}  // namespace

std::string_view state_name(ServiceState state) {
  switch (state) {
    case ServiceState::init: return "init";
    case ServiceState::rising: return "rising";
    case ServiceState::up: return "up";
    case ServiceState::degraded: return "degraded";
    case ServiceState::falling: return "falling";
    case ServiceState::down: break;
  }
  return "down";
}

Decision decide(const ServiceSpec& spec, const ServiceFacts& facts, const Memory& memory, Instant now) {
  Decision out;
  out.memory = memory;
  const Health health = health_of(spec, facts.checks, out.memory);
  out.memory.unknown_since = health.settled == Verdict::unknown ? std::optional(memory.unknown_since.value_or(now)) : std::nullopt;
  const std::optional<Instant> give_up = out.memory.unknown_since ? std::optional(*out.memory.unknown_since + kVerdictWait) : std::nullopt;

  Answer result{};
  if (now < facts.hold_until) {
    const bool rises = serves(health.settled) || serves(health.leaning);
    result = {rises ? ServiceState::rising : ServiceState::init, Verdict::unknown, Reason::hold_down};
    out.again_at = facts.hold_until;
  } else if (health.settled == Verdict::unknown) {
    const bool waited_enough = now >= *give_up;
    result = without_verdict(memory, health.leaning, waited_enough);
    if (!waited_enough) out.again_at = give_up;
  } else {
    result = answer(health.settled, health.leaning, spec.healthy.has_value());
  }

  out.state = result.state;
  out.reason = result.reason;
  if (result.verdict != Verdict::unknown) {
    out.profile = profile_of(spec, result.verdict);
    out.memory.verdict = result.verdict;
  }
  out.since = memory.state == result.state ? memory.since.value_or(now) : now;
  out.memory.state = out.state;
  out.memory.since = out.since;
  out.text = because(spec, facts, out.reason, out.memory.latches);
  return out;
}

}  // namespace vigilcast::announce
