#include "bgp/wire/attr/origin.h"

#include <algorithm>
#include <array>

#include "pkg/base/text.h"

namespace vigilcast::bgp {
namespace {

constexpr std::array<std::string_view, 3> kNames{"igp", "egp", "incomplete"};

}  // namespace

std::expected<Origin, Fault> Origin::decode(ByteView value, const Negotiated& /*session*/) {
  if (value.size() != 1) return wrong_length(kDescriptor, value.size(), "1");
  if (value[0] >= kNames.size()) return malformed(kDescriptor, update_error::invalid_origin, "has the undefined value " + std::to_string(value[0]));
  return Origin{static_cast<Value>(value[0])};
}

void Origin::encode(Bytes& out, const Negotiated& /*session*/) const { out.push_back(static_cast<std::uint8_t>(value)); }

Result<Origin> Origin::parse(TextCursor& words) {
  const std::string_view word = words.next();
  const auto* found = std::ranges::find(kNames, to_lower(word));
  if (found == kNames.end()) return fail("'" + std::string(word) + "' is not an origin", "", "write igp, egp or incomplete");
  return Origin{static_cast<Value>(found - kNames.begin())};
}

void Origin::append_text(std::string& out, Dialect /*dialect*/) const { out += kNames[static_cast<std::size_t>(value)]; }

void Origin::append_json(std::string& out, Dialect dialect) const {
  out += '"';
  append_text(out, dialect);
  out += '"';
}

}  // namespace vigilcast::bgp
