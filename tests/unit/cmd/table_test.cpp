#include "cmd/vigilcast/render/table.h"

#include <gtest/gtest.h>

namespace vigilcast::cmd::table_test {

TEST(Table, LinesUpColumnsAndLeavesOutEmptyOnes) {
  Table table({"NAME", "NEVER", "STATE", "WHY"});
  table.add({"a", "", "up", ""});
  table.add({"a long name", "", {"down", Tone::bad}, "because"});
  EXPECT_EQ(table.to_string(false),
            "NAME         STATE  WHY\n"
            "a            up\n"
            "a long name  down   because\n");
}

TEST(Table, CountsCharactersNotBytes) {
  Table table({"N", "X"});
  table.add({"Zürich", "1"});
  table.add({"Bonn", "2"});
  EXPECT_EQ(table.to_string(false), "N       X\nZürich  1\nBonn    2\n");
}

TEST(Table, ColourSurroundsTheTextAndNotTheBlanks) {
  Table table({"A", "B"});
  table.add({{"x", Tone::good}, {"y", Tone::bad}});
  EXPECT_EQ(table.to_string(true), "\x1b[2mA\x1b[0m  \x1b[2mB\x1b[0m\n\x1b[32mx\x1b[0m  \x1b[31my\x1b[0m\n");
  EXPECT_EQ(toned("", Tone::good, true), "");
}

}  // namespace vigilcast::cmd::table_test
