#include "bgp/wire/attr/extended_communities.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "bgp/wire/attr/extended_community_text.h"
#include "bgp/wire/attr/words.h"

namespace vigilcast::bgp {

std::optional<float> link_bandwidth(const ExtendedCommunities& communities) {
  constexpr std::uint16_t kTransitive = 0x0004, kNonTransitive = 0x4004;
  std::optional<float> out;
  for (const ExtendedCommunity community : communities.values) {
    const auto type = static_cast<std::uint16_t>(community.value >> 48);
    const float value = std::bit_cast<float>(static_cast<std::uint32_t>(community.value));
    if ((type != kTransitive && type != kNonTransitive) || !std::isfinite(value) || value < 0) continue;
    if (!out || value < *out) out = value;
  }
  return out;
}

std::expected<ExtendedCommunities, Fault> ExtendedCommunities::decode(ByteView value, const Negotiated& /*session*/) {
  if (value.empty() || value.size() % 8 != 0) return wrong_length(kDescriptor, value.size(), "a multiple of 8");
  ExtendedCommunities out;
  out.values.reserve(value.size() / 8);
  for (ByteReader reader(value); !reader.empty();) out.values.push_back({reader.u64()});
  return out;
}

void ExtendedCommunities::encode(Bytes& out, const Negotiated& /*session*/) const {
  ByteWriter writer(out);
  for (const ExtendedCommunity community : values) writer.u64(community.value);
}

Result<ExtendedCommunities> ExtendedCommunities::parse(TextCursor& words) {
  const bool bare = words.peek() != "[";
  auto list = list_of_words(words, kDescriptor.name);
  if (!list) return std::unexpected(list.error());
  if (bare && takes_second_word(list->front()) && !words.done()) list->push_back(words.next());
  ExtendedCommunities out;
  TextCursor each(*list, words.dialect());
  while (!each.done()) {
    std::string word(each.next());
    // Some are printed in two words: "mark 10".
    if (takes_second_word(word) && !each.done()) word += " " + std::string(each.next());
    const auto community = ExtendedCommunity::parse(word, words.dialect());
    if (!community) return std::unexpected(community.error());
    out.values.push_back(*community);
  }
  if (!keeps_written_order(words.dialect())) std::ranges::sort(out.values);
  return out;
}

// ExaBGP prints them in order, however they came; in JSON since 5.
void ExtendedCommunities::append_text(std::string& out, Dialect /*dialect*/) const {
  append_list(out, sorted(values), false, [](std::string& to, ExtendedCommunity community) { to += community.to_string(); });
}

void ExtendedCommunities::append_json(std::string& out, Dialect dialect) const {
  append_json_list(out, dialect < Dialect::v5_0 ? values : sorted(values), [dialect](std::string& to, ExtendedCommunity community) {
    const std::string text = community.to_string(dialect);
    const bool understood = !text.starts_with("0x");  // else there is no word for it
    to += "{ \"value\": " + std::to_string(community.value) + ", \"string\": \"" + (understood ? text : "") + "\" }";
  });
}

void ExtendedCommunities::add(ExtendedCommunity community) { values.insert(std::ranges::upper_bound(values, community), community); }

}  // namespace vigilcast::bgp
