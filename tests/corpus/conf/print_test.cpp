// What was read is written so that it reads as the same configuration, and that is written as the same text: for every file and every version that takes it.
#include "pkg/exabgp/print/conf.h"

#include <gtest/gtest.h>

#include "pkg/exabgp/conf/loader.h"
#include "tests/corpus/conf/conf_dump.h"
#include "tests/corpus/conf/conf_files.h"

namespace vigilcast::exabgp::conf_print_test {

using Route = std::pair<bgp::Nlri, model::RouteTerms>;

std::vector<Route> routes_of(const model::Config& config, const std::string& peer) {
  std::vector<Route> out;
  for (const model::PeerRoutes& routes : config.routes) {
    if (routes.peer != peer) continue;
    for (const auto& list : routes.lists) {
      list->each([&](const bgp::Nlri& nlri, const model::RouteTerms& terms) { out.emplace_back(nlri, terms); });
    }
  }
  return out;
}

void expect_same(const model::Config& a, const model::Config& b) {
  EXPECT_EQ(a.processes, b.processes);
  EXPECT_EQ(a.attachments, b.attachments);
  ASSERT_EQ(a.peers.size(), b.peers.size());
  for (std::size_t i = 0; i < a.peers.size(); ++i) {
    EXPECT_EQ(a.peers[i], b.peers[i]) << conf_dump::peer(a.peers[i]) << conf_dump::peer(b.peers[i]);
    EXPECT_TRUE(routes_of(a, a.peers[i].name) == routes_of(b, b.peers[i].name));
  }
}

constexpr Compat kCompat[] = {Compat::auto_, Compat::v4_2, Compat::v5_0, Compat::v6};

TEST(ConfPrint, ReadsAsWhatItWasWrittenFrom) {
  std::size_t written = 0;
  for (const auto& file : conf_files::all()) {
    for (const Compat compat : kCompat) {
      const model::Loaded first = load_conf(file.name, file.text, {}, compat);
      if (first.diagnostics.has_errors()) continue;
      ++written;
      const std::string text = print::conf_text(first.config, compat);
      SCOPED_TRACE(file.name + " as " + std::string(compat_name(compat)) + "\n" + file.text + "\nwas written as\n" + text);
      const model::Loaded again = load_conf(file.name, text, {}, compat);
      ASSERT_FALSE(again.diagnostics.has_errors()) << again.diagnostics.to_string();
      expect_same(first.config, again.config);
      EXPECT_EQ(print::conf_text(again.config, compat), text);
    }
  }
  EXPECT_GT(written, 1000U);
}

}  // namespace vigilcast::exabgp::conf_print_test
