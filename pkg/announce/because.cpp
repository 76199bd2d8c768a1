#include "pkg/announce/because.h"

#include "pkg/base/text.h"

namespace vigilcast::announce {
namespace {

using health::Verdict;

constexpr std::size_t kNamed = 3;       // checks that one line names
constexpr std::size_t kJudgedEach = 32; // beyond this many, a line about single checks says little, and finding them costs n²

const CheckFact& fact_of(const CheckFacts& checks, std::string_view name) {
  static const CheckFact none;
  const auto found = checks.find(name);
  return found == checks.end() ? none : found->second;
}

// "check a is down: L4CON connection refused; check b is down: …, and 2 more"
std::string listing(const std::vector<std::string>& names, const CheckFacts& checks, bool pending) {
  std::string out;
  for (std::size_t i = 0; i < names.size() && i < kNamed; ++i) {
    const CheckFact& fact = fact_of(checks, names[i]);
    const std::string_view state = !pending ? verdict_name(fact.verdict) : serves(fact.leaning()) ? "rising" : "failing";
    out += i == 0 ? "" : "; ";
    out += "check " + names[i] + " is " + std::string(state);
    if (!fact.text.empty()) out += ": " + fact.text;
  }
  if (names.size() > kNamed) out += "; and " + std::to_string(names.size() - kNamed) + " more";
  return out;
}

std::vector<std::string> without_verdict(const ServiceFacts& facts) {
  std::vector<std::string> out;
  for (const std::string& name : facts.names) {
    if (fact_of(facts.checks, name).verdict == Verdict::unknown) out.push_back(name);
  }
  return out;
}

std::vector<std::string> pending(const ServiceFacts& facts) {
  std::vector<std::string> out;
  for (const std::string& name : facts.names) {
    const CheckFact& fact = fact_of(facts.checks, name);
    if (serves(fact.verdict) != serves(fact.leaning())) out.push_back(name);
  }
  return out;
}

std::string with(Reason reason, const std::string& detail) {
  const std::string text(reason_text(reason));
  return detail.empty() ? text : text + ": " + detail;
}

std::string no_verdict_of(const ServiceFacts& facts) {
  std::vector<std::string> names = without_verdict(facts);
  const std::size_t more = names.size() > kNamed ? names.size() - kNamed : 0;
  names.resize(names.size() - more);
  std::string out = (names.size() == 1 ? "check " : "checks ") + join(names, ", ");
  return more == 0 ? out : out + " and " + std::to_string(more) + " more";
}

std::string degraded_by(const ServiceSpec& spec, const ServiceFacts& facts) {
  std::vector<std::string> names;
  for (const std::string& name : facts.names) {
    if (fact_of(facts.checks, name).verdict == Verdict::degraded) names.push_back(name);
  }
  if (!names.empty()) return listing(names, facts.checks, false);
  return with(Reason::checks_degraded, spec.degraded_when ? spec.degraded_when->to_string() : "");
}

}  // namespace

std::vector<std::string> deciding_checks(const ServiceSpec& spec, const ServiceFacts& facts, const health::Latches& latches) {
  std::vector<std::string> out;
  if (!spec.healthy) return out;
  const auto verdict_of = [&](std::string_view name) { return fact_of(facts.checks, name).verdict; };
  const auto evaluate = [&](const std::function<Verdict(std::string_view)>& verdicts) {
    health::Latches tried = latches;
    return spec.healthy->evaluate(verdicts, tried);
  };
  const Verdict whole = evaluate(verdict_of);
  for (const std::string& name : facts.names) {
    if (facts.names.size() > kJudgedEach) break;
    const Verdict without = evaluate([&](std::string_view other) { return other == name ? Verdict::unknown : verdict_of(other); });
    const Verdict alone = evaluate([&](std::string_view other) { return other == name ? verdict_of(other) : Verdict::unknown; });
    if (without != whole || alone == whole) out.push_back(name);
  }
  if (!out.empty()) return out;
  for (const std::string& name : facts.names) {
    if (verdict_of(name) == whole) out.push_back(name);
  }
  return out;
}

std::string because(const ServiceSpec& spec, const ServiceFacts& facts, Reason reason, const health::Latches& latches) {
  switch (reason) {
    case Reason::no_verdict_yet:
    case Reason::no_verdict:
    case Reason::verdict_kept: return with(reason, no_verdict_of(facts));
    case Reason::checks_rising:
    case Reason::checks_failing: return listing(pending(facts), facts.checks, true);
    case Reason::checks_degraded: return degraded_by(spec, facts);
    case Reason::checks_down: return listing(deciding_checks(spec, facts, latches), facts.checks, false);
    case Reason::healthy: return with(reason, spec.healthy ? spec.healthy->to_string() : "");
    case Reason::hold_down:
    case Reason::no_checks:
    case Reason::service_removed: break;
  }
  return std::string(reason_text(reason));
}

}  // namespace vigilcast::announce
