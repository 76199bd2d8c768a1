// exabgp encode: a route as the message that neighbors get.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cmd/vigilcast/exabgp/verbs.h"
#include "pkg/base/text.h"
#include "pkg/exabgp/verbs/encode.h"

namespace vigilcast::cmd {
namespace {

struct EncodeWords {
  std::vector<std::string> route;
  NeighborWords neighbor;
  std::uint32_t local_as = 0, peer_as = 0;
  bool nlri = false, no_header = false;
};

void add_options(CLI::App& verb, EncodeWords& to) {
  add_neighbor_options(verb, to.neighbor);
  verb.footer("ROUTE, among them, is such as \"route 192.0.2.0/24 next-hop 198.51.100.1\"");
  verb.add_option("-a,--local-as", to.local_as, "our AS");
  verb.add_option("-z,--peer-as", to.peer_as, "the neighbor's AS; ours, else");
  verb.add_flag("-n,--nlri", to.nlri, "print the destination only");
  verb.add_flag("--no-header", to.no_header, "print the message without its header");
}

void set_as_numbers(const EncodeWords& words, bgp::PeerConfig& neighbor) {
  if (words.local_as != 0) neighbor.local_as = words.local_as;
  if (words.local_as != 0 || words.peer_as != 0) neighbor.peer_as = words.peer_as != 0 ? words.peer_as : words.local_as;
}

}  // namespace

int exabgp_encode(const Words& words, const app::RunOptions& options) {
  CLI::App verb("a route as the message that neighbors get", "exabgp encode");
  EncodeWords read;
  add_options(verb, read);
  if (const auto code = read_words(verb, words, read.route)) return *code;
  if (read.route.empty()) return refuse_words(verb, "a route is required");
  auto neighbor = chosen_neighbor(verb, read.neighbor, options);
  if (!neighbor) return 1;
  set_as_numbers(read, *neighbor);
  const auto lines = exabgp::encode({join(read.route, " "), read.nlri, !read.no_header, *neighbor, options.compat});
  if (!lines) return tell_failure(verb, lines.error());
  for (const std::string& line : *lines) std::printf("%s\n", line.c_str());
  return 0;
}

}  // namespace vigilcast::cmd
