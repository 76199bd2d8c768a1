// What a reflector learned since it was last asked. Whoever applies every delta holds what the server held. Values only.
#pragma once

#include <string>
#include <vector>

#include "pkg/kube/object.h"

namespace vigilcast::kube {

struct Delta {
  struct Upsert {
    ObjectKey key;
    std::string resource_version;
    std::string text;  // the object as JSON, without its managedFields
  };
  std::vector<Upsert> upserted;    // a key is in one of the two lists, and there once
  std::vector<ObjectKey> removed;
  bool synced = false;             // with this the first complete list is in

  [[nodiscard]] bool empty() const { return upserted.empty() && removed.empty() && !synced; }
};

}  // namespace vigilcast::kube
