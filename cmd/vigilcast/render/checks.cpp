#include "cmd/vigilcast/render/answers.h"
#include "cmd/vigilcast/render/fields.h"
#include "cmd/vigilcast/render/table.h"

namespace vigilcast::cmd {
namespace {

std::string field(const std::string& name, const std::string& text) { return name + std::string(name.size() < 16 ? 16 - name.size() : 1, ' ') + text + "\n"; }

std::string phases(const json::Value& seen) {
  std::string out;
  for (const auto& [name, seconds] : seen["phaseSeconds"].members()) out += (out.empty() ? "" : ", ") + name + " " + milliseconds(seconds);
  return out;
}

std::string observation(const char* name, const json::Value& seen) {
  std::string out = field(name, seen["code"].string() + " " + seen["text"].string() + " (" + milliseconds(seen["durationSeconds"]) + ")");
  if (const std::string times = phases(seen); !times.empty()) out += field("  phases", times);
  for (const json::Value& line : seen["trace"].items()) out += "  " + line.string() + "\n";
  return out;
}

}  // namespace

std::string render_checks(const json::Value& answer, bool colour) {
  Table table({"CHECK", "STATE", "FOR", "KIND", "TARGET", "LAST", "TOOK"});
  for (const json::Value& check : answer["checks"].items()) {
    const std::string& state = check["state"].string();
    table.add({check["name"].string(),
               {state, tone_of(state)},
               age(check),
               check["kind"].string(),
               check["target"].string(),
               check["lastCode"].string() + " " + check["lastText"].string(),
               {milliseconds(check["lastDurationSeconds"]), Tone::faint}});
  }
  return table.empty() ? "no checks are configured\n" : table.to_string(colour);
}

std::string render_check(const json::Value& answer, bool colour) {
  const std::string& state = answer["state"].string();
  std::string out = field("check", answer["name"].string()) + field("asks", answer["kind"].string() + " " + answer["target"].string());
  out += field("state", toned(state, tone_of(state), colour) + " for " + age(answer) + (answer["held"].is_null() ? "" : ", " + answer["held"].string()));
  const json::Value& worst = answer["worstDetectionSeconds"];
  out += worst.is_null() ? field("noticed", "when somebody tells it; silence says nothing")
                         : field("noticed within", milliseconds(worst) + " at the latest, when the target dies");
  out += field("results", number(answer["passed"]) + " passed (" + number(answer["degraded"]) + " degraded), " + number(answer["failed"]) + " failed (" +
                              number(answer["masked"]) + " masked), " + number(answer["inconclusive"]) + " inconclusive, " + number(answer["skipped"]) +
                              " skipped");
  if (!answer["last"].is_null()) out += observation("last", answer["last"]);
  if (!answer["probed"].is_null()) out += observation("probed now", answer["probed"]);
  const auto& results = answer["results"].items();
  if (results.empty()) return out;
  Table table({"AT", "OUTCOME", "CODE", "TOOK"});
  for (auto result = results.rbegin(); result != results.rend(); ++result) {
    table.add({(*result)["at"].string(), (*result)["outcome"].string(), (*result)["code"].string(), milliseconds((*result)["durationSeconds"])});
  }
  return out + "\n" + table.to_string(colour);
}

}  // namespace vigilcast::cmd
