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

Health health_of(const ServiceSpec& spec, const CheckFacts& checks) {
  if (!spec.healthy) return {};
  const auto ask = [&](auto which) {
    return spec.healthy->evaluate([&](std::string_view name) {
      const auto found = checks.find(name);
      return found == checks.end() ? Verdict::unknown : std::invoke(which, found->second);
    });
  };
  return {ask(&CheckFact::verdict), ask(&CheckFact::leaning)};
}

struct Answer {
  ServiceState state;
  Verdict verdict;  // which profile applies; unknown: none
  Reason reason;
};

Answer answer(Verdict verdict, Verdict leaning, bool has_checks) {
  if (verdict == Verdict::up) {
    if (leaning != Verdict::up) return {ServiceState::falling, verdict, Reason::checks_failing};
    return {ServiceState::up, verdict, has_checks ? Reason::healthy : Reason::no_checks};
  }
  if (leaning == Verdict::up) return {ServiceState::rising, verdict, Reason::checks_rising};
  if (verdict == Verdict::down) return {ServiceState::down, verdict, Reason::checks_down};
  return {ServiceState::init, verdict, Reason::no_verdict_yet};
}

// The checks give no verdict: wait for it, hold on to the last one, or give up.
Answer without_verdict(const Memory& memory, Verdict leaning, bool waited_enough) {
  if (waited_enough) return leaning == Verdict::up ? answer(Verdict::down, leaning, true) : Answer{ServiceState::down, Verdict::down, Reason::no_verdict};
  if (memory.verdict == Verdict::unknown) return answer(Verdict::unknown, leaning, true);
  return {memory.verdict == Verdict::up ? ServiceState::up : ServiceState::down, memory.verdict, Reason::verdict_kept};
}

}  // namespace

std::string_view state_name(ServiceState state) {
  switch (state) {
    case ServiceState::init: return "init";
    case ServiceState::rising: return "rising";
    case ServiceState::up: return "up";
    case ServiceState::falling: return "falling";
    case ServiceState::down: break;
  }
  return "down";
}

Decision decide(const ServiceSpec& spec, const ServiceFacts& facts, const Memory& memory, Instant now) {
  const Health health = health_of(spec, facts.checks);
  Decision out;
  out.memory = memory;
  out.memory.unknown_since = health.settled == Verdict::unknown ? std::optional(memory.unknown_since.value_or(now)) : std::nullopt;
  const std::optional<Instant> give_up = out.memory.unknown_since ? std::optional(*out.memory.unknown_since + kVerdictWait) : std::nullopt;

  Answer result{};
  if (now < facts.hold_until) {
    const bool rises = health.settled == Verdict::up || health.leaning == Verdict::up;
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
    out.profile = result.verdict == Verdict::up ? spec.up : spec.down;
    out.memory.verdict = result.verdict;
  }
  out.since = memory.state == result.state ? memory.since.value_or(now) : now;
  out.memory.state = out.state;
  out.memory.since = out.since;
  out.text = because(spec, facts, out.reason);
  return out;
}

}  // namespace vigilcast::announce
