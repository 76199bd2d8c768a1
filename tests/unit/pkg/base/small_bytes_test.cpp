#include "pkg/base/small_bytes.h"

#include <gtest/gtest.h>

namespace vigilcast::small_bytes_test {

Bytes counted(std::size_t size) {
  Bytes out;
  for (std::size_t i = 0; i < size; ++i) out.push_back(static_cast<std::uint8_t>(i));
  return out;
}

// On both sides of the border between inside and heap, and far beyond.
class SmallBytesOf : public testing::TestWithParam<std::size_t> {};

TEST_P(SmallBytesOf, AreCopiedMovedAndAssigned) {
  const Bytes data = counted(GetParam());
  const SmallBytes first(data);
  EXPECT_EQ(to_hex(first.view()), to_hex(data));
  SmallBytes copy(first);
  EXPECT_EQ(copy, first);
  SmallBytes moved(std::move(copy));
  EXPECT_EQ(moved, first);
  for (const std::size_t before : {0U, 22U, 23U}) {
    SmallBytes target(counted(before));
    target = first;
    EXPECT_EQ(target, first);
    target = std::move(target);
    EXPECT_EQ(target, first);
    target.assign(counted(before));
    EXPECT_EQ(to_hex(target.view()), to_hex(counted(before)));
    target.assign(data);
    EXPECT_EQ(target, first);
  }
  EXPECT_EQ(std::hash<SmallBytes>{}(moved), std::hash<SmallBytes>{}(first));
}

INSTANTIATE_TEST_SUITE_P(Sizes, SmallBytesOf, testing::Values(0, 1, 5, 17, 21, 22, 23, 24, 100, 4097));

TEST(SmallBytes, AreOrderedAsBytes) {
  EXPECT_LT(SmallBytes(Bytes{1}), SmallBytes(Bytes{1, 0}));
  EXPECT_LT(SmallBytes(Bytes{0x7f}), SmallBytes(Bytes{0x80}));
  EXPECT_LT(SmallBytes(), SmallBytes(Bytes{0}));
  EXPECT_NE(SmallBytes(counted(23)), SmallBytes(counted(24)));
}

}  // namespace vigilcast::small_bytes_test
