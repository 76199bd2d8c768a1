// Ranges of addresses: both ends included, of one family.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "pkg/base/ip.h"
#include "pkg/base/result.h"

namespace vigilcast::kube {

struct AddressRange {
  IpAddress first, last;

  // "198.51.100.0/24" (all of its addresses), "198.51.100.10-198.51.100.20", or one address.
  static Result<AddressRange> parse(std::string_view text);
  [[nodiscard]] std::string to_string() const;  // a CIDR where it is one
  [[nodiscard]] bool contains(const IpAddress& address) const;
  [[nodiscard]] bool overlaps(const AddressRange& other) const;
  [[nodiscard]] double size() const;
  friend bool operator==(const AddressRange&, const AddressRange&) = default;
};

// Absent after the last of its family.
std::optional<IpAddress> next_address(const IpAddress& address);

}  // namespace vigilcast::kube
