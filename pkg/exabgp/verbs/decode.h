// `exabgp decode`: a message, or the NLRI of one, as hexadecimal text -> the JSON line that a helper would have got. Pure.
#pragma once

#include <string>
#include <vector>

#include "bgp/engine/peer_config.h"
#include "pkg/base/result.h"
#include "pkg/base/time.h"
#include "pkg/exabgp/api/messages.h"

namespace vigilcast::exabgp {

enum class DecodeForm : std::uint8_t {
  json,
  commands,  // the lines that make a process announce and withdraw the same routes; prefixes only
};

struct DecodeRequest {
  std::string hex;           // with or without the header; blanks and colons are skipped
  bool nlri = false;         // only destinations, of the first family of the neighbor
  bool open = false;         // without a header: the body of an OPEN, not of an UPDATE
  DecodeForm form = DecodeForm::json;
  bgp::PeerConfig neighbor;  // whose session it is
};

struct DecodedText {
  std::vector<std::string> lines;
  std::vector<std::string> faults;  // what is wrong with the message, for standard error
};

Result<DecodedText> decode(const DecodeRequest& request, const Identity& identity, WallTime now);

}  // namespace vigilcast::exabgp
