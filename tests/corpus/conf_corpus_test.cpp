// exabgp.conf files and what they mean. conf/**/NAME.in is a file, NAME.ok what is made of it: the configuration, or every mistake.
// After a change on purpose: VIGILCAST_UPDATE=1 corpus_tests --gtest_filter='*ConfCorpus*', and read the difference.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "pkg/exabgp/conf/loader.h"
#include "tests/corpus/conf/conf_dump.h"

namespace vigilcast::exabgp::conf_corpus {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(VIGILCAST_SOURCE_DIR) / "tests/corpus/conf";

std::string read(const fs::path& path) {
  std::ifstream in(path);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<fs::path> cases() {
  std::vector<fs::path> out;
  for (const auto& entry : fs::recursive_directory_iterator(kFolder)) {
    if (entry.path().extension() == ".in") out.push_back(fs::relative(entry.path(), kFolder));
  }
  std::ranges::sort(out);
  return out;
}

class ConfCorpus : public testing::TestWithParam<fs::path> {};

TEST_P(ConfCorpus, MeansWhatIsWritten) {
  const fs::path in = kFolder / GetParam();
  fs::path ok = in;
  ok.replace_extension(".ok");
  const std::string got = conf_dump::loaded(load_conf(GetParam().filename().string(), read(in), {}, Compat::auto_));
  if (std::getenv("VIGILCAST_UPDATE") != nullptr) std::ofstream(ok) << got;
  EXPECT_EQ(got, read(ok));
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
    const auto loaded = load_conf(name.string(), read(kFolder / name), {}, Compat::auto_);
    EXPECT_FALSE(loaded.diagnostics.has_errors()) << loaded.diagnostics.to_string();
    EXPECT_LE(loaded.diagnostics.all().size(), 1U) << loaded.diagnostics.to_string();
    EXPECT_EQ(loaded.config.peers.size(), 1U);
  }
}

}  // namespace vigilcast::exabgp::conf_corpus
