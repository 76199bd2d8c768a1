// An object by its kind, name and uid, as Events and problems refer to it.
#pragma once

#include "pkg/kube/agent/wanted.h"
#include "pkg/kube/resources/all.h"

namespace vigilcast::kube {

template <class Kind>
ObjectRef ref_of(const ObjectMeta& meta) {
  return {std::string(kInfo<Kind>.api_version), std::string(kInfo<Kind>.kind), meta.key, meta.uid};
}
template <class Kind>
ObjectRef ref_of(const Kind& object) {
  return ref_of<Kind>(object.meta);
}

}  // namespace vigilcast::kube
