// The sessions in a NodeBGPState, as somebody reads them who counts those of all nodes: nothing else of that object is kept.
#pragma once

#include <string>
#include <vector>

#include "pkg/kube/object.h"
#include "pkg/kube/resources/condition.h"

namespace vigilcast::kube {

struct NodeSession {
  std::string peer;
  bool established = false;
  std::string last_down;  // of one that is not; cut to kLongestCause
  friend bool operator==(const NodeSession&, const NodeSession&) = default;
};

struct NodeSessions {
  static constexpr std::size_t kLongestCause = 256;  // bytes

  ObjectMeta meta;  // its name and uid alone
  Timestamp observed_at;  // when its agent last said so
  std::vector<NodeSession> sessions;
  friend bool operator==(const NodeSessions&, const NodeSessions&) = default;
};

}  // namespace vigilcast::kube
