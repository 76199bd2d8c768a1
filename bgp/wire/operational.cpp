#include "bgp/wire/operational.h"

#include <algorithm>
#include <array>

#include "bgp/wire/header.h"
#include "pkg/base/text.h"

namespace vigilcast::bgp {
namespace {

using Type = Operational::Type;
using Form = OperationalForm;

constexpr std::array<OperationalName, 8> kRows{{{Type::adm, "ADM", Form::advisory},
                                                {Type::asm_, "ASM", Form::advisory},
                                                {Type::rpcq, "RPCQ", Form::question},
                                                {Type::rpcp, "RPCP", Form::answer},
                                                {Type::apcq, "APCQ", Form::question},
                                                {Type::apcp, "APCP", Form::answer},
                                                {Type::lpcq, "LPCQ", Form::question},
                                                {Type::lpcp, "LPCP", Form::answer}}};

}  // namespace

const OperationalName* find_operational(std::string_view name) {
  const auto* found = std::ranges::find_if(kRows, [&](const OperationalName& row) { return to_lower(row.name) == to_lower(name); });
  return found == kRows.end() ? nullptr : found;
}

const OperationalName* find_operational(Operational::Type type) {
  const auto* found = std::ranges::find(kRows, type, &OperationalName::type);
  return found == kRows.end() ? nullptr : found;
}

std::optional<Operational> decode_operational(ByteView body) {
  ByteReader reader(body);
  // NOLINTBEGIN(clang-analyzer-optin.core.EnumCastOutOfRange): what has no name is not found below, or is a family without a name
  const OperationalName* row = find_operational(Type{reader.u16()});
  ByteReader value(reader.take(reader.u16()));
  Operational out;
  const Afi afi{value.u16()};
  out.family = {afi, Safi{value.u8()}};
  // NOLINTEND(clang-analyzer-optin.core.EnumCastOutOfRange)
  if (row == nullptr || !reader.ok() || !reader.empty()) return std::nullopt;
  out.type = row->type;
  if (row->form == Form::advisory) {
    out.advisory = std::string(as_text(value.rest()));
  } else {
    out.router_id = IpAddress::v4(value.u32());
    out.sequence = value.u32();
    if (row->form == Form::answer) out.counter = value.u32();
  }
  if (!value.ok() || !value.empty()) return std::nullopt;
  return out;
}

void encode_operational(Bytes& out, const Operational& message, const IpAddress& identifier) {
  const OperationalName* row = find_operational(message.type);
  Bytes value;
  ByteWriter writer(value);
  writer.u16(static_cast<std::uint16_t>(message.family.afi)).u8(static_cast<std::uint8_t>(message.family.safi));
  if (row == nullptr || row->form == Form::advisory) {
    writer.text(std::string_view(message.advisory).substr(0, kLongestAdvisory));
  } else {
    writer.u32(message.router_id.value_or(identifier).to_u32()).u32(message.sequence);
    if (row->form == Form::answer) writer.u32(message.counter);
  }
  append_message(out, MessageType::operational,
                 [&] { ByteWriter(out).u16(static_cast<std::uint16_t>(message.type)).u16(static_cast<std::uint16_t>(value.size())).bytes(value); });
}

}  // namespace vigilcast::bgp
