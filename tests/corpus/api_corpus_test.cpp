// What a helper says and reads, in every version. api/NAME.in is a script (api/conversation.h), NAME.ok the conversation that comes of it.
// After a change on purpose: VIGILCAST_UPDATE=1 corpus_tests --gtest_filter='*ApiCorpus*', and read the difference.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/corpus/api/conversation.h"

namespace vigilcast::exabgp::api_corpus_test {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(VIGILCAST_SOURCE_DIR) / "tests/corpus/api";

std::string read(const fs::path& path) {
  std::ifstream in(path);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<std::string> cases() {
  std::vector<std::string> out;
  for (const auto& entry : fs::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".in") out.push_back(entry.path().stem().string());
  }
  std::ranges::sort(out);
  return out;
}

class ApiCorpus : public testing::TestWithParam<std::string> {};

TEST_P(ApiCorpus, IsToldWhatIsWritten) {
  const fs::path ok = kFolder / (GetParam() + ".ok");
  const std::string script = read(kFolder / (GetParam() + ".in"));
  const std::string got = api_corpus::Conversation(script).play();
  if (std::getenv("VIGILCAST_UPDATE") != nullptr) std::ofstream(ok) << got;
  EXPECT_EQ(got, read(ok));
}

INSTANTIATE_TEST_SUITE_P(Files, ApiCorpus, testing::ValuesIn(cases()), [](const auto& one) { return one.param; });

}  // namespace vigilcast::exabgp::api_corpus_test
