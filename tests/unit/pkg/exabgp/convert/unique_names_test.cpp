#include "pkg/exabgp/convert/unique_names.h"

#include <gtest/gtest.h>

namespace vigilcast::exabgp::unique_names_test {

TEST(UniqueNames, TheFirstHasTheNameItself) {
  convert::UniqueNames names;
  EXPECT_EQ(names.of("web"), "web");
  EXPECT_EQ(names.of("dns"), "dns");
  EXPECT_EQ(names.of("web"), "web-2");
  EXPECT_EQ(names.of("web"), "web-3");
  EXPECT_EQ(names.of("dns"), "dns-2");
}

TEST(UniqueNames, OrAllAreNumbered) {
  convert::UniqueNames names;
  EXPECT_EQ(names.numbered("static"), "static-1");
  EXPECT_EQ(names.numbered("static"), "static-2");
}

TEST(UniqueNames, ANumberThatSomebodyHasIsLeftOut) {
  convert::UniqueNames names;
  EXPECT_EQ(names.of("web-2"), "web-2");
  EXPECT_EQ(names.of("web"), "web");
  EXPECT_EQ(names.of("web"), "web-3");
  EXPECT_EQ(names.of("web-2"), "web-2-2");
}

}  // namespace vigilcast::exabgp::unique_names_test
