// manifests/crds is what `vigilcast crd` prints. VIGILCAST_UPDATE=1 rewrites the files; look at the difference.
#include "pkg/kube/schema/crd.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "pkg/kube/schema/kind.h"

namespace vigilcast::kube::crd_test {

using json::Value;

std::string file_of(const OwnKind& kind) { return VIGILCAST_SOURCE_DIR "/manifests/crds/" + crd_file_name(kind); }

std::string content(const std::string& path) {
  std::ifstream in(path);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

TEST(Crd, ManifestsAreWhatTheTablesSay) {
  for (const OwnKind& kind : own_kinds()) {
    if (std::getenv("VIGILCAST_UPDATE") != nullptr) std::ofstream(file_of(kind)) << crd_yaml(kind);
    EXPECT_EQ(content(file_of(kind)), crd_yaml(kind)) << "run unit_kube with VIGILCAST_UPDATE=1 and read the difference";
  }
}

// Every schema below this one, with its path.
void each_schema(const Value& schema, const std::string& path, const auto& look) {
  look(schema, path);
  for (const auto& [name, property] : schema["properties"].members()) each_schema(property, path + "." + name, look);
  if (!schema["items"].is_null()) each_schema(schema["items"], path + "[]", look);
  if (!schema["additionalProperties"].is_null()) each_schema(schema["additionalProperties"], path + "{}", look);
}

void each_schema(const auto& look) {
  for (const OwnKind& kind : own_kinds()) {
    const Value crd = crd_of(kind);
    each_schema(crd["spec"]["versions"].items().front()["schema"]["openAPIV3Schema"], std::string(kind.info.kind), look);
  }
}

// What an API server insists on, and what costs it when it is missing.
TEST(Crd, SchemasAreStructural) {
  std::size_t seen = 0;
  each_schema([&](const Value& schema, const std::string& path) {
    ++seen;
    EXPECT_TRUE(schema["type"].is_string() != schema["x-kubernetes-int-or-string"].boolean()) << path;
    const bool in_spec = path.find(".spec.") != std::string::npos;
    const std::string& type = schema["type"].string();
    const bool free_text = type == "string" && in_spec && schema["enum"].is_null();
    EXPECT_TRUE(!free_text || schema["maxLength"].is_integer()) << path << ": CEL has to be bounded";
    EXPECT_TRUE(type != "array" || !in_spec || schema["maxItems"].is_integer()) << path << ": CEL has to be bounded";
    EXPECT_TRUE(schema["format"].string() != "int32" || schema["maximum"].integer() <= 2147483647) << path;
  });
  EXPECT_GT(seen, 100U);
}

TEST(Crd, EveryRuleSpeaks) {
  each_schema([](const Value& schema, const std::string& path) {
    EXPECT_TRUE(schema["pattern"].is_null()) << path << ": a regular expression is no sentence";
    for (const Value& rule : schema["x-kubernetes-validations"].items()) {
      EXPECT_GT(rule["message"].string().size(), 15U) << path;
      EXPECT_EQ(rule["rule"].string().find("ip("), std::string::npos) << path << ": not before 1.31";
      EXPECT_EQ(rule["rule"].string().find("cidr("), std::string::npos) << path << ": not before 1.31";
    }
  });
}

TEST(Crd, HelmCanCarryIt) {
  for (const OwnKind& kind : own_kinds()) EXPECT_EQ(crd_yaml(kind).find("{{"), std::string::npos) << kind.info.kind;
}

TEST(Crd, NamesAreDistinct) {
  std::set<std::string_view> names;
  for (const OwnKind& kind : own_kinds()) {
    EXPECT_TRUE(names.insert(kind.info.plural).second);
    EXPECT_TRUE(names.insert(kind.short_name).second);
    EXPECT_EQ(kind.info.api_version, kOwnApiVersion);
    EXPECT_FALSE(kind.info.namespaced);
  }
}

void each_field(const ObjectDoc& object, const auto& look) {
  for (const FieldDoc& field : object.fields) {
    look(object, field);
    if (field.object != nullptr) each_field(field.object(), look);
  }
}

TEST(Tables, RowsAreInOrder) {
  for (const OwnKind& kind : own_kinds()) {
    for (const ObjectDoc* part : {&kind.spec, &kind.status}) {
      each_field(*part, [](const ObjectDoc& object, const FieldDoc& field) {
        const std::string where = std::string(object.name) + "." + std::string(field.key);
        EXPECT_EQ(field.kind == ValueKind::object, field.object != nullptr) << where;
        EXPECT_EQ(field.kind == ValueKind::word, !field.words.empty()) << where;
        EXPECT_EQ(field.shape == Shape::keyed, !field.map_key.empty()) << where;
        EXPECT_TRUE(field.text.ends_with('.')) << where << " is a sentence";
        EXPECT_FALSE(field.required && !(field.fallback.empty() && field.fallback_words.empty())) << where;
        const bool number = field.kind == ValueKind::integer || field.kind == ValueKind::asn;
        EXPECT_TRUE(!number || (field.least && field.most)) << where;
        EXPECT_TRUE(field.fallback.empty() || json::parse(field.fallback)) << where;
      });
    }
  }
}

}  // namespace vigilcast::kube::crd_test
