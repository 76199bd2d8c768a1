#include "cmd/vigilcast/render/answers.h"
#include "cmd/vigilcast/render/fields.h"
#include "cmd/vigilcast/render/table.h"

namespace vigilcast::cmd {
namespace {

std::string owner(const json::Value& route) {
  std::string out = route["owner"].string();
  for (const json::Value& loser : route["losers"].items()) out += (out.find('(') == std::string::npos ? " (over " : ", ") + loser.string();
  return route["losers"].items().empty() ? out : out + ")";
}

Cell sent(const json::Value& route) {
  if (route["stale"].boolean()) return {"stale", Tone::bad};
  if (!route["sent"].is_bool()) return "";
  return route["sent"].boolean() ? Cell("yes", Tone::good) : Cell("not yet", Tone::bad);
}

}  // namespace

std::string render_routes(const json::Value& answer, bool colour) {
  Table table({"PEER", "FAMILY", "ROUTE", "NEXT HOP", "ATTRIBUTES", "OWNER", "SENT"});
  const auto& routes = answer["routes"].items();
  for (const json::Value& route : routes) {
    table.add({route["peer"].string(),
               route["family"].string(),
               route["nlri"].string(),
               route["nextHop"].string(),
               {route["attributes"].string(), Tone::faint},
               owner(route),
               sent(route)});
  }
  if (table.empty()) return "no routes\n";
  std::string out = table.to_string(colour);
  if (answer["truncated"].boolean()) {
    out += "the first " + std::to_string(routes.size()) + " of " + number(answer["count"]) +
           " routes; --peer asks for those of one peer, --count for the number\n";
  }
  return out;
}

}  // namespace vigilcast::cmd
