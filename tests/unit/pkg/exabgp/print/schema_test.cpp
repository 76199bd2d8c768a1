// The JSON Schema of an exabgp.conf.
#include "pkg/exabgp/print/schema.h"

#include <gtest/gtest.h>

namespace vigilcast::exabgp::print::schema_test {

std::string compact(std::string_view section, Compat compat) { return schema(section, compat, SchemaForm::compact).value(); }
bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST(Schema, HasEverySectionOnceAndItsKeywords) {
  const std::string all = compact("", Compat::auto_);
  for (const std::string_view section : schema_sections()) EXPECT_TRUE(has(all, "\"" + std::string(section) + "\": {\"type\": \"object\"")) << section;
  EXPECT_TRUE(has(all, R"("hold-time": {"description": ")"));
}

TEST(Schema, OfASectionHasWhatIsInsideOfItOnly) {
  const std::string api = compact("api", Compat::v5_0);
  EXPECT_TRUE(has(api, R"("messages": {"type": "object")"));
  EXPECT_FALSE(has(api, R"("static": {"type": "object")"));
}

TEST(Schema, KeepsToTheVersion) {
  EXPECT_TRUE(has(compact("neighbor", Compat::v3_4), R"("process": {"description")"));
  EXPECT_FALSE(has(compact("", Compat::v6), R"("group": {"description")"));
}

TEST(Schema, NamesTheSectionsThereAre) {
  const auto wrong = schema("neighbours", Compat::auto_, SchemaForm::indented);
  ASSERT_FALSE(wrong);
  EXPECT_NE(wrong.error().hint.find("neighbor"), std::string::npos);
}

}  // namespace vigilcast::exabgp::print::schema_test
