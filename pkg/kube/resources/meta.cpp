// Where objects are, and what all of them have.
#include "pkg/kube/resources/all.h"
#include "pkg/kube/resources/read_json.h"

namespace vigilcast::kube {
namespace {

// "/api/v1" for the core group, which has no name; "/apis/GROUP/VERSION" for the others.
std::string root(const KindInfo& info) {
  const bool named = info.api_version.find('/') != std::string_view::npos;
  return (named ? "/apis/" : "/api/") + std::string(info.api_version);
}

bool is_ours(std::string_view annotation) { return annotation.starts_with("vigilcast.dev/"); }

}  // namespace

std::string KindInfo::collection() const { return root(*this) + "/" + std::string(plural); }

std::string KindInfo::collection(std::string_view name_space) const {
  if (!namespaced || name_space.empty()) return collection();
  return root(*this) + "/namespaces/" + std::string(name_space) + "/" + std::string(plural);
}

std::string KindInfo::path(const ObjectKey& key) const { return collection(key.name_space) + "/" + key.name; }

Result<ObjectMeta> decode_meta(const json::Value& object) {
  const json::Value& metadata = object["metadata"];
  ObjectMeta meta;
  meta.key = {metadata["namespace"].string(), metadata["name"].string()};
  if (meta.key.name.empty()) return fail("metadata.name: an object has a name");
  meta.uid = metadata["uid"].string();
  meta.resource_version = metadata["resourceVersion"].string();
  meta.generation = metadata["generation"].integer();
  meta.labels = read_labels(metadata["labels"]);
  meta.annotations = read_labels(metadata["annotations"]);
  std::erase_if(meta.annotations, [](const auto& annotation) { return !is_ours(annotation.first); });
  meta.deleting = !metadata["deletionTimestamp"].is_null();
  return meta;
}

}  // namespace vigilcast::kube
