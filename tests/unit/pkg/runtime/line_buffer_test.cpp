// Lines out of arbitrary pieces, with a bound.
#include "pkg/runtime/line_buffer.h"

#include <gtest/gtest.h>

#include <vector>

namespace vigilcast::runtime::line_buffer_test {

struct Case {
  const char* name;
  std::vector<std::string> pieces;
  std::vector<std::string> lines;
  std::size_t dropped = 0;
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

class Lines : public testing::TestWithParam<Case> {};

TEST_P(Lines, AreGivenWhole) {
  LineBuffer buffer(8);
  std::vector<std::string> lines;
  for (const std::string& piece : GetParam().pieces) {
    buffer.add(piece);
    while (const auto line = buffer.next()) lines.emplace_back(*line);
  }
  EXPECT_EQ(lines, GetParam().lines);
  EXPECT_EQ(buffer.take_dropped(), GetParam().dropped);
  EXPECT_EQ(buffer.take_dropped(), 0U);
}

const Case cases[] = {
    {"Several", {"a\nb\n\nc\n"}, {"a", "b", "", "c"}},
    {"InPieces", {"an", "nou", "nce\nwith", "draw\n"}, {"announce", "withdraw"}},
    {"UnfinishedLastOne", {"whole\nhal"}, {"whole"}},
    {"ExactlyTheLimit", {"12345678\n"}, {"12345678"}},
    {"OneOverTheLimit", {"123456789\nok\n"}, {"ok"}, 1},
    {"OverTheLimitInPieces", {"12345", "6789", "still the same", " line\nok\n"}, {"ok"}, 1},
    {"TwoOverTheLimit", {"123456789", "\n123456789\n", "ok\n"}, {"ok"}, 2},
    {"EndlessOne", {"123456789", "123456789", "123456789"}, {}, 1},
    {"CarriageReturnStays", {"a\r\n"}, {"a\r"}},
    {"NulIsAByte", {std::string("a\0b\n", 4)}, {std::string("a\0b", 3)}},
};
INSTANTIATE_TEST_SUITE_P(Cases, Lines, testing::ValuesIn(cases), [](const auto& one) { return one.param.name; });

}  // namespace vigilcast::runtime::line_buffer_test
