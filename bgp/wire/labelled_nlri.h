// The labels inside a labelled NLRI (RFC 8277): a length in bits that counts them, the labels, and the rest, which is all that
// identifies the route. Where the stack ends is told by its last entry alone.
#pragma once

#include <optional>

#include "bgp/wire/nlri/all.h"

namespace vigilcast::bgp {

// Reads one NLRI off the front into its labels and into `plain`, the same NLRI without them, whose length counts only what is left.
std::optional<NlriProblem> take_labels(const FamilyCodec& codec, ByteReader& from, bool withdrawn, SmallBytes& labels, Bytes& plain);

}  // namespace vigilcast::bgp
