// What a helper says and reads, in every version. api/NAME.in is a script (api/conversation.h), NAME.ok the conversation that comes of it.
// After a change on purpose: VIGILCAST_UPDATE=1 corpus_tests --gtest_filter='*ApiCorpus*', and read the difference.
#include <gtest/gtest.h>

#include "tests/corpus/api/conversation.h"
#include "tests/corpus/files.h"

namespace vigilcast::exabgp::api_corpus_test {

const std::filesystem::path kFolder = std::filesystem::path(VIGILCAST_SOURCE_DIR) / "tests/corpus/api";

class ApiCorpus : public testing::TestWithParam<std::string> {};

TEST_P(ApiCorpus, IsToldWhatIsWritten) {
  const std::string script = text_of(kFolder / (GetParam() + ".in"));
  expect_text(kFolder / (GetParam() + ".ok"), api_corpus::Conversation(script).play());
}

INSTANTIATE_TEST_SUITE_P(Files, ApiCorpus, testing::ValuesIn(cases_in(kFolder)), [](const auto& one) { return one.param; });

}  // namespace vigilcast::exabgp::api_corpus_test
