#include "pkg/kube/resources/node_bgp_state.h"

#include <algorithm>
#include <limits>

#include "pkg/kube/resources/tables.h"

namespace vigilcast::kube {
namespace {

constexpr std::int64_t kMostU32 = std::numeric_limits<std::uint32_t>::max();

FieldDoc count(std::string_view key, std::string_view text) { return {.key = key, .kind = ValueKind::integer, .least = 0, .most = kMostU32, .text = text}; }

FieldDoc words(std::string_view key, bool required, std::size_t length, std::string_view text) {
  return {.key = key, .kind = ValueKind::text, .required = required, .max_length = length, .text = text};
}

const Table<SessionState>& session_table() {
  static const Table<SessionState> kTable{
      .name = "session",
      .text = "A BGP session of this node.",
      .fields = {
          field<&SessionState::peer>(words("peer", true, 253, "Name of the BGPPeer, or of the neighbor in a file.")),
          field<&SessionState::address>({.key = "address", .kind = ValueKind::ip, .text = "Where the router is; absent: the one router on the interface."}),
          field<&SessionState::interface>(words("interface", false, 15, "The link that the session is bound to.")),
          field<&SessionState::asn>(
              {.key = "asn", .kind = ValueKind::integer, .least = 0, .most = kMostU32, .text = "The router's AS number; 0: whatever it says."}),
          field<&SessionState::state>(words("state", true, 32, "Of RFC 4271, such as `Established` or `Idle`; a peer that is left out is idle.")),
          field<&SessionState::since>({.key = "since", .kind = ValueKind::time, .text = "When it came into this state."}),
          field<&SessionState::advertised>(count("advertised", "Prefixes that we announce there now.")),
          field<&SessionState::received>(count("received", "Prefixes that we have from there now.")),
          field<&SessionState::last_down>(words("lastDown", false, 1024, "Why the session last ended, or could not be built."))}};
  return kTable;
}

const Table<PrefixState>& prefix_table() {
  static const Table<PrefixState> kTable{
      .name = "prefix",
      .text = "A prefix that this node announces, or does not, and why.",
      .fields = {
          field<&PrefixState::prefix>({.key = "prefix", .kind = ValueKind::prefix, .required = true, .text = "The prefix."}),
          field<&PrefixState::services>(
              {.key = "services", .kind = ValueKind::text, .shape = Shape::set, .max_length = 317, .text = "The Services, as namespace/name."}),
          field<&PrefixState::state>(words("state", true, 32, "State of the service on this node, such as `up` or `down`; `refused`: the node does not try.")),
          field<&PrefixState::announced>({.key = "announced", .kind = ValueKind::boolean, .required = true, .text = "Whether it is announced."}),
          field<&PrefixState::peers>(
              {.key = "peers", .kind = ValueKind::text, .shape = Shape::set, .max_length = 253, .text = "The BGPPeers to which it is announced."}),
          field<&PrefixState::reason>(words("reason", true, 128, "Why, in a word.")),
          field<&PrefixState::message>(words("message", false, 1024, "Why, in a sentence, and what to do.")),
          field<&PrefixState::since>({.key = "since", .kind = ValueKind::time, .text = "When it last changed."})}};
  return kTable;
}

// A count that follows from the rest; columns of kubectl cannot count.
template <std::int64_t (*Count)(const NodeBgpState&)>
Field<NodeBgpState> derived(std::string_view key, std::string_view text) {
  return {count(key, text), [](NodeBgpState&, const json::Value&, const FieldDoc&, const Reader&) {},
          [](const NodeBgpState& state, const FieldDoc&) { return json::Value(Count(state)); }};
}

std::int64_t sessions(const NodeBgpState& state) { return static_cast<std::int64_t>(state.sessions.size()); }
std::int64_t established(const NodeBgpState& state) { return std::ranges::count(state.sessions, "Established", &SessionState::state); }
std::int64_t prefixes(const NodeBgpState& state) { return static_cast<std::int64_t>(state.prefixes.size()); }
std::int64_t announced(const NodeBgpState& state) { return std::ranges::count(state.prefixes, true, &PrefixState::announced); }

json::Value object_of(const NodeBgpState& state) {
  json::Value metadata;
  metadata.set("name", state.node);
  json::Value object;
  object.set("apiVersion", kInfo<NodeBgpState>.api_version).set("kind", kInfo<NodeBgpState>.kind).set("metadata", std::move(metadata));
  return object;
}

}  // namespace

const Table<NodeBgpState>& node_state_table() {
  static const Table<NodeBgpState> kTable{
      .name = "NodeBGPState",
      .text = "What the agent of one node does and sees. It is written by the agent, and named like its Node.",
      .fields = {field<&NodeBgpState::node>({.key = "node", .kind = ValueKind::name, .required = true, .text = "The Node."}),
                 field<&NodeBgpState::observed_at>({.key = "observedAt",
                                                    .kind = ValueKind::time,
                                                    .text = "When the agent last wrote this: every six minutes or more often. Older: no agent runs there."}),
                 derived<sessions>("sessionCount", "Sessions that this node should hold."),
                 derived<established>("establishedCount", "Sessions that are established."),
                 derived<prefixes>("prefixCount", "Prefixes that this node knows of."), derived<announced>("announcedCount", "Prefixes that it announces."),
                 object_field<&NodeBgpState::sessions, session_table>(
                     {.key = "sessions", .shape = Shape::keyed, .map_key = "peer", .text = "The sessions of this node."}),
                 object_field<&NodeBgpState::prefixes, prefix_table>(
                     {.key = "prefixes", .shape = Shape::keyed, .map_key = "prefix", .text = "The prefixes, announced or not."}),
                 conditions_field<&NodeBgpState::conditions>()}};
  return kTable;
}

template <>
Result<NodeBgpState> decode<NodeBgpState>(const json::Value& object, std::string_view /*node*/) {
  auto meta = decode_meta(object);
  if (!meta) return std::unexpected(meta.error());
  NodeBgpState state;
  state.meta = *std::move(meta);
  state.node = state.meta.key.name;
  if (object["status"].is_null()) return state;
  return read_all(std::move(state), object["status"], node_state_table(), "status");
}

json::Value encode_status(const NodeBgpState& state) { return object_of(state).set("status", write_object(state, node_state_table())); }

json::Value encode_object(const NodeBgpState& state, std::string_view node_uid) {
  json::Value owner;
  owner.set("apiVersion", kInfo<Node>.api_version).set("kind", kInfo<Node>.kind).set("name", state.node).set("uid", node_uid);
  json::Value metadata;
  metadata.set("name", state.node);
  if (!node_uid.empty()) metadata.set("ownerReferences", json::Value::array().add(std::move(owner)));
  return object_of(state).set("metadata", std::move(metadata));
}

}  // namespace vigilcast::kube
