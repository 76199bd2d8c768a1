#include "pkg/exabgp/migrate/edits.h"

#include <gtest/gtest.h>

namespace vigilcast::exabgp::migrate_edits_test {

TEST(MigrateEdits, WhatNoChangeTouchesStays) {
  migrate::Edits edits("one two three");
  EXPECT_TRUE(edits.empty());
  EXPECT_EQ(edits.apply(), "one two three");
  edits.replace(4, 7, "2");
  edits.insert(0, "<");
  edits.insert(13, ">");
  edits.insert(8, "(");
  EXPECT_EQ(edits.apply(), "<one 2 (three>");
  EXPECT_EQ(edits.apply(4, 7), "2");
  EXPECT_EQ(edits.apply(8, 13), "(three");
}

TEST(MigrateEdits, TheOuterChangeWins) {
  migrate::Edits edits("a [ b c ] d");
  edits.replace(4, 5, "B");
  edits.insert(6, "x");
  const std::string inner = edits.apply(2, 9);
  EXPECT_EQ(inner, "[ B xc ]");
  edits.erase(2, 9);
  edits.replace(2, 3, "no");
  edits.insert(2, inner);
  EXPECT_EQ(edits.apply(), "a [ B xc ] d");
}

}  // namespace vigilcast::exabgp::migrate_edits_test
