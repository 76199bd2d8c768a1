// Append-only JSON for streams where key order and spacing are part of the format (the ExaBGP messages) and speed counts.
// Everything else uses pkg/json. Strings from the network come out as valid UTF-8 always.
#pragma once

#include <string>
#include <string_view>

namespace vigilcast {

// Appends `text` quoted and escaped; bytes that are no UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);
std::string json_string(std::string_view text);

}  // namespace vigilcast
