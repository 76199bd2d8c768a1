#include "pkg/kube/resources/secret.h"

#include "pkg/base/base64.h"
#include "pkg/kube/resources/all.h"

namespace vigilcast::kube {

template <>
Result<Secret> decode<Secret>(const json::Value& object, std::string_view /*node*/) {
  auto meta = decode_meta(object);
  if (!meta) return std::unexpected(meta.error());
  Secret secret;
  secret.meta = *std::move(meta);
  for (const auto& [key, value] : object["data"].members()) {
    auto decoded = decode_base64(value.string());
    if (!decoded || !value.is_string()) return fail("data." + key + ": " + (value.is_string() ? decoded.error().text : "text is expected"));
    secret.data.emplace(key, *std::move(decoded));
  }
  return secret;
}

}  // namespace vigilcast::kube
