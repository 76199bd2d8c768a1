// docs/kubernetes.md and the field tables say the same. VIGILCAST_UPDATE=1 rewrites the reference in the document. Its examples are read.
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <set>

#include "pkg/base/text.h"
#include "pkg/kube/resources/own_kinds.h"
#include "pkg/kube/schema/kind.h"
#include "pkg/yaml/parse.h"
#include "tests/unit/reference.h"

namespace vigilcast::kube::reference_test {

const std::string kDocument = VIGILCAST_SOURCE_DIR "/docs/kubernetes.md";

std::string anchor(std::string_view name) {
  std::string out = to_lower(name);
  for (char& c : out) c = c == ' ' ? '-' : c;
  return out;
}

std::string code(std::string_view text) { return "`" + std::string(text) + "`"; }

std::string words_of(const FieldDoc& field) {
  std::string out;
  for (const std::string_view word : field.words) out += (out.empty() ? "" : ", ") + code(word);
  return out;
}

std::string kind_of(const FieldDoc& field) {
  if (field.object != nullptr) return "[" + std::string(field.object().name) + "](#" + anchor(field.object().name) + ")";
  if (field.kind == ValueKind::word) return words_of(field);
  const std::string limits = limits_text(field);
  return std::string(row_of(field.kind).words) + (limits.empty() ? "" : ", " + limits);
}

std::string value_of(const FieldDoc& field) {
  if (field.shape == Shape::one) return kind_of(field);
  return (field.shape == Shape::map_of_text ? "map: " : "list: ") + kind_of(field);
}

std::string fallback_of(const FieldDoc& field) {
  if (field.required) return "**required**";
  if (!field.fallback_words.empty()) return std::string(field.fallback_words);
  if (field.fallback.empty()) return "";
  const json::Value value = json::parse(field.fallback).value_or(json::Value());
  return code(value.is_string() ? value.string() : json::dump(value));
}

std::string table_of(const ObjectDoc& object) {
  std::string out = "\n| key | value | default | |\n|---|---|---|---|\n";
  for (const FieldDoc& field : object.fields) {
    out += "| " + code(field.key) + " | " + value_of(field) + " | " + fallback_of(field) + " | " + std::string(field.text) + " |\n";
  }
  return out;
}

// The objects inside, each once, where it is first mentioned.
void append_inner(std::string& out, const ObjectDoc& object, std::set<std::string_view>& seen) {
  for (const FieldDoc& field : object.fields) {
    if (field.object == nullptr || !seen.insert(field.object().name).second) continue;
    const ObjectDoc inner = field.object();
    out += "\n#### " + std::string(inner.name) + "\n\n" + std::string(inner.text) + "\n" + (inner.fields.empty() ? "" : table_of(inner));
    append_inner(out, inner, seen);
  }
}

std::string rendered() {
  std::string out;
  std::set<std::string_view> seen;
  for (const OwnKind& kind : own_kinds()) {
    out += "\n### " + std::string(kind.info.kind) + "\n\n" + std::string(kind.spec.text) + "\n";
    if (!kind.spec.fields.empty()) out += "\n`spec`:\n" + table_of(kind.spec);
    out += "\n`status`:\n" + table_of(kind.status);
    append_inner(out, kind.spec, seen);
    append_inner(out, kind.status, seen);
  }
  return out + "\n";
}

TEST(KubernetesReference, StandsInTheDocumentation) { vigilcast::reference_test::expect_reference(kDocument, rendered(), "unit_kube"); }

TEST(KubernetesReference, NamesOfObjectsMeanOneThing) {
  std::map<std::string, std::string> texts;
  const std::function<void(const ObjectDoc&)> look = [&](const ObjectDoc& object) {
    const auto [at, first] = texts.emplace(anchor(object.name), object.text);
    EXPECT_EQ(at->second, object.text) << object.name;
    for (const FieldDoc& field : object.fields) {
      if (field.object != nullptr) look(field.object());
    }
  };
  for (const OwnKind& kind : own_kinds()) look(kind.spec);
}

// As a program of Kubernetes would read it.
json::Value as_json(const yaml::Node& node) {
  json::Value out;
  switch (node.kind) {
    case yaml::Node::Kind::list:
      out = json::Value::array();
      for (const yaml::Node& item : node.items) out.add(as_json(item));
      return out;
    case yaml::Node::Kind::map:
      out = json::Value::object();
      for (const yaml::Entry& entry : node.entries) out.set(entry.key.text, as_json(entry.value));
      return out;
    case yaml::Node::Kind::scalar: break;
    default: return out;
  }
  if (!node.quoted) {
    if (const auto number = parse_number<std::int64_t>(node.text)) return {*number};
    if (node.text == "true" || node.text == "false") return {node.text == "true"};
  }
  return {node.text};
}

template <class Kind>
std::string why_not(const json::Value& object) {
  const auto read = decode<Kind>(object);
  return read ? "" : read.error().text;
}

TEST(KubernetesReference, ExamplesOfTheDocumentationAreGood) {
  const std::map<std::string, std::string (*)(const json::Value&)> readings{
      {"BGPPeer", why_not<BgpPeer>}, {"AddressPool", why_not<AddressPool>}, {"Advertisement", why_not<Advertisement>}, {"HealthCheck", why_not<HealthCheck>}};
  const std::string text = vigilcast::reference_test::read_document(kDocument);
  std::set<std::string> kinds;
  for (std::size_t at = text.find("```yaml\n"); at != std::string::npos; at = text.find("```yaml\n", at + 1)) {
    const std::size_t start = at + 8;
    const std::string example = text.substr(start, text.find("```", start) - start);
    Diagnostics diagnostics;
    const auto parsed = yaml::parse("example.yaml", example, diagnostics);
    ASSERT_TRUE(parsed && diagnostics.empty()) << diagnostics.to_string();
    const json::Value object = as_json(parsed->root);
    EXPECT_EQ(object["apiVersion"].string(), kOwnApiVersion);
    ASSERT_TRUE(readings.contains(object["kind"].string())) << example;
    EXPECT_EQ(readings.at(object["kind"].string())(object), "") << example;
    kinds.insert(object["kind"].string());
  }
  EXPECT_EQ(kinds.size(), readings.size()) << "an example of each kind";
}

}  // namespace vigilcast::kube::reference_test
