#include "pkg/base/bytes.h"

#include <gtest/gtest.h>

namespace vigilcast::bytes_test {

TEST(ByteReader, ReadsNetworkOrder) {
  const Bytes data{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18};
  ByteReader reader(data);
  EXPECT_EQ(reader.u8(), 0x01);
  EXPECT_EQ(reader.u16(), 0x0203);
  EXPECT_EQ(reader.u24(), 0x040506U);
  EXPECT_EQ(reader.u32(), 0x0708090aU);
  EXPECT_EQ(reader.u64(), 0x0b0c0d0e0f101112U);
  EXPECT_TRUE(reader.ok());
  EXPECT_TRUE(reader.empty());
}

TEST(ByteReader, TurnsBadAndStaysBad) {
  const Bytes data{1, 2, 3};
  ByteReader reader(data);
  EXPECT_EQ(reader.u32(), 0U);
  EXPECT_FALSE(reader.ok());
  EXPECT_TRUE(reader.empty());  // nothing more can be read, so that loops end
  EXPECT_EQ(reader.u8(), 0);
  EXPECT_FALSE(reader.ok());
}

TEST(ByteReader, TakesViews) {
  const Bytes data{1, 2, 3};
  ByteReader reader(data);
  EXPECT_EQ(reader.take(2).size(), 2U);
  EXPECT_EQ(reader.peek().data(), data.data() + 2);
  EXPECT_EQ(reader.rest().size(), 1U);
  EXPECT_TRUE(reader.take(0).empty());
  EXPECT_TRUE(reader.ok());
  EXPECT_TRUE(reader.take(1).empty());
  EXPECT_FALSE(reader.ok());
}

TEST(ByteWriter, WritesNetworkOrder) {
  Bytes out{0xff};
  ByteWriter(out).u8(1).u16(0x0203).u24(0x040506).u32(0x0708090a).u64(0x0b0c0d0e0f101112).text("hi").bytes(Bytes{0});
  EXPECT_EQ(to_hex(out), "FF0102030405060708090A0B0C0D0E0F101112686900");
}

TEST(Hex, IsReadAndPrinted) {
  EXPECT_EQ(to_hex(Bytes{0x00, 0x9a, 0xff}), "009AFF");
  EXPECT_EQ(from_hex("00 9a:FF\n"), (Bytes{0x00, 0x9a, 0xff}));
  EXPECT_EQ(from_hex(""), Bytes{});
  for (const std::string_view bad : {"0", "0g", "00 1", "0x00"}) EXPECT_EQ(from_hex(bad), std::nullopt) << bad;
}

}  // namespace vigilcast::bytes_test
