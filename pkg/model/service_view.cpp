#include "pkg/model/service_view.h"

#include <algorithm>

#include "pkg/base/text.h"
#include "pkg/model/age.h"

namespace vigilcast::model {
namespace {

using announce::ServiceState;
using Mood = Explanation::Mood;

Mood mood_of(ServiceState state) {
  if (state == ServiceState::up) return Mood::good;
  return state == ServiceState::down || state == ServiceState::falling ? Mood::bad : Mood::neutral;
}

Mood mood_of(const announce::CheckFact& fact) {
  if (fact.verdict == health::Verdict::unknown) return Mood::neutral;
  return fact.verdict == health::Verdict::up ? Mood::good : fact.verdict == health::Verdict::degraded ? Mood::neutral : Mood::bad;
}

std::string profile_text(const announce::Profile& profile) {
  if (!profile.announce) return "not announced";
  std::string out = "announced";
  const std::string attributes = profile.attributes.text();
  if (!attributes.empty()) out += " with" + attributes;
  if (profile.as_path_prepend > 0)
    out += (attributes.empty() ? " with" : ",") + std::string(" our AS ") + std::to_string(profile.as_path_prepend) + " times more in the path";
  return out;
}

Explanation rule_of(const announce::ServiceStatus& status) {
  if (status.healthy.empty()) return {"it has no checks", Mood::neutral, {}, {}};
  Explanation rule{"it is healthy when: " + status.healthy, Mood::neutral, {}, {}};
  for (const auto& [name, fact] : status.checks) {
    std::string text = "check " + name + " is " + std::string(health::state_name(fact.state));
    if (!fact.text.empty()) text += ": " + fact.text;
    rule.because.push_back({std::move(text), mood_of(fact), {}, {}});
  }
  return rule;
}

std::string hint_of(announce::Reason reason) {
  switch (reason) {
    case announce::Reason::hold_down: return "wait, or set router.holdDown to 0s";
    case announce::Reason::no_verdict_yet:
    case announce::Reason::no_verdict: return "see whether the checks are probed at all: vigilcast status";
    default: return {};
  }
}

}  // namespace

ServiceView service_view(const announce::ServiceStatus& status) {
  ServiceView out{status.name, std::string(state_name(status.state)), std::string(reason_name(status.reason)), status.text, status.since, status.healthy, {}};
  for (const Prefix& prefix : status.prefixes) out.prefixes.push_back({prefix.to_string(), status.profile.announce, 0, 0});
  return out;
}

Explanation explain_service(const announce::ServiceStatus& status, Instant now) {
  Explanation out{"service " + status.name + " is " + std::string(state_name(status.state)) + " for " + age_text(now - status.since) + ": " + status.text,
                  mood_of(status.state),
                  hint_of(status.reason),
                  {}};
  out.because.push_back(rule_of(status));
  std::vector<std::string> what;
  for (const Prefix& prefix : status.prefixes) what.push_back(prefix.to_string());
  if (!status.watchdog.empty()) what.push_back("the routes of watchdog " + status.watchdog);
  if (what.empty()) {
    out.mood = Mood::bad;
    out.because.push_back({"it has no prefix that this node may announce", Mood::bad, {}, {}});
    return out;
  }
  out.because.push_back({join(what, ", ") + (what.size() == 1 && status.watchdog.empty() ? " is " : " are ") + profile_text(status.profile),
                         status.profile.announce ? Mood::good : Mood::bad,
                         {},
                         {}});
  return out;
}

}  // namespace vigilcast::model
