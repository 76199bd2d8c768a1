#include "pkg/kube/resources/node_sessions.h"

#include "pkg/kube/cut_text.h"
#include "pkg/kube/resources/all.h"

namespace vigilcast::kube {

// Not by the table of NodeBGPState: with its prefixes an object may be a megabyte, and there is one for each node.
template <>
Result<NodeSessions> decode<NodeSessions>(const json::Value& object, std::string_view /*node*/) {
  auto meta = decode_meta(object);
  if (!meta) return std::unexpected(meta.error());
  NodeSessions out;
  out.meta.key = std::move(meta->key);
  out.meta.uid = std::move(meta->uid);
  out.observed_at = object["status"]["observedAt"].string();
  for (const json::Value& session : object["status"]["sessions"].items()) {
    NodeSession one{session["peer"].string(), session["state"].string() == "Established", {}};
    if (!one.established) one.last_down = cut_text(session["lastDown"].string(), NodeSessions::kLongestCause);
    if (!one.peer.empty()) out.sessions.push_back(std::move(one));
  }
  return out;
}

}  // namespace vigilcast::kube
