#include "tests/unit/bgp/wire/wire_test.h"

namespace vigilcast::bgp::as_path_test {

using namespace wire_test;
using Type = AsPath::SegmentType;

AsPath path(std::string_view text) { return std::get<AsPath>(*read("as-path " + std::string(text))); }

TEST(AsPath, IsWrittenInManyWays) {
  const AsPath sequence_and_set{{{Type::sequence, {1, 2}}, {Type::set, {3, 4}}}};
  for (const std::string_view text :
       {"[ 1 2 ( 3 4 ) ]", "[ 1 2 [ 3 4 ] ]", "[ 1 2 ] ( 3 4 )", "[ 1, 2 (3,4) ]", "[1 2](3 4)", "[ 1 2 (3 4) ]", "[ 1 2 ( 3 4 )]"}) {
    EXPECT_EQ(path(text), sequence_and_set) << text;
  }
  EXPECT_EQ(path("( 3 4 )"), (AsPath{{{Type::set, {3, 4}}}}));
  EXPECT_EQ(path("[ { 1 2 } ]"), (AsPath{{{Type::confed_sequence, {1, 2}}}}));
  EXPECT_EQ(path("( { 1 2 } )"), (AsPath{{{Type::confed_set, {1, 2}}}}));
  EXPECT_EQ(path("[ { 9 } 1 ]"), (AsPath{{{Type::confed_sequence, {9}}, {Type::sequence, {1}}}}));
  EXPECT_EQ(path("[ 1.1 ]"), AsPath::sequence({65537}));
  EXPECT_TRUE(path("[]").empty());
  EXPECT_EQ(path("[ 1 2 ( ) 43 ]"), AsPath::sequence({1, 2, 43})) << "an empty set is no segment, and does not end one";
}

// Captured from 4.2, the only version that reads sets inside the brackets.
TEST(AsPath, SetsInsideTheBracketsAreOneBehindThem) {
  EXPECT_EQ(path("[ 1 [ 2 3 ] 4 ]"), (AsPath{{{Type::sequence, {1, 4}}, {Type::set, {2, 3}}}}));
  EXPECT_EQ(path("[ 1 ( 2 3 ) 4 ( 5 6 ) 7 ]"), (AsPath{{{Type::sequence, {1, 4, 7}}, {Type::set, {2, 3, 5, 6}}}}));
  EXPECT_EQ(path("[ [ 2 3 ] 4 ]"), (AsPath{{{Type::sequence, {4}}, {Type::set, {2, 3}}}}));
  EXPECT_EQ(path("[ ( 2 3 ) ]"), (AsPath{{{Type::set, {2, 3}}}}));
  EXPECT_EQ(path("[ 1 ] ( 2 3 ) [ 4 ]"), (AsPath{{{Type::sequence, {1}}, {Type::set, {2, 3}}, {Type::sequence, {4}}}})) << "as 5.0 has it";
}

TEST(AsPath, StopsAtTheNextKeyword) {
  const auto all = words("[ 1 2 ] med 10");
  TextCursor cursor(all);
  EXPECT_TRUE(AsPath::parse(cursor));
  EXPECT_EQ(cursor.peek(), "med");
}

TEST(AsPath, CountsAsRouteSelectionDoes) {
  EXPECT_EQ(path("[ 1 2 ( 3 4 5 ) ]").length(), 3U);
  EXPECT_EQ(path("[ { 9 8 } 1 ]").length(), 1U);
}

TEST(AsPath, SegmentsAboveTwoHundredFiftyFiveAreSplit) {
  const AsPath longest = AsPath::sequence(std::vector<std::uint32_t>(600, 65001));
  Bytes wire;
  longest.encode(wire, internal_session());
  EXPECT_EQ(wire[1], 255);
  EXPECT_EQ(wire[2 + 255 * 4 + 1], 255);
  EXPECT_EQ(wire.size(), 600U * 4 + 3 * 2);
  const auto decoded = AsPath::decode(wire, internal_session());
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->length(), 600U);
}

TEST(AsPath, ATwoOctetSessionSeesAsTrans) {
  Bytes wire;
  path("[ 65001 70000 ]").encode(wire, two_octet_session());
  EXPECT_EQ(to_hex(wire), "0202FDE95BA0");
  EXPECT_FALSE(path("[ 65535 ]").needs_as4());
  EXPECT_TRUE(path("[ 65536 ]").needs_as4());
}

// RFC 6793 section 4.2.3: (AS_PATH, AS4_PATH) of an UPDATE from a two-octet speaker, and the path that comes out.
TEST(As4, PathsAreMerged) {
  struct Row {
    std::string_view path, as4_path, merged;
  };
  const Row rows[] = {
      {"020323285BA00064", "020200011170 00000064", "[ 9000 70000 100 ]"},
      {"02015BA0", "020100011170", "[ 70000 ]"},
      {"0202FDE95BA0", "", "[ 65001 23456 ]"},                             // there is none
      {"0201FDE9", "02020001117000011171", "[ 65001 ]"},                   // longer than AS_PATH: ignored
      {"0201FDE901025BA00064", "01020001117000000064", "[ 65001 ( 70000 100 ) ]"},  // a set counts as one
      {"0202FDE95BA0", "030100000009 020100011170", "[ 65001 70000 ]"},    // confederation segments do not belong there
  };
  for (const Row& row : rows) {
    Bytes attributes = hex("40010100");
    ByteWriter writer(attributes);
    const Bytes as_path = hex(row.path);
    const Bytes as4 = hex(row.as4_path);
    writer.u8(0x40).u8(2).u8(static_cast<std::uint8_t>(as_path.size())).bytes(as_path);
    if (!as4.empty()) writer.u8(0xc0).u8(17).u8(static_cast<std::uint8_t>(as4.size())).bytes(as4);
    Bytes body;
    ByteWriter(body).u16(0).u16(static_cast<std::uint16_t>(attributes.size())).bytes(attributes);
    const DecodedUpdate decoded = decode_update(body, two_octet_session());
    EXPECT_TRUE(decoded.faults.empty());
    ASSERT_NE(decoded.update.attributes.find<AsPath>(), nullptr);
    EXPECT_EQ(*decoded.update.attributes.find<AsPath>(), path(row.merged)) << row.path;
  }
}

}  // namespace vigilcast::bgp::as_path_test
