#include "bgp/wire/attr/communities.h"

#include <algorithm>
#include <array>

#include "bgp/wire/attr/words.h"
#include "pkg/base/text.h"

namespace vigilcast::bgp {
namespace {

struct Name {
  std::string_view name;
  Community community;
};
// The first name of a value is the one that is printed.
constexpr std::array kNames{
    Name{"no-export", community::no_export},   Name{"no-advertise", community::no_advertise}, Name{"no-export-subconfed", community::no_export_subconfed},
    Name{"no-peer", community::no_peer},       Name{"blackhole", community::blackhole},       Name{"graceful-shutdown", community::graceful_shutdown},
    Name{"accept-own", community::accept_own}, Name{"llgr-stale", community::llgr_stale},     Name{"no-llgr", community::no_llgr},
    Name{"nopeer", community::no_peer},
};

std::optional<std::uint32_t> number(std::string_view word) {
  if (word.starts_with("0x") || word.starts_with("0X")) return parse_number<std::uint32_t>(word.substr(2), 16);
  const auto colon = word.find(':');
  if (colon == std::string_view::npos) return parse_number<std::uint32_t>(word);
  const auto high = parse_number<std::uint16_t>(word.substr(0, colon));
  const auto low = parse_number<std::uint32_t>(word.substr(colon + 1));
  if (!high || !low) return std::nullopt;
  // ExaBGP adds the halves without a look at the second one, and files rely on what then goes out: 65000:70000 is 65001:4464.
  const std::uint64_t sum = (std::uint64_t{*high} << 16) + *low;
  if (sum > 0xffffffff) return std::nullopt;
  return static_cast<std::uint32_t>(sum);
}

}  // namespace

Result<Community> Community::parse(std::string_view word) {
  std::string name = to_lower(word);
  std::ranges::replace(name, '_', '-');
  if (const auto* found = std::ranges::find(kNames, name, &Name::name); found != kNames.end()) return found->community;
  if (const auto value = number(name)) return Community{*value};
  std::array<std::string_view, kNames.size()> known;
  std::ranges::transform(kNames, known.begin(), &Name::name);
  const auto meant = nearest(name, known);
  return fail("'" + std::string(word) + "' is not a community", "",
              meant ? "did you mean " + *meant + "?" : "write 65000:1, a number, or a name such as no-export");
}

std::string Community::to_string() const {
  if (const auto* found = std::ranges::find(kNames, *this, &Name::community); found != kNames.end()) return std::string(found->name);
  return std::to_string(value >> 16) + ":" + std::to_string(value & 0xffff);
}

std::expected<Communities, Fault> Communities::decode(ByteView value, const Negotiated& /*session*/) {
  if (value.empty() || value.size() % 4 != 0) return wrong_length(kDescriptor, value.size(), "a multiple of 4");
  Communities out;
  out.values.reserve(value.size() / 4);
  for (ByteReader reader(value); !reader.empty();) out.values.push_back({reader.u32()});
  return out;
}

void Communities::encode(Bytes& out, const Negotiated& /*session*/) const {
  ByteWriter writer(out);
  for (const Community community : values) writer.u32(community.value);
}

Result<Communities> Communities::parse(TextCursor& words) {
  auto list = list_of<Community>(words, kDescriptor.name);
  if (!list) return std::unexpected(list.error());
  if (!keeps_written_order(words.dialect())) std::ranges::sort(*list);
  return Communities{std::move(*list)};
}

void Communities::append_text(std::string& out, Dialect /*dialect*/) const {
  append_list(out, values, false, [](std::string& to, Community community) { to += community.to_string(); });
}

void Communities::append_json(std::string& out, Dialect /*dialect*/) const {
  append_json_list(out, values, [](std::string& to, Community community) {
    to += "[ " + std::to_string(community.value >> 16) + ", " + std::to_string(community.value & 0xffff) + " ]";
  });
}

}  // namespace vigilcast::bgp
