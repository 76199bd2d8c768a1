// Attributes that are kept byte for byte and whose meaning is of no concern here, but whose malformed forms have an RFC 7606 action.
#pragma once

#include <optional>
#include <string>

#include "bgp/wire/attr/descriptor.h"

namespace vigilcast::bgp {

struct OpaqueAttribute {
  AttributeDescriptor descriptor;
  std::string (*check)(ByteView value);  // why the value is malformed; empty when it is not
};

const OpaqueAttribute* find_opaque(std::uint8_t code);  // nullptr: nothing is known of the attribute

}  // namespace vigilcast::bgp
