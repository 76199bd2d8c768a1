#include "bgp/wire/attr/link_state.h"

#include <algorithm>
#include <set>
#include <vector>

#include "bgp/wire/attr/link_state_tlvs.h"
#include "bgp/wire/notification.h"
#include "pkg/base/text.h"

namespace vigilcast::bgp {
namespace {

using ls::AttributeTlv;

// What becomes one member: all TLVs of a list, or a single one. Those that are not understood make a list for each type.
struct Member {
  std::uint16_t type = 0;
  const AttributeTlv* row = nullptr;
  std::vector<ByteView> values;

  [[nodiscard]] bool is_list() const { return row == nullptr || !row->open.empty(); }
  [[nodiscard]] bool takes(std::uint16_t other, const AttributeTlv* other_row) const {
    if (!is_list()) return false;
    return row == nullptr ? type == other : other_row != nullptr && row->name == other_row->name;
  }
};

std::vector<Member> members_of(ByteView tlvs) {
  std::vector<Member> out;
  for (ByteReader reader(tlvs); const auto tlv = read_tlv(reader);) {
    const AttributeTlv* row = ls::find_attribute_tlv(tlv->type);
    const auto found = std::ranges::find_if(out, [&](const Member& member) { return member.takes(tlv->type, row); });
    if (found != out.end()) {
      found->values.push_back(tlv->value);
    } else {
      out.push_back({tlv->type, row, {tlv->value}});
    }
  }
  return out;
}

void append_value(std::string& out, const AttributeTlv* row, ByteView value) {
  if (row != nullptr) return row->append(out, value);
  out += "\"0x" + to_hex(value) + "\"";
}

void append_member(std::string& out, const Member& member) {
  out += "\"" + (member.row != nullptr ? std::string(member.row->name) : "generic-lsid-" + std::to_string(member.type)) + "\": ";
  out += member.row != nullptr ? member.row->open : "[";
  for (std::size_t i = 0; i < member.values.size(); ++i) {
    if (i != 0) out += ", ";
    append_value(out, member.row, member.values[i]);
  }
  out += member.row != nullptr ? member.row->close : "]";
}

}  // namespace

std::expected<LinkState, Fault> LinkState::decode(ByteView value, const Negotiated& /*session*/) {
  for (ByteReader reader(value); !reader.empty();) {
    const auto tlv = read_tlv(reader);
    if (!tlv) return malformed(kDescriptor, update_error::attribute_length, "ends inside a TLV");
    const AttributeTlv* row = ls::find_attribute_tlv(tlv->type);
    if (row != nullptr && !row->valid(tlv->value)) {
      return malformed(kDescriptor, update_error::attribute_length,
                       "has a TLV " + std::to_string(tlv->type) + " (" + std::string(row->name) + ") that is malformed: 0x" +
                           to_hex(tlv->value.first(std::min<std::size_t>(tlv->value.size(), 32))));
    }
  }
  return LinkState{Bytes(value.begin(), value.end())};
}

void LinkState::encode(Bytes& out, const Negotiated& /*session*/) const { out.insert(out.end(), tlvs.begin(), tlvs.end()); }

Result<LinkState> LinkState::parse(TextCursor& words) {
  const std::string word(words.next());
  const auto value = word.starts_with("0x") ? from_hex(std::string_view(word).substr(2)) : std::nullopt;
  if (!value) return fail("'" + word + "' is not a bgp-ls attribute", "", "write its TLVs as they are on the wire: 0x04020006726F75746572");
  auto decoded = decode(*value, {});
  if (!decoded) return fail(decoded.error().text);
  return *std::move(decoded);
}

void LinkState::append_text(std::string& out, Dialect /*dialect*/) const { out += "0x" + to_hex(tlvs); }

void LinkState::append_json(std::string& out, Dialect /*dialect*/) const {
  const std::vector<Member> members = members_of(tlvs);
  out += "{ ";
  for (const Member& member : members) {
    if (&member != &members.front()) out += ", ";
    append_member(out, member);
  }
  out += " }";
}

}  // namespace vigilcast::bgp
