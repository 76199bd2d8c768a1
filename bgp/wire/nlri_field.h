// A field of several NLRI, with what frames each of them: path identifiers where they were negotiated (RFC 7911), and the labels of
// labelled families (RFC 8277).
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "bgp/wire/nlri/all.h"

namespace vigilcast::bgp {

struct NlriField {
  std::vector<Nlri> nlri;
  std::vector<SmallBytes> labels;      // of each of them, in a labelled family; as in NextHop
  std::size_t skipped = 0;             // read over because of a problem
  std::optional<NlriProblem> problem;  // the strongest; when it is `lost`, the field was not read to its end
};

// The labels of withdrawn routes say nothing, whatever they are (RFC 8277 section 2.4).
enum class FieldKind : std::uint8_t { announced, withdrawn };
NlriField decode_nlri_field(const FamilyCodec& codec, ByteView field, bool path_ids, FieldKind kind = FieldKind::announced);

// What is written around each NLRI.
struct NlriFraming {
  bool path_ids = false;
  ByteView labels{};
};

// How many from the front fit into `room` octets, and what they take. One whose length does not fit into its octet, because of the labels, never fits.
struct NlriFit {
  std::size_t count = 0;
  std::size_t octets = 0;
};
NlriFit fit_nlri(std::span<const NlriView> nlri, const NlriFraming& framing, std::size_t room);
void append_nlri(Bytes& out, std::span<const NlriView> nlri, const NlriFraming& framing, std::size_t octets);

}  // namespace vigilcast::bgp
