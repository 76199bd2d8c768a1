#include "bgp/wire/attr/descriptor.h"

namespace vigilcast::bgp {

std::unexpected<Fault> malformed(const AttributeDescriptor& descriptor, std::uint8_t subcode, std::string why) {
  return std::unexpected(Fault{.action = descriptor.malformed,
                               .attribute = descriptor.code,
                               .notification = {.code = ErrorCode::update_message, .subcode = subcode, .data = {}},
                               .text = std::string(descriptor.name) + " " + std::move(why)});
}

std::unexpected<Fault> wrong_length(const AttributeDescriptor& descriptor, std::size_t length, std::string_view expected) {
  return malformed(descriptor, update_error::attribute_length, "has length " + std::to_string(length) + ", not " + std::string(expected));
}

}  // namespace vigilcast::bgp
