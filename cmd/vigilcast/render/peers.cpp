#include <cmath>

#include "cmd/vigilcast/render/answers.h"
#include "cmd/vigilcast/render/fields.h"
#include "cmd/vigilcast/render/table.h"
#include "pkg/base/time.h"

namespace vigilcast::cmd {

namespace {

// "Up 900ms", or why it is not.
Cell bfd(const json::Value& peer) {
  const json::Value& bfd = peer["bfd"];
  const std::string state = bfd["state"].string();
  if (state.empty()) return "";
  if (state == "Up") return {"Up " + format_duration(std::chrono::microseconds(std::llround(bfd["detectMs"].number() * 1000))), Tone::good};
  const std::string why = bfd["lastFailure"].string();
  return {state + (why.empty() ? "" : ": " + why), Tone::bad};
}

}  // namespace

std::string render_peers(const json::Value& answer, bool colour) {
  Table table({"PEER", "ADDRESS", "AS", "STATE", "FOR", "BFD", "SENT", "RECEIVED", "LAST DOWN"});
  for (const json::Value& peer : answer["peers"].items()) {
    const json::Value& routes = peer["routes"];
    const bool complete = routes["sent"].integer() == routes["desired"].integer();
    const std::string sent = complete ? number(routes["sent"]) : number(routes["sent"]) + " of " + number(routes["desired"]);
    table.add({peer["name"].string(),
               peer["address"].string(),
               number(peer["peerAs"]),
               {peer["state"].string(), peer["up"].boolean() ? Tone::good : Tone::bad},
               age(peer),
               bfd(peer),
               {sent, complete ? Tone::plain : Tone::bad},
               number(routes["received"]),
               {peer["lastDown"]["text"].string(), Tone::faint}});
  }
  return table.empty() ? "no peers are configured\n" : table.to_string(colour);
}

}  // namespace vigilcast::cmd
