// A document of docs/ with a part that is generated from the tables of the program, between two marks.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

namespace vigilcast::reference_test {

inline std::string read_document(const std::string& path) {
  std::ostringstream out;
  out << std::ifstream(path).rdbuf();
  return out.str();
}

// The part is `rendered`. With VIGILCAST_UPDATE it is written; the difference is what a review reads. `program`: the test that does so.
inline void expect_reference(const std::string& path, const std::string& rendered, const std::string& program) {
  constexpr std::string_view kBegin = "write what follows. -->\n";
  constexpr std::string_view kEnd = "<!-- end of the reference -->";
  std::string text = read_document(path);
  const std::size_t begin = text.find(kBegin);
  const std::size_t end = text.find(kEnd);
  ASSERT_NE(begin, std::string::npos) << path;
  ASSERT_NE(end, std::string::npos) << path;
  const std::size_t start = begin + kBegin.size();
  if (std::getenv("VIGILCAST_UPDATE") != nullptr) {
    text.replace(start, end - start, rendered);
    std::ofstream(path) << text;
    return;
  }
  EXPECT_EQ(text.substr(start, end - start), rendered) << "run " << program << " with VIGILCAST_UPDATE=1 and read the difference";
}

}  // namespace vigilcast::reference_test
