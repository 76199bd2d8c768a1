// From a configuration to octets: the routes of encoded/NAME.in are the messages of encoded/NAME.msg, a line each and in any order. srv6_mup and vpls are
// ExaBGP's own tests.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "bgp/rib/export.h"
#include "bgp/wire/update.h"
#include "pkg/exabgp/conf/loader.h"
#include "tests/corpus/conf/session_of.h"
#include "tests/corpus/files.h"

namespace vigilcast::exabgp::conf_encoded_test {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(VIGILCAST_SOURCE_DIR) / "tests/corpus/conf/encoded";

std::vector<std::string> lines(const fs::path& path) {
  std::vector<std::string> out;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) out.push_back(line);
  std::ranges::sort(out);
  return out;
}

std::string message_of(const bgp::Nlri& nlri, const model::RouteTerms& terms, const bgp::Negotiated& session) {
  Bytes out;
  const auto next_hop = bgp::export_next_hop(terms.next_hop, nlri.family, {}, {});
  EXPECT_TRUE(next_hop);
  bgp::encode_announce(out, nlri.family, next_hop.value_or(bgp::NextHop{}), bgp::export_attributes(*terms.attributes, session), std::span(&nlri, 1), session);
  return to_hex(out);
}

class ConfEncoded : public testing::TestWithParam<std::string> {};

TEST_P(ConfEncoded, IsWhatExabgpSends) {
  const std::string text = text_of(kFolder / (GetParam() + ".in"));
  const auto loaded = load_conf(GetParam(), text, {}, Compat::auto_);
  ASSERT_TRUE(loaded.diagnostics.empty()) << loaded.diagnostics.to_string();
  std::vector<std::string> got;
  for (const auto& list : loaded.config.routes.at(0).lists) {
    list->each([&](const bgp::Nlri& nlri, const model::RouteTerms& terms) { got.push_back(message_of(nlri, terms, session_of(loaded.config.peers.at(0)))); });
  }
  std::ranges::sort(got);
  EXPECT_EQ(got, lines(kFolder / (GetParam() + ".msg")));
}

INSTANTIATE_TEST_SUITE_P(Files, ConfEncoded, testing::Values("srv6_mup", "vpls", "prefix_sid"), [](const auto& row) { return row.param; });

}  // namespace vigilcast::exabgp::conf_encoded_test
