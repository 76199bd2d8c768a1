// What every Kubernetes object has: its name, its labels, and the version at which it was seen. Values only.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>

namespace vigilcast::kube {

using Labels = std::map<std::string, std::string, std::less<>>;

// `name_space` is empty for cluster-scoped kinds.
struct ObjectKey {
  std::string name_space;
  std::string name;

  [[nodiscard]] std::string to_string() const { return name_space.empty() ? name : name_space + "/" + name; }
  friend auto operator<=>(const ObjectKey&, const ObjectKey&) = default;
};

// managedFields, finalizers and what else nobody here asks for are dropped while reading.
struct ObjectMeta {
  ObjectKey key;
  std::string uid;
  std::string resource_version;  // opaque: compared for equality only
  std::int64_t generation = 0;
  Labels labels;
  Labels annotations;            // those whose name is in our group (vigilcast.dev/…) only
  bool deleting = false;         // deletionTimestamp is set

  friend bool operator==(const ObjectMeta&, const ObjectMeta&) = default;
};

}  // namespace vigilcast::kube
