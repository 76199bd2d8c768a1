// BGP messages as people paste them (hex, with or without their header) decoded to JSON as ExaBGP prints it. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bgp/wire/family.h"
#include "pkg/base/result.h"

namespace vigilcast::cmd {

struct DecodedMessage {
  std::string json;                 // { "update": … }, { "open": … }, { "notification": … } …
  std::vector<std::string> faults;  // what is wrong with it, with the RFC 7606 action
};

// One after the other, as on a stream; without a header, the bytes are taken for the body of one UPDATE. AS numbers have four bytes.
// `family`: the only one that counts as negotiated; nothing: all that are known.
Result<std::vector<DecodedMessage>> decode_messages(std::string_view hex, std::optional<bgp::Family> family);

}  // namespace vigilcast::cmd
