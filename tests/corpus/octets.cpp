#include "tests/corpus/octets.h"

#include <gtest/gtest.h>

#include "pkg/base/text.h"

namespace vigilcast {

Bytes octets(std::string_view text) {
  Bytes out;
  for (const std::string_view word : words(text)) {
    const auto star = word.find('*');
    const auto once = from_hex(word.substr(0, star));
    EXPECT_TRUE(once) << "not hexadecimal: " << word;
    const unsigned times = star == std::string_view::npos ? 1 : parse_number<unsigned>(word.substr(star + 1)).value_or(0);
    for (unsigned i = 0; once && i < times; ++i) out.insert(out.end(), once->begin(), once->end());
  }
  return out;
}

}  // namespace vigilcast
