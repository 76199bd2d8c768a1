#include "bgp/wire/label.h"

#include "bgp/wire/attr/words.h"
#include "pkg/base/text.h"

namespace vigilcast::bgp {

Result<LabelStack> parse_labels(TextCursor& words) {
  const auto list = list_of_words(words, "label");
  if (!list) return std::unexpected(list.error());
  if (list->empty()) return fail("label needs a number");
  LabelStack out;
  for (const std::string_view word : *list) {
    const auto value = parse_number<std::uint32_t>(word);
    if (!value || *value > MplsLabel::kMost) return fail("'" + std::string(word) + "' is not an MPLS label", "", "write a number from 0 to 1048575");
    out.push_back(MplsLabel::of(*value, out.size() + 1 == list->size()));
  }
  return out;
}

void append_labels(Bytes& out, std::span<const MplsLabel> labels) {
  ByteWriter writer(out);
  for (const MplsLabel label : labels) writer.u24(label.entry);
}

LabelStack read_labels(ByteView octets) {
  LabelStack out;
  for (ByteReader reader(octets); reader.remaining() >= MplsLabel::kSize;) out.push_back({reader.u24()});
  return out;
}

void append_labels_text(std::string& out, std::span<const MplsLabel> labels) {
  if (labels.empty()) return;
  out += "label ";
  append_list(out, labels, false, [](std::string& to, MplsLabel label) { to += std::to_string(label.value()); });
}

void append_labels_json(std::string& out, std::span<const MplsLabel> labels, bool entries) {
  out += "\"label\": ";
  append_json_list(out, labels, [entries](std::string& to, MplsLabel label) {
    to += "[" + std::to_string(label.value()) + (!entries || label.entry == 0 ? "" : ", " + std::to_string(label.entry)) + "]";
  });
}

}  // namespace vigilcast::bgp
