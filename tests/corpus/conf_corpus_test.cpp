// exabgp.conf files and what they mean. conf/**/NAME.in is a file, NAME.ok what is made of it: the configuration, or every mistake.
// After a change on purpose: VIGILCAST_UPDATE=1 corpus_tests --gtest_filter='*ConfCorpus*', and read the difference.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "pkg/exabgp/conf/loader.h"
#include "tests/corpus/conf/conf_dump.h"
#include "tests/corpus/files.h"

namespace vigilcast::exabgp::conf_corpus {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(VIGILCAST_SOURCE_DIR) / "tests/corpus/conf";

std::vector<fs::path> cases() { return files_below(kFolder, ".in"); }

class ConfCorpus : public testing::TestWithParam<fs::path> {};

TEST_P(ConfCorpus, MeansWhatIsWritten) {
  const fs::path in = kFolder / GetParam();
  fs::path ok = in;
  ok.replace_extension(".ok");
  const std::string got = conf_dump::loaded(load_conf(GetParam().filename().string(), text_of(in), {}, Compat::auto_));
  expect_text(ok, got);
}

std::string case_name(const testing::TestParamInfo<fs::path>& info) {
  std::string out = fs::path(info.param).replace_extension().string();
  std::ranges::replace_if(out, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return out;
}

INSTANTIATE_TEST_SUITE_P(Files, ConfCorpus, testing::ValuesIn(cases()), case_name);

// Every configuration that ExaBGP's guide prints loads, with at most one warning for each form that ExaBGP itself refuses.
TEST(ConfGuide, EveryPageLoads) {
  for (const fs::path& name : cases()) {
    if (!name.string().starts_with("guide")) continue;
    const auto loaded = load_conf(name.string(), text_of(kFolder / name), {}, Compat::auto_);
    EXPECT_FALSE(loaded.diagnostics.has_errors()) << loaded.diagnostics.to_string();
    EXPECT_LE(loaded.diagnostics.all().size(), 1U) << loaded.diagnostics.to_string();
    EXPECT_EQ(loaded.config.peers.size(), 1U);
  }
}

}  // namespace vigilcast::exabgp::conf_corpus
