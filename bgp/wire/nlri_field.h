// A field of several NLRI, with path identifiers where they were negotiated (RFC 7911).
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "bgp/wire/nlri/all.h"

namespace vigilcast::bgp {

struct NlriField {
  std::vector<Nlri> nlri;
  std::size_t skipped = 0;             // read over because of a problem
  std::optional<NlriProblem> problem;  // the strongest; when it is `lost`, the field was not read to its end
};

NlriField decode_nlri_field(const FamilyCodec& codec, ByteView field, bool path_ids);

// How many from the front fit into `room` octets, and what they take.
struct NlriFit {
  std::size_t count = 0;
  std::size_t octets = 0;
};
NlriFit fit_nlri(std::span<const Nlri> nlri, bool path_ids, std::size_t room);
void append_nlri(Bytes& out, std::span<const Nlri> nlri, bool path_ids, std::size_t octets);

}  // namespace vigilcast::bgp
