// docs/configuration.md and the field tables say the same. VIGILCAST_UPDATE=1 rewrites the reference in the document.
#include "pkg/config/reference.h"
#include "pkg/base/text.h"

#include <gtest/gtest.h>

#include <set>

#include "pkg/config/loader.h"
#include "tests/unit/reference.h"

namespace vigilcast::config::reference_test {

const std::string kDocument = VIGILCAST_SOURCE_DIR "/docs/configuration.md";

std::string title(std::string_view object) { return object == "the file" ? "The file" : "`" + std::string(object) + "`"; }

std::string anchor(std::string_view object) { return object == "the file" ? "the-file" : to_lower(object); }

std::string linked(const FieldDoc& field) {
  if (field.object.empty()) return std::string(kind_text(field.kind));
  const std::string link = "[" + std::string(field.object) + "](#" + anchor(field.object) + ")";
  return field.kind == Kind::object_or_withdraw ? link + ", or the word `withdraw`" : link;
}

std::string value(const FieldDoc& field) {
  if (field.shape == Shape::list) return "list: " + linked(field);
  if (field.shape == Shape::map) return "map of names: " + linked(field);
  return linked(field);
}

std::string fallback(const FieldDoc& field) {
  if (field.required) return "**required**";
  return std::string(field.fallback);
}

std::string rendered() {
  std::string out;
  for (const ObjectDoc& object : reference()) {
    out += "\n### " + title(object.name) + "\n\n" + std::string(object.text) + "\n\n| key | value | default | |\n|---|---|---|---|\n";
    for (const FieldDoc& field : object.fields) {
      out += "| `" + std::string(field.key) + "` | " + value(field) + " | " + fallback(field) + " | " + std::string(field.text) + " |\n";
    }
    if (object.later.empty()) continue;
    out += "\nNot in this version:";
    for (const std::string_view key : object.later) out += (key == object.later.front() ? " `" : ", `") + std::string(key) + "`";
    out += ".\n";
  }
  return out + "\n";
}

TEST(Reference, StandsInTheDocumentation) { vigilcast::reference_test::expect_reference(kDocument, rendered(), "unit_config"); }

TEST(Reference, DescribesEveryObjectThatAKeyNames) {
  std::set<std::string_view> names;
  for (const ObjectDoc& object : reference()) EXPECT_TRUE(names.insert(object.name).second) << object.name;
  for (const ObjectDoc& object : reference()) {
    for (const FieldDoc& field : object.fields) {
      const bool is_object = field.kind == Kind::object || field.kind == Kind::object_or_withdraw;
      EXPECT_EQ(is_object, !field.object.empty()) << object.name << "." << field.key;
      EXPECT_TRUE(field.object.empty() || names.contains(field.object)) << object.name << "." << field.key;
      EXPECT_TRUE(field.text.ends_with('.') || field.text.ends_with('`')) << object.name << "." << field.key << " is a sentence";
      EXPECT_FALSE(field.required && !field.fallback.empty()) << object.name << "." << field.key;
    }
  }
}

TEST(Reference, NoKeyIsBothKnownAndForLater) {
  for (const ObjectDoc& object : reference()) {
    std::set<std::string_view> keys;
    for (const FieldDoc& field : object.fields) EXPECT_TRUE(keys.insert(field.key).second) << object.name << "." << field.key;
    for (const std::string_view key : object.later) EXPECT_TRUE(keys.insert(key).second) << object.name << "." << key;
  }
}

TEST(Reference, ExamplesOfTheDocumentationLoad) {
  const std::string text = vigilcast::reference_test::read_document(kDocument);
  std::size_t examples = 0;
  for (std::size_t at = text.find("```yaml\n"); at != std::string::npos; at = text.find("```yaml\n", at + 1)) {
    const std::size_t start = at + 8;
    const std::string example = text.substr(start, text.find("```", start) - start);
    const auto loaded = load_yaml("example.yaml", example, [](const std::string&) -> Result<std::string> { return "secret\n"; });
    EXPECT_TRUE(loaded.diagnostics.empty()) << loaded.diagnostics.to_string();
    ++examples;
  }
  EXPECT_GE(examples, 4U);
}

}  // namespace vigilcast::config::reference_test
