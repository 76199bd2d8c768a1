#include "pkg/exabgp/api/selector.h"

#include <algorithm>
#include <array>

namespace vigilcast::exabgp {
namespace {

constexpr std::array<std::string_view, 5> kKeys = {"local-ip", "local-as", "peer-as", "router-id", "family-allowed"};

// One alternative: an address (or *) and "key value" pairs that must stand in the neighbor's name.
struct Alternative {
  std::string_view address;
  std::vector<std::string> pairs;

  [[nodiscard]] bool matches(const ApiPeer& peer) const {
    if (address != "*" && peer.address.to_string() != address) return false;
    return std::ranges::all_of(pairs, [&](const std::string& pair) { return (peer.name + " ").find(pair) != std::string::npos; });
  }
};

std::span<const std::string_view> read_alternative(std::span<const std::string_view> words, Alternative& out) {
  out.address = words.front();
  words = words.subspan(1);
  while (words.size() >= 2 && std::ranges::find(kKeys, words[0]) != kKeys.end()) {
    out.pairs.push_back(" " + std::string(words[0]) + " " + std::string(words[1]) + " ");
    words = words.subspan(2);
  }
  return words;
}

Result<Selected> chosen(const std::vector<Alternative>& alternatives, std::span<const std::string_view> rest, const std::vector<ApiPeer>& peers) {
  Selected out;
  for (const ApiPeer& peer : peers) {
    const bool matches = std::ranges::any_of(alternatives, [&](const Alternative& alternative) { return alternative.matches(peer); });
    if (matches) out.peers.push_back(peer.id);
  }
  out.rest = rest;
  return out;
}

// `peer S`: one alternative, several in brackets, or each with its own `peer`, as the healthcheck of 6 writes them.
Result<Selected> select_after_peer(std::span<const std::string_view> words, const std::vector<ApiPeer>& peers) {
  words = words.subspan(1);
  const bool bracket = !words.empty() && words.front() == "[";
  if (bracket) words = words.subspan(1);
  std::vector<Alternative> alternatives;
  bool more = false;
  do {
    if (words.empty() || words.front() == "]") return fail("the address after 'peer' is missing");
    if (bracket && words.front() == "peer") return fail("the word 'peer' stands in front of the bracket only", "", "write 'peer [192.0.2.1, 192.0.2.2] …'");
    words = read_alternative(words, alternatives.emplace_back());
    more = bracket && !words.empty() && words.front() != "]";
    if (words.empty() || words.front() != ",") continue;
    words = words.subspan(1);
    if (bracket) continue;
    if (words.empty() || words.front() != "peer") return fail("several neighbors stand in brackets", "", "write 'peer [192.0.2.1, 192.0.2.2] …'");
    words = words.subspan(1);
    more = true;
  } while (more);
  if (bracket && words.empty()) return fail("the bracket after 'peer' is not closed");
  return chosen(alternatives, bracket ? words.subspan(1) : words, peers);
}

}  // namespace

Result<Selected> select_peers(std::span<const std::string_view> words, const std::vector<ApiPeer>& peers) {
  if (!words.empty() && words.front() == "peer") return select_after_peer(words, peers);
  if (words.empty() || words.front() != "neighbor") {
    Selected out;
    for (const ApiPeer& peer : peers) out.peers.push_back(peer.id);
    out.rest = words;
    return out;
  }
  std::vector<Alternative> alternatives;
  while (!words.empty() && words.front() == "neighbor") {
    words = words.subspan(1);
    if (words.empty()) return fail("the address after 'neighbor' is missing");
    words = read_alternative(words, alternatives.emplace_back());
    if (!words.empty() && words.front() == ",") words = words.subspan(1);
  }
  return chosen(alternatives, words, peers);
}

}  // namespace vigilcast::exabgp
