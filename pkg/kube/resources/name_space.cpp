#include "pkg/kube/resources/name_space.h"

#include "pkg/kube/resources/all.h"

namespace vigilcast::kube {

template <>
Result<Namespace> decode<Namespace>(const json::Value& object, std::string_view /*node*/) {
  auto meta = decode_meta(object);
  if (!meta) return std::unexpected(meta.error());
  return Namespace{*std::move(meta)};
}

}  // namespace vigilcast::kube
