#include "bgp/wire/label.h"

#include "tests/unit/bgp/wire/wire_test.h"

namespace vigilcast::bgp::label_test {

using namespace wire_test;

struct Row {
  std::string_view words, octets, text, json;
};

TEST(MplsLabel, StacksAreWrittenTopFirst) {
  const Row rows[] = {
      {"16", "000101", "label 16", R"("label": [ [16, 257] ])"},
      {"[ 16 ]", "000101", "label 16", R"("label": [ [16, 257] ])"},
      {"[ 16 , 1048575 ]", "000100FFFFF1", "label [ 16 1048575 ]", R"("label": [ [16, 256], [1048575, 16777201] ])"},
      {"0", "000001", "label 0", R"("label": [ [0, 1] ])"},
  };
  for (const Row& row : rows) {
    const auto split = words(row.words);
    TextCursor cursor(split);
    const auto labels = parse_labels(cursor);
    ASSERT_TRUE(labels) << row.words;
    Bytes octets;
    append_labels(octets, *labels);
    EXPECT_EQ(to_hex(octets), row.octets);
    std::string text;
    append_labels_text(text, *labels);
    EXPECT_EQ(text, row.text);
    std::string json;
    append_labels_json(json, *labels);
    EXPECT_EQ(json, row.json);
  }
}

TEST(MplsLabel, HasTwentyBits) {
  for (const std::string_view wrong : {"1048576", "-1", "x", "[ ]", "[ 16", ""}) {
    const auto split = words(wrong);
    TextCursor cursor(split);
    EXPECT_FALSE(parse_labels(cursor)) << wrong;
  }
}

TEST(MplsLabel, TwoEntriesMarkAWithdrawal) {
  EXPECT_TRUE(MplsLabel{0x800000}.marks_withdrawal());
  EXPECT_TRUE(MplsLabel{0}.marks_withdrawal());
  EXPECT_FALSE(MplsLabel::of(0, true).marks_withdrawal());
}

}  // namespace vigilcast::bgp::label_test
