// CustomResourceDefinitions (apiextensions.k8s.io/v1) from the field tables.
//
// The schemas hold on API servers from 1.30 on: no CEL function of a later version is used (ip() and cidr() are taken in new definitions from 1.31 on only).
// Forms of texts are CEL rules with a sentence instead of `pattern`, whose message would be a regular expression.
#pragma once

#include <string>
#include <string_view>

#include "pkg/json/value.h"
#include "pkg/kube/resources/own_kinds.h"

namespace vigilcast::kube {

json::Value schema_of(const ObjectDoc& object);
json::Value crd_of(const OwnKind& kind);

// As printed by `vigilcast crd` and kept in manifests/crds.
std::string crd_yaml(const OwnKind& kind);
std::string crd_file_name(const OwnKind& kind);  // "vigilcast.dev_bgppeers.yaml"

}  // namespace vigilcast::kube
