// Our own kinds as their CRDs and the manual describe them: a row each.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "pkg/kube/resources/all.h"
#include "pkg/kube/schema/field.h"

namespace vigilcast::kube {

// A column of `kubectl get`.
struct Column {
  std::string_view name;
  std::string_view type;  // "string", "integer", "boolean", "date"
  std::string_view path;  // JSONPath
  bool wide = false;      // with `-o wide` only
};

struct OwnKind {
  KindInfo info;
  std::string_view short_name;
  ObjectDoc spec;    // with the words for the kind as a whole; without fields: the kind has no spec
  ObjectDoc status;
  std::vector<Column> columns;
  std::vector<Rule> rules = {};  // of the whole object
};

const std::vector<OwnKind>& own_kinds();

}  // namespace vigilcast::kube
