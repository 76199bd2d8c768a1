#include "cmd/vigilcast/render/answers.h"
#include "cmd/vigilcast/render/fields.h"
#include "cmd/vigilcast/render/table.h"

namespace vigilcast::cmd {
namespace {

using json::Value;

std::string families(const Value& list) {
  std::string out;
  for (const Value& family : list.items()) out += (out.empty() ? "" : ", ") + family.string();
  return out;
}

std::string counts(const Value& messages) {
  std::string out;
  for (const char* kind : {"open", "update", "notification", "keepalive", "refresh"}) {
    out += (out.empty() ? "" : ", ") + number(messages[kind]) + " " + kind;
  }
  return out;
}

Cell reading(const Value& state) {
  const std::string times = number(state["pauses"]) + (state["pauses"].number() == 1 ? " time" : " times");
  if (!state["paused"].boolean()) return {"was paused " + times + " for want of room"};
  return {"paused for " + age(state) + ": a helper has no room for what it says; " + times + " so far", Tone::bad};
}

Table summary(const Value& peer) {
  Table out({"PEER", peer["name"].string()});
  out.add({"address", peer["address"].string() + (peer["vrf"].string().empty() ? "" : " in VRF " + peer["vrf"].string())});
  if (!peer["range"].string().empty()) out.add({"range", peer["range"].string()});
  const std::string as = number(peer["peerAs"]);
  out.add({"AS", (as.empty() ? "any" : as) + ", ours " + number(peer["localAs"])});
  out.add({"state", {peer["state"].string() + " for " + age(peer), peer["up"].boolean() ? Tone::good : Tone::bad}});
  if (!peer["local"].string().empty()) out.add({"connection", peer["local"].string() + " to " + peer["remote"].string()});
  if (peer["up"].boolean()) out.add({"agreed", families(peer["negotiated"]["families"]) + "; hold time " + number(peer["negotiated"]["holdTime"]) + " s"});
  for (const auto& [who, open] : {std::pair("we said", "sent"), std::pair("it said", "received")}) {
    if (const std::string text = peer["open"][open]["text"].string(); !text.empty()) out.add({who, text});
  }
  out.add({"sent", counts(peer["messages"]["sent"])});
  out.add({"received", counts(peer["messages"]["received"])});
  if (peer["reading"]["pauses"].is_number()) out.add({"reading", reading(peer["reading"])});
  for (const std::string_view direction : {"sent", "received"}) {
    for (const Value& family : peer[std::string(direction) + "ByFamily"].items()) {
      out.add({family["family"].string() + ", " + std::string(direction),
               number(family["announced"]) + " announced, " + number(family["withdrawn"]) + " withdrawn in " + number(family["updates"]) + " updates"});
    }
  }
  const Value& malformed = peer["lastMalformed"];
  if (!malformed["hex"].string().empty()) {
    out.add({"malformed", {moment(malformed["at"].string()) + "  " + malformed["text"].string() + ", " + number(malformed["bytes"]) + " bytes", Tone::bad}});
    out.add({"", {malformed["hex"].string(), Tone::faint}});
  }
  return out;
}

Table history(const Value& entries) {
  Table out({"AT", "FROM", "TO", "BY", "BECAUSE"});
  for (const Value& entry : entries.items()) {
    out.add({moment(entry["at"].string()), entry["from"].string(), entry["to"].string(), entry["by"].string(), entry["text"].string()});
  }
  return out;
}

}  // namespace

std::string render_peer(const Value& answer, bool colour) {
  std::string out;
  for (const Value& peer : answer["peers"].items()) {
    out += (out.empty() ? "" : "\n") + summary(peer).to_string(colour);
    const Table changes = history(peer["history"]);
    if (!changes.empty()) out += "\n" + changes.to_string(colour);
  }
  return out;
}

}  // namespace vigilcast::cmd
