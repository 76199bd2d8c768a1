// One element of what `show neighbor json` prints. Key order and spacing are ExaBGP 5.0's.
#include "pkg/base/json_writer.h"
#include "pkg/exabgp/api/neighbor_view.h"

namespace vigilcast::exabgp {
namespace {

std::string word(std::optional<bool> value) { return !value ? "null" : *value ? "true" : "false"; }

// {"NAME": VALUE, …}; members that are empty are left out, and brackets are the caller's.
template <class Rows, class Name, class Value>
std::string members(const Rows& rows, Name name, Value value) {
  std::string out;
  for (const auto& row : rows) {
    const std::string said = value(row);
    if (said.empty()) continue;
    out += (out.empty() ? "" : ", ") + json_string(name(row)) + ": " + said;
  }
  return "{" + out + "}";
}

template <class Rows, class Chosen>
std::string list(const Rows& rows, Chosen chosen) {
  std::string out;
  for (const auto& row : rows) {
    if (chosen(row)) out += (out.empty() ? "" : ", ") + json_string(row.name);
  }
  return "[" + out + "]";
}

struct Side {
  bool local;
  std::string address, as, id, hold;
};

std::string side_json(const NeighborView& view, const Side& side) {
  const auto capability = [](const CapabilityView& one) { return one.name; };
  const auto family = [](const FamilyView& one) { return std::string_view(one.name); };
  return R"({"capabilities": )" + members(view.capabilities, capability, [&](const auto& one) { return word(side.local ? one.local : one.remote); }) +
         R"(, "families": )" + members(view.families, family, [&](const auto& one) { return word(side.local ? one.local : one.remote); }) +
         R"(, "add-path": )" + members(view.families, family, [&](const auto& one) { return word(side.local ? one.local_paths : one.remote_paths); }) +
         R"(, "address": )" + json_string(side.address) + R"(, "as": )" + side.as + R"(, "id": )" + side.id + R"(, "hold": )" + side.hold + "}";
}

std::string paths_json(const FamilyView& family) {
  return family.send && family.receive ? R"("send/receive")" : family.send ? R"("send")" : family.receive ? R"("receive")" : R"("disabled")";
}

}  // namespace

std::string neighbor_json(const NeighborView& view) {
  const Side local{true, view.local_address, std::to_string(view.local_as), json_string(view.local_id), std::to_string(view.local_hold)};
  const Side remote{false, view.address, view.remote_as ? std::to_string(*view.remote_as) : "null", view.remote_id ? json_string(*view.remote_id) : "null",
                    view.remote_hold ? std::to_string(*view.remote_hold) : "null"};
  const auto count = [](const CountView& one) { return one.name; };
  const auto family = [](const FamilyView& one) { return std::string_view(one.name); };
  return R"({"state": ")" + std::string(view.up ? "up" : "down") + R"(", "duration": )" +
         std::to_string(std::chrono::duration_cast<std::chrono::seconds>(view.age).count()) + R"(, "fsm": ")" + view.state + R"(", "local": )" +
         side_json(view, local) + R"(, "peer": )" + side_json(view, remote) + R"(, "messages": {"sent": )" +
         members(view.messages, count, [](const auto& one) { return std::to_string(one.sent); }) + R"(, "received": )" +
         members(view.messages, count, [](const auto& one) { return std::to_string(one.received); }) + R"(}, "capabilities": )" +
         list(view.capabilities, [](const auto& one) { return one.local && one.remote.value_or(false); }) + R"(, "families": )" +
         list(view.families, [](const auto& one) { return one.local && one.remote.value_or(false); }) + R"(, "add-path": )" +
         members(view.families, family, paths_json) + "}";
}

}  // namespace vigilcast::exabgp
