// An Event (events.k8s.io/v1) as a Write. Its name follows from its content and time, so that a write which is tried again makes no second one. What thousands
// of nodes say of one object makes one Event, too, when it is named after the object and the reason alone.
#pragma once

#include <string>

#include "pkg/base/time.h"
#include "pkg/kube/agent/wanted.h"
#include "pkg/kube/write.h"

namespace vigilcast::kube {

struct Event {
  ObjectRef regarding;
  bool warning = false;
  std::string reason;  // "Withdrawn"
  std::string action;  // what was done or tried: "Announce"
  std::string note;    // for people; cut to the 1024 bytes that the API allows
  bool once = false;   // whoever tells it, and when: while there is one with this reason about the object, the API server takes no second
};

// Who says it: "vigilcast.dev/agent" on a node, "vigilcast.dev/controller" in a pod.
struct Reporter {
  std::string controller;
  std::string instance;
};

Write event_write(const Event& event, const Reporter& by, WallTime at);
Write event_write(const Event& event, const std::string& node, WallTime at);  // by the agent of that node

}  // namespace vigilcast::kube
