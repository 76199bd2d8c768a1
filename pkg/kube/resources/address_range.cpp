#include "pkg/kube/resources/address_range.h"

#include "pkg/base/text.h"

namespace vigilcast::kube {
namespace {

IpAddress from_bytes(const Bytes& bytes) { return bytes.size() == 4 ? IpAddress::v4(ByteView(bytes)) : IpAddress::v6(ByteView(bytes)); }

// The last address below a prefix.
IpAddress last_of(const Prefix& prefix) {
  Bytes bytes(prefix.address.bytes().begin(), prefix.address.bytes().end());
  for (unsigned bit = prefix.length; bit < prefix.address.bits(); ++bit) bytes[bit / 8] |= static_cast<std::uint8_t>(0x80U >> bit % 8);
  return from_bytes(bytes);
}

std::optional<Prefix> as_prefix(const AddressRange& range) {
  for (unsigned length = 0; length <= range.first.bits(); ++length) {
    const Prefix prefix{range.first, static_cast<std::uint8_t>(length)};
    if (prefix.masked() == prefix && last_of(prefix) == range.last) return prefix;
  }
  return std::nullopt;
}

Result<AddressRange> parse_ends(std::string_view from, std::string_view to) {
  const auto first = IpAddress::parse(trim(from));
  const auto last = IpAddress::parse(trim(to));
  if (!first) return std::unexpected(first.error());
  if (!last) return std::unexpected(last.error());
  if (first->is_v4() != last->is_v4()) return fail("a range has both ends in one family, and " + first->to_string() + "-" + last->to_string() + " has not");
  if (*last < *first)
    return fail("the range " + first->to_string() + "-" + last->to_string() + " ends before it begins", "", "write the smaller address first");
  return AddressRange{*first, *last};
}

}  // namespace

Result<AddressRange> AddressRange::parse(std::string_view text) {
  const auto dash = text.find('-');
  if (dash != std::string_view::npos) return parse_ends(text.substr(0, dash), text.substr(dash + 1));
  const auto prefix = Prefix::parse(trim(text));
  if (!prefix) return std::unexpected(prefix.error());
  return AddressRange{prefix->address, last_of(*prefix)};
}

std::string AddressRange::to_string() const {
  const auto prefix = as_prefix(*this);
  return prefix ? prefix->to_string() : first.to_string() + "-" + last.to_string();
}

bool AddressRange::contains(const IpAddress& address) const { return address.is_v4() == first.is_v4() && first <= address && address <= last; }

bool AddressRange::overlaps(const AddressRange& other) const { return first.is_v4() == other.first.is_v4() && first <= other.last && other.first <= last; }

// Byte by byte, for the difference of two large numbers would lose small ranges.
double AddressRange::size() const {
  double out = 0;
  for (std::size_t i = 0; i < first.bytes().size(); ++i) out = out * 256 + (static_cast<int>(last.bytes()[i]) - static_cast<int>(first.bytes()[i]));
  return out + 1;
}

std::optional<IpAddress> next_address(const IpAddress& address) {
  Bytes bytes(address.bytes().begin(), address.bytes().end());
  for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte) {
    if (++*byte != 0) return from_bytes(bytes);
  }
  return std::nullopt;
}

}  // namespace vigilcast::kube
