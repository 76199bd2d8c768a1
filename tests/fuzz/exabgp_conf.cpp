// Any bytes as exabgp.conf, as settings and as an API route: the loaders always come back, and what they say can be shown on a terminal.
#include <algorithm>
#include <cstdint>

#include "bgp/wire/nlri/all.h"
#include "pkg/exabgp/conf/loader.h"
#include "pkg/exabgp/conf/route_text.h"
#include "tests/fuzz/check.h"

namespace {

using namespace vigilcast;

void check_diagnostics(const Diagnostics& diagnostics) {
  for (const Diagnostic& one : diagnostics.all()) {
    FUZZ_CHECK(!one.text.empty());
    for (const std::string& shown : {one.text, one.hint, one.source}) FUZZ_CHECK(shown.find_first_of("\n\r\t\x1b") == std::string::npos);
  }
}

void check_config(const model::Config& config) {
  for (const bgp::PeerConfig& peer : config.peers) {
    FUZZ_CHECK(!peer.name.empty() && !peer.router_id.is_unspecified());
    FUZZ_CHECK(peer.md5_password.size() <= 80);
    FUZZ_CHECK(peer.hold_time == 0 || peer.hold_time >= 3);
    FUZZ_CHECK(std::ranges::is_sorted(peer.families));
  }
  const auto has_peer = [&](const std::string& name) { return std::ranges::find(config.peers, name, &bgp::PeerConfig::name) != config.peers.end(); };
  for (const model::PeerRoutes& routes : config.routes) {
    FUZZ_CHECK(has_peer(routes.peer));
    for (const auto& list : routes.lists) {
      list->each([](const bgp::Nlri& nlri, const model::RouteTerms& terms) {
        FUZZ_CHECK(bgp::find_codec(nlri.family) != nullptr && !bgp::nlri_text(nlri).empty());
        FUZZ_CHECK(terms.attributes != nullptr);
      });
    }
  }
  for (const model::Attachment& attachment : config.attachments) {
    FUZZ_CHECK(has_peer(attachment.peer));
    FUZZ_CHECK(std::ranges::find(config.processes, attachment.process, &model::ProcessSpec::name) != config.processes.end());
  }
  for (const model::ProcessSpec& process : config.processes) FUZZ_CHECK(!process.run.empty());
}

// `split` makes of one line up to 65,536 routes, which is meant. A text that does so over and over is big, not bad: it would only use up time and memory.
bool is_big(std::string_view text) {
  constexpr std::size_t kMost = 3;
  std::size_t count = 0;
  for (std::size_t at = text.find("split"); at != std::string_view::npos; at = text.find("split", at + 1)) ++count;
  return count > kMost;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vigilcast::exabgp;
  if (size == 0) return 0;
  const std::string_view text = as_text({data + 1, size - 1});
  if (is_big(text)) return 0;
  constexpr Compat kCompat[] = {Compat::auto_, Compat::auto_, Compat::v3_4, Compat::v4_2, Compat::v5_0, Compat::v6};
  const Compat compat = kCompat[data[0] % std::size(kCompat)];

  const auto loaded = load_conf("/etc/exabgp/exabgp.conf", text, {}, compat);
  check_diagnostics(loaded.diagnostics);
  if (!loaded.diagnostics.has_errors()) check_config(loaded.config);

  check_diagnostics(load_settings({{"exabgp.tcp.port", std::string(text)}}, {"exabgp.env", text}).diagnostics);

  const auto words = route_words(text);
  for (const auto parse : {parse_route_words, parse_attributes_words, parse_flow_words}) {
    const auto routes = parse(words, {compat, std::nullopt, data[0] > 127});
    if (routes) FUZZ_CHECK(!routes->empty() || words.empty());
  }
  return 0;
}
