#include "bgp/wire/attr/large_communities.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "bgp/wire/attr/words.h"
#include "pkg/base/text.h"

namespace vigilcast::bgp {
namespace {

// The 96 bits written as one number.
std::optional<LargeCommunity> from_number(std::string_view digits, unsigned base) {
  std::array<std::uint64_t, 3> limbs{};  // 32 bits each, the lowest first
  if (digits.empty()) return std::nullopt;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const auto digit = parse_number<unsigned>(digits.substr(i, 1), static_cast<int>(base));
    if (!digit) return std::nullopt;
    std::uint64_t carry = *digit;
    for (std::uint64_t& limb : limbs) {
      carry += limb * base;
      limb = carry & 0xffffffff;
      carry >>= 32;
    }
    if (carry != 0) return std::nullopt;
  }
  return LargeCommunity{static_cast<std::uint32_t>(limbs[2]), static_cast<std::uint32_t>(limbs[1]), static_cast<std::uint32_t>(limbs[0])};
}

std::optional<LargeCommunity> from_text(std::string_view word) {
  if (word.starts_with("0x") || word.starts_with("0X")) return from_number(word.substr(2), 16);
  const auto parts = split(word, ':');
  if (parts.size() == 1) return from_number(word, 10);
  if (parts.size() != 3) return std::nullopt;
  const auto global = parse_number<std::uint32_t>(parts[0]);
  const auto local_1 = parse_number<std::uint32_t>(parts[1]);
  const auto local_2 = parse_number<std::uint32_t>(parts[2]);
  if (!global || !local_1 || !local_2) return std::nullopt;
  return LargeCommunity{*global, *local_1, *local_2};
}

// Keeps the first of equal ones.
void drop_duplicates(std::vector<LargeCommunity>& values) {
  std::set<LargeCommunity> seen;
  std::erase_if(values, [&](const LargeCommunity& community) { return !seen.insert(community).second; });
}

}  // namespace

Result<LargeCommunity> LargeCommunity::parse(std::string_view word) {
  if (const auto value = from_text(word)) return *value;
  return fail("'" + std::string(word) + "' is not a large community", "", "write 65000:1:2");
}

std::string LargeCommunity::to_string() const { return std::to_string(global) + ":" + std::to_string(local_1) + ":" + std::to_string(local_2); }

std::expected<LargeCommunities, Fault> LargeCommunities::decode(ByteView value, const Negotiated& /*session*/) {
  if (value.empty() || value.size() % 12 != 0) return wrong_length(kDescriptor, value.size(), "a multiple of 12");
  LargeCommunities out;
  out.values.reserve(value.size() / 12);
  for (ByteReader reader(value); !reader.empty();) {
    const std::uint32_t global = reader.u32();
    const std::uint32_t local_1 = reader.u32();
    out.values.push_back({global, local_1, reader.u32()});
  }
  if (out.values.size() > 1) drop_duplicates(out.values);
  return out;
}

void LargeCommunities::encode(Bytes& out, const Negotiated& /*session*/) const {
  ByteWriter writer(out);
  for (const LargeCommunity& community : values) writer.u32(community.global).u32(community.local_1).u32(community.local_2);
}

Result<LargeCommunities> LargeCommunities::parse(TextCursor& words) {
  auto list = list_of<LargeCommunity>(words, kDescriptor.name);
  if (!list) return std::unexpected(list.error());
  if (keeps_written_order(words.dialect())) {
    drop_duplicates(*list);
    return LargeCommunities{std::move(*list)};
  }
  std::ranges::sort(*list);
  const auto again = std::ranges::unique(*list);
  list->erase(again.begin(), again.end());
  return LargeCommunities{std::move(*list)};
}

void LargeCommunities::append_text(std::string& out, Dialect /*dialect*/) const {
  append_list(out, values, false, [](std::string& to, const LargeCommunity& community) { to += community.to_string(); });
}

void LargeCommunities::append_json(std::string& out, Dialect /*dialect*/) const {
  append_json_list(out, values, [](std::string& to, const LargeCommunity& community) {
    to += "[ " + std::to_string(community.global) + ", " + std::to_string(community.local_1) + " , " + std::to_string(community.local_2) + " ]";
  });
}

}  // namespace vigilcast::bgp
