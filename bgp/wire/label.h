// MPLS labels as NLRI carry them (RFC 8277 section 2): three octets each, of which 20 bits are the label, three are reserved
// and the last one marks the bottom of the stack. Reserved bits are kept as they came.
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "bgp/wire/text_cursor.h"
#include "pkg/base/bytes.h"
#include "pkg/base/result.h"

namespace vigilcast::bgp {

struct MplsLabel {
  std::uint32_t entry = 0;  // the 24 bits

  static constexpr std::size_t kSize = 3;
  static constexpr std::uint32_t kMost = 0xfffff;

  static constexpr MplsLabel of(std::uint32_t value, bool bottom) { return {((value & kMost) << 4) | (bottom ? 1U : 0U)}; }
  [[nodiscard]] constexpr std::uint32_t value() const { return entry >> 4; }
  [[nodiscard]] constexpr bool bottom() const { return (entry & 1) != 0; }
  // What stands in place of a stack where a route is withdrawn: 0x800000, and 0x000000 of early senders.
  [[nodiscard]] constexpr bool marks_withdrawal() const { return entry == 0x800000 || entry == 0; }

  friend auto operator<=>(const MplsLabel&, const MplsLabel&) = default;
};

using LabelStack = std::vector<MplsLabel>;  // the top first

// "16" or "[ 16 17 ]"; the last one gets the mark of the bottom.
Result<LabelStack> parse_labels(TextCursor& words);
void append_labels(Bytes& out, std::span<const MplsLabel> labels);
LabelStack read_labels(ByteView octets);  // three octets each; what is left over is not read

// "label 16", "label [ 16 17 ]"; nothing without labels.
void append_labels_text(std::string& out, std::span<const MplsLabel> labels);
// "\"label\": [ [16, 257] ]": the label and the entry it stands in, as ExaBGP prints those of EVPN; "\"label\": [ [16] ]" without entries,
// as it prints all others.
void append_labels_json(std::string& out, std::span<const MplsLabel> labels, bool entries = true);

}  // namespace vigilcast::bgp
