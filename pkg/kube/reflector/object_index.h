// Which objects a reflector has reported, and at which version: so that what did not change is not reported again, and what a complete list lacks is known to
// be gone.
//
// A pass is one reading of everything, in one stream or page by page. During it every object is marked; at its end the unmarked are gone.
// Pure; not thread-safe.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "pkg/kube/reflector/delta.h"

namespace vigilcast::kube {

// Versions are numbers that grow (officially since Kubernetes 1.35, in fact always). Whether `a` comes after `b`; true when one of them is no such number.
bool is_newer(const std::string& a, const std::string& b);

class ObjectIndex {
 public:
  void begin_pass();                 // also anew, when the last one was broken off
  std::size_t end_pass();            // what was not met is removed; returns how many that are

  // An object as it is in `object.resource_version`. What was met at the same or a later version in this pass, or since, is passed over; what was known from
  // before the pass is not, for the server may have been restored from a backup. Returns whether the object is met for the first time in this pass.
  bool put(Delta::Upsert object);
  void remove(const ObjectKey& key, const std::string& resource_version);

  [[nodiscard]] std::size_t size() const { return known_.size(); }
  [[nodiscard]] bool in_pass() const { return in_pass_; }
  [[nodiscard]] Delta take();        // what changed since the last call

 private:
  struct Known {
    std::string resource_version;
    unsigned pass = 0;
    bool gone = false;  // removed while this pass runs: an older version that still comes is not taken for a new object
  };

  std::map<ObjectKey, Known> known_;
  std::map<ObjectKey, std::optional<Delta::Upsert>> changed_;  // nothing: removed
  unsigned pass_ = 0;
  bool in_pass_ = false;
};

}  // namespace vigilcast::kube
