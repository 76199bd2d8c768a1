#include "pkg/exabgp/print/example.h"

#include <gtest/gtest.h>

#include "pkg/exabgp/conf/keywords.h"
#include "pkg/exabgp/conf/loader.h"

namespace vigilcast::exabgp::print_example_test {

constexpr Compat kCompat[] = {Compat::auto_, Compat::v4_2, Compat::v5_0, Compat::v6};

TEST(ConfExample, LoadsWithoutAWarning) {
  for (const Compat compat : kCompat) {
    const auto loaded = load_conf("example.conf", print::example(compat), {}, compat);
    EXPECT_TRUE(loaded.diagnostics.empty()) << loaded.diagnostics.to_string() << print::example(compat);
    EXPECT_EQ(loaded.config.peers.size(), 1U);
    EXPECT_EQ(loaded.config.processes.size(), 1U);
    EXPECT_EQ(loaded.config.attachments.size(), 1U);
  }
}

TEST(ConfExample, NamesEveryKeywordOfItsVersionAndNoOther) {
  for (const Compat compat : kCompat) {
    const std::string text = print::example(compat);
    for (const conf::Keyword& keyword : conf::all_keywords()) {
      const bool known = (keyword.versions & conf::versions_of(compat) & conf::kFrom42) != 0;
      const bool elsewhere = keyword.section == conf::Section::group || keyword.section == conf::Section::process_messages;
      if (!known || elsewhere || keyword.handler == nullptr) continue;
      EXPECT_NE(text.find(" " + std::string(keyword.name)), std::string::npos) << keyword.name;
    }
    EXPECT_EQ(text.find("local-link-local") != std::string::npos, compat == Compat::v6 || compat == Compat::auto_);
    EXPECT_EQ(text.find("ttl-security"), std::string::npos);
  }
}

}  // namespace vigilcast::exabgp::print_example_test
