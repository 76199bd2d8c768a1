// Segments of a segment list: types A and B (RFC 9830 section 2.4.4.2), C to K (RFC 9831). One row each, for the parser and the printer.
#pragma once

#include <optional>
#include <string>

#include "bgp/wire/text_cursor.h"
#include "pkg/base/bytes.h"
#include "pkg/base/result.h"

namespace vigilcast::bgp::sr_policy {

// What follows the word `segment`: "type-a mpls 16", "type-c ipv4 192.0.2.1 algorithm 0 sid 16". Appends the sub-TLV.
Result<void> parse_segment(TextCursor& words, Bytes& out);
// Nothing when the type is not known or its fields are not there. What is printed need not say everything.
std::optional<std::string> segment_text(std::uint8_t type, ByteView value);

// A number up to `most`, for the messages of this folder.
Result<std::uint32_t> number(TextCursor& words, std::string_view name, std::uint32_t most);

}  // namespace vigilcast::bgp::sr_policy
