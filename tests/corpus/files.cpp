#include "tests/corpus/files.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace vigilcast {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
  std::ostringstream out;
  out << std::ifstream(file, std::ios::binary).rdbuf();
  return out.str();
}

std::vector<fs::path> files_below(const fs::path& folder, std::string_view extension) {
  std::vector<fs::path> out;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == extension) out.push_back(fs::relative(entry.path(), folder));
  }
  std::ranges::sort(out);
  return out;
}

std::vector<std::string> cases_in(const fs::path& folder) {
  std::vector<std::string> out;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".in") out.push_back(entry.path().stem().string());
  }
  std::ranges::sort(out);
  return out;
}

void expect_text(const fs::path& expected, const std::string& got) {
  if (std::getenv("VIGILCAST_UPDATE") != nullptr) std::ofstream(expected, std::ios::binary) << got;
  EXPECT_EQ(got, text_of(expected)) << expected;
}

}  // namespace vigilcast
