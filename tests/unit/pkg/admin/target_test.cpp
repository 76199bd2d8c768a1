#include "pkg/admin/target.h"

#include <gtest/gtest.h>

namespace vigilcast::admin::target_test {

TEST(Target, DecodesPathAndQuery) {
  const auto target = parse_target("/api/v1/explain?subject=2001%3adb8::%2F32&note=a+b%2Bc&flag&empty=&flag=2");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/api/v1/explain");
  EXPECT_EQ(target->query, (std::map<std::string, std::string>{{"subject", "2001:db8::/32"}, {"note", "a b+c"}, {"flag", "2"}, {"empty", ""}}));
  EXPECT_EQ(parse_target("/a+b")->path, "/a+b") << "a plus is a space in queries only";
  EXPECT_TRUE(parse_target("/?&&")->query.empty());
}

TEST(Target, RefusesWhatIsNoPathOrBadlyEscaped) {
  for (const char* text : {"", "*", "http://127.0.0.1/livez", "livez", "/%", "/%4", "/%zz", "/a?b=%", "/a?%g0=1", "/%00", "/%+1", "/%-1"})
    EXPECT_FALSE(parse_target(text)) << text;
}

}  // namespace vigilcast::admin::target_test
