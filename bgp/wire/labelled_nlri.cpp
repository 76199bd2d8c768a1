#include "bgp/wire/labelled_nlri.h"

#include "bgp/wire/label.h"
#include "bgp/wire/route_distinguisher.h"

namespace vigilcast::bgp {
namespace {

constexpr unsigned kLabelBits = 24;

enum class StackEnd : std::uint8_t { found, missing, cut };

struct Stack {
  std::size_t labels = 0;
  StackEnd end = StackEnd::missing;
};

// How many entries there are up to the bottom of the stack, which must be within `bits`.
Stack measure(const FamilyCodec& codec, ByteView body, unsigned bits, bool withdrawn) {
  Stack out;
  const unsigned no_prefix = codec.distinguished ? 8 * static_cast<unsigned>(RouteDistinguisher::kSize) : 0;
  for (ByteReader reader(body); bits >= kLabelBits; bits -= kLabelBits) {
    const MplsLabel label{reader.u24()};
    ++out.labels;
    // Early senders announce explicit null without the mark.
    const bool whole = out.labels == 1 && (withdrawn ? label.marks_withdrawal() : label.entry == 0);
    if (!label.bottom() && !whole) continue;
    // A prefix that was taken for labels leaves nothing: better no route than a default route.
    const bool swallowed = out.labels > 1 && bits == kLabelBits + no_prefix;
    out.end = swallowed ? StackEnd::missing : StackEnd::found;
    return out;
  }
  if (bits > kLabelBits - 8) out.end = StackEnd::cut;  // the octets of a label, but not its bits
  return out;
}

}  // namespace

std::optional<NlriProblem> take_labels(const FamilyCodec& codec, ByteReader& from, bool withdrawn, SmallBytes& labels, Bytes& plain) {
  const unsigned bits = from.u8();
  const ByteView body = from.take((bits + 7) / 8);
  if (!from.ok()) return NlriProblem{FaultAction::reset_session, true, "the last labelled prefix is cut off"};
  if (bits < kLabelBits) {
    return NlriProblem{FaultAction::reset_session, true, "a labelled prefix has " + std::to_string(bits) + " bits, which is less than a label"};
  }
  Stack stack = measure(codec, body, bits, withdrawn);
  if (stack.end != StackEnd::found && withdrawn) stack = {1, StackEnd::found};
  if (stack.end == StackEnd::cut) return NlriProblem{FaultAction::reset_session, true, "a labelled prefix ends inside of a label"};
  if (stack.end == StackEnd::missing) { return NlriProblem{FaultAction::treat_as_withdraw, false, "a labelled prefix has no bottom of the stack"}; }
  const ByteView octets = body.first(stack.labels * MplsLabel::kSize);
  if (!withdrawn) labels.assign(octets);
  plain.assign(1, static_cast<std::uint8_t>(bits - stack.labels * kLabelBits));
  plain.insert(plain.end(), body.begin() + static_cast<std::ptrdiff_t>(octets.size()), body.end());
  return std::nullopt;
}

}  // namespace vigilcast::bgp
