// exabgp encode: a route as the message that neighbors get.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cmd/vigilcast/exabgp/verbs.h"
#include "pkg/base/text.h"
#include "pkg/exabgp/verbs/encode.h"
#include "pkg/exabgp/verbs/session.h"

namespace vigilcast::cmd {
namespace {

struct EncodeWords {
  std::vector<std::string> route;
  std::string family, configuration;
  std::uint32_t local_as = 0, peer_as = 0;
  bool nlri = false, paths = false, no_header = false;
};

void add_options(CLI::App& verb, EncodeWords& to) {
  verb.add_option("route", to.route, "such as \"route 192.0.2.0/24 next-hop 198.51.100.1\"")->required();
  verb.add_option("-f,--family", to.family, "the address families of the session; all are, else");
  verb.add_option("-a,--local-as", to.local_as, "our AS");
  verb.add_option("-z,--peer-as", to.peer_as, "the neighbor's AS; ours, else");
  verb.add_option("-c,--configuration", to.configuration, "the file whose first neighbor is taken");
  verb.add_flag("-n,--nlri", to.nlri, "print the destination only");
  verb.add_flag("-i,--path-information", to.paths, "send path identifiers");
  verb.add_flag("--no-header", to.no_header, "print the message without its header");
}

std::optional<bgp::PeerConfig> neighbor_for(const EncodeWords& words, const app::RunOptions& options) {
  auto families = exabgp::read_families(words.family);
  if (!families) {
    std::fputs(("exabgp encode: " + families.error().to_string() + "\n").c_str(), stderr);
    return std::nullopt;
  }
  auto neighbor = words.configuration.empty() ? exabgp::imagined_neighbor(*std::move(families), words.paths) : first_neighbor(words.configuration, options);
  if (!neighbor) return std::nullopt;
  if (words.local_as != 0) neighbor->local_as = words.local_as;
  if (words.local_as != 0 || words.peer_as != 0) neighbor->peer_as = words.peer_as != 0 ? words.peer_as : words.local_as;
  return neighbor;
}

}  // namespace

int exabgp_encode(const Words& words, const app::RunOptions& options) {
  CLI::App verb("a route as the message that neighbors get", "exabgp encode");
  EncodeWords read;
  add_options(verb, read);
  if (const auto code = read_words(verb, words)) return *code;
  const auto neighbor = neighbor_for(read, options);
  if (!neighbor) return 1;
  const auto lines = exabgp::encode({join(read.route, " "), read.nlri, !read.no_header, *neighbor, options.compat});
  if (!lines) {
    std::fputs(("exabgp encode: " + lines.error().to_string() + "\n").c_str(), stderr);
    return 1;
  }
  for (const std::string& line : *lines) std::printf("%s\n", line.c_str());
  return 0;
}

}  // namespace vigilcast::cmd
