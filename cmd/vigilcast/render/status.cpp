#include <algorithm>
#include <cstdio>

#include "cmd/vigilcast/render/answers.h"
#include "cmd/vigilcast/render/fields.h"
#include "cmd/vigilcast/render/table.h"
#include "pkg/model/age.h"

namespace vigilcast::cmd {
namespace {

std::string line(const std::string& what, const std::string& text, Tone tone, bool colour) {
  return what + std::string(what.size() < 18 ? 18 - what.size() : 1, ' ') + toned(text, tone, colour) + "\n";
}

// "1 of 2 up"; nothing when there are none.
std::string tally(const std::string& what, const json::Value& answer, const char* good, bool colour) {
  const json::Value& counted = answer[what];
  if (counted["total"].integer() == 0) return "";
  const bool all = counted[good].integer() == counted["total"].integer();
  return line(what, number(counted[good]) + " of " + number(counted["total"]) + " " + good, all ? Tone::good : Tone::bad, colour);
}

std::string processes(const json::Value& answer, bool colour) {
  const auto& all = answer["processes"].items();
  if (all.empty()) return "";
  const auto running = std::ranges::count_if(all, [](const json::Value& process) { return process["running"].boolean(); });
  const bool good = static_cast<std::size_t>(running) == all.size();
  return line("processes", std::to_string(running) + " of " + std::to_string(all.size()) + " running", good ? Tone::good : Tone::bad, colour);
}

std::string cluster(const json::Value& seen, bool colour) {
  if (!seen.is_object()) return "";
  const Duration stale = std::chrono::seconds(static_cast<std::int64_t>(seen["staleSeconds"].number()));
  std::string text = seen["node"].string().empty() ? "" : "node " + seen["node"].string() + ", ";
  if (!seen["synced"].boolean()) {
    text += "waiting for " + seen["waitingFor"].string();
  } else {
    text += seen["current"].boolean() ? "current" : "not heard of for " + model::age_text(stale);
  }
  const json::Value& writes = seen["writes"];
  if (writes["failed"].integer() > 0) text += ", " + number(writes["failed"]) + " writes failed of " + number(writes["total"]);
  const bool well = seen["synced"].boolean() && seen["current"].boolean();
  return line("cluster", text, well ? Tone::good : Tone::bad, colour);
}

// One of the controllers leads and writes, the others wait.
std::string controller(const json::Value& seen, bool colour) {
  if (!seen.is_object()) return "";
  const std::string& leader = seen["leader"].string();
  const bool leads = seen["leads"].boolean();
  std::string text = seen["name"].string() + (leads ? " leads" : leader.empty() ? " waits, and nobody leads" : " waits: " + leader + " leads");
  if (const std::string& problem = seen["problem"].string(); !problem.empty()) text += "; the Lease cannot be renewed: " + problem;
  const bool well = (leads || !leader.empty()) && seen["problem"].string().empty();
  return line("controller", text, well ? Tone::good : Tone::bad, colour);
}

// IPv6 pools are larger than any integer.
std::string amount(const json::Value& value) {
  if (!value.is_number() || value.is_integer()) return number(value);
  char text[32];
  std::snprintf(text, sizeof text, "%.1e", value.number());
  return text;
}

std::string pools(const json::Value& all, bool colour) {
  std::string out;
  for (const json::Value& pool : all.items()) {
    out += line("pool " + pool["name"].string(), number(pool["inUse"]) + " in use, " + amount(pool["free"]) + " free",
                pool["free"].number() > 0 ? Tone::good : Tone::bad, colour);
  }
  return out;
}

std::string reloads(const json::Value& counted, bool colour) {
  if (counted["ok"].integer() + counted["failed"].integer() == 0) return "";
  return line("reloads", number(counted["ok"]) + " good, " + number(counted["failed"]) + " failed", counted["failed"].integer() == 0 ? Tone::plain : Tone::bad,
              colour);
}

}  // namespace

std::string render_status(const json::Value& answer, bool colour) {
  const bool ready = answer["ready"].boolean();
  const Duration uptime = std::chrono::seconds(static_cast<std::int64_t>(answer["uptimeSeconds"].number()));
  const bool agent = !answer["controller"].is_object();
  std::string out = "vigilcast " + answer["version"].string() + (agent ? "" : " controller") + ", running for " + model::age_text(uptime) + ", ";
  out += ready ? toned("ready", Tone::good, colour) : toned("not ready", Tone::bad, colour) + ": " + answer["notReadyBecause"].string();
  out += "\n" + tally("peers", answer, "up", colour) + tally("services", answer, "announced", colour) + tally("checks", answer, "up", colour);
  out += processes(answer, colour) + controller(answer["controller"], colour) + cluster(answer["cluster"], colour) + pools(answer["pools"], colour) +
         reloads(answer["reloads"], colour);
  if (const json::Value& took = answer["decisionToWire"]; took["lastSeconds"].is_number()) {
    out += line("decision to wire", milliseconds(took["lastSeconds"]) + " last, " + milliseconds(took["worstSeconds"]) + " at most", Tone::plain, colour);
  }
  const auto& problems = answer["problems"].items();
  for (const json::Value& problem : problems) out += toned("✗", Tone::bad, colour) + " " + problem.string() + "\n";
  if (!problems.empty() && agent) out += toned("→ vigilcast explain NAME says why and what to do", Tone::faint, colour) + "\n";
  return out;
}

}  // namespace vigilcast::cmd
