#include "cmd/vigilcast/render/answers.h"
#include "cmd/vigilcast/render/fields.h"
#include "cmd/vigilcast/render/table.h"

namespace vigilcast::cmd {
namespace {

// "announced to 1 of 2 peers"
Cell announced(const json::Value& prefix) {
  if (!prefix["announced"].boolean()) return {"not announced", Tone::bad};
  const bool all = prefix["peersTold"].integer() == prefix["peersUp"].integer() && prefix["peersUp"].integer() > 0;
  return {"to " + number(prefix["peersTold"]) + " of " + number(prefix["peersUp"]) + " peers", all ? Tone::good : Tone::bad};
}

}  // namespace

// A line for each prefix; what is of the service as a whole stands in its first.
std::string render_services(const json::Value& answer, bool colour) {
  Table table({"SERVICE", "STATE", "FOR", "PREFIX", "ANNOUNCED", "WHY"});
  for (const json::Value& service : answer["services"].items()) {
    const std::string& state = service["state"].string();
    std::vector<Cell> first{service["name"].string(), {state, tone_of(state)}, age(service), "", "", {service["text"].string(), Tone::faint}};
    bool is_first = true;
    for (const json::Value& prefix : service["prefixes"].items()) {
      std::vector<Cell> row = is_first ? first : std::vector<Cell>(first.size(), "");
      row[3] = prefix["prefix"].string();
      row[4] = announced(prefix);
      table.add(std::move(row));
      is_first = false;
    }
    if (is_first) table.add(std::move(first));
  }
  return table.empty() ? "no services are configured\n" : table.to_string(colour);
}

}  // namespace vigilcast::cmd
