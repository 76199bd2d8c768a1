#include "pkg/admin/check_view.h"

#include "pkg/base/text.h"

namespace vigilcast::admin {
namespace {

using json::Value;

std::string_view outcome_name(health::Outcome outcome) {
  switch (outcome) {
    case health::Outcome::pass: return "pass";
    case health::Outcome::degraded: return "degraded";
    case health::Outcome::fail: return "fail";
    case health::Outcome::inconclusive: break;
  }
  return "inconclusive";
}

std::string wall_text(const model::CheckReport& report, Instant at) {
  return format_wall_time(report.wall_now - std::chrono::duration_cast<std::chrono::microseconds>(report.now - at));
}

Value phases_view(const health::PhaseTimes& phases) {
  Value out = Value::object();
  for (std::size_t i = 0; i < phases.size(); ++i) {
    if (phases[i] > Duration::zero()) out.set(health::phase_name(static_cast<health::Phase>(i)), to_seconds(phases[i]));
  }
  return out;
}

Value observation_view(const model::CheckReport& report, const health::Observation& seen) {
  Value out;
  out.set("at", wall_text(report, seen.at)).set("outcome", outcome_name(seen.outcome)).set("code", seen.code).set("text", printable(seen.text));
  out.set("durationSeconds", to_seconds(seen.took)).set("phaseSeconds", phases_view(seen.phases));
  if (seen.trace.empty()) return out;
  Value trace = Value::array();
  for (const std::string& line : seen.trace) trace.add(printable(line));
  return out.set("trace", std::move(trace));
}

Value result_view(const model::CheckReport& report, const health::PastResult& result) {
  Value out;
  out.set("at", wall_text(report, result.at)).set("outcome", outcome_name(result.outcome)).set("code", result.code);
  return out.set("durationSeconds", to_seconds(result.took));
}

}  // namespace

Value check_report_view(const model::CheckReport& report) {
  const health::CheckStatus& check = report.status;
  Value out;
  out.set("name", check.spec->name).set("kind", report.kind).set("target", report.target);
  out.set("state", health::state_name(check.state)).set("verdict", health::verdict_name(check.verdict));
  out.set("since", wall_text(report, check.since)).set("ageSeconds", to_seconds(report.now - check.since));
  if (!check.held.empty()) out.set("held", check.held);
  if (report.worst_detection) out.set("worstDetectionSeconds", to_seconds(*report.worst_detection));
  out.set("passed", check.passed).set("degraded", check.degraded).set("failed", check.failed).set("masked", check.masked);
  out.set("inconclusive", check.inconclusive).set("skipped", check.skipped).set("transitions", check.transitions);
  if (check.last) out.set("last", observation_view(report, *check.last));
  if (report.probed) out.set("probed", observation_view(report, *report.probed));
  Value results = Value::array();
  for (const health::PastResult& result : report.results) results.add(result_view(report, result));
  return out.set("results", std::move(results));
}

}  // namespace vigilcast::admin
