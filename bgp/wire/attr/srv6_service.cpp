#include "bgp/wire/attr/srv6_service.h"

namespace vigilcast::bgp::srv6 {
namespace {

constexpr std::uint8_t kSidInformation = 1;
constexpr std::uint8_t kSidStructure = 1;
constexpr std::uint16_t kSidInformationSize = 21;
constexpr std::uint16_t kSidStructureSize = 6;
constexpr unsigned kSidBits = 128;

struct Tlv {
  std::uint8_t type = 0;
  ByteView value;
};

// Type, length in two octets, value. The reader turns bad when the TLV is cut off.
Tlv read_tlv(ByteReader& reader) {
  const std::uint8_t type = reader.u8();
  return {type, reader.take(reader.u16())};
}

SidStructure read_structure(ByteView value) {
  ByteReader reader(value);
  SidStructure out;
  out.locator_block = reader.u8();
  out.locator_node = reader.u8();
  out.function = reader.u8();
  out.argument = reader.u8();
  out.transposition_length = reader.u8();
  out.transposition_offset = reader.u8();
  return out;
}

std::string check_structure(ByteView value) {
  if (value.size() != kSidStructureSize) return "has a SID structure of length " + std::to_string(value.size()) + ", not 6";
  const SidStructure structure = read_structure(value);
  if (structure.locator_block + structure.locator_node + structure.function + structure.argument > static_cast<int>(kSidBits)) {
    return "has a SID structure of more than 128 bits";
  }
  if (structure.transposition_offset + structure.transposition_length > static_cast<int>(kSidBits)) return "moves bits from behind the end of a SID";
  return {};
}

std::string check_information(ByteView value) {
  if (value.size() < kSidInformationSize) return "has a SID of length " + std::to_string(value.size()) + ", not 21 or more";
  for (ByteReader reader(value.subspan(kSidInformationSize)); !reader.empty();) {
    const Tlv tlv = read_tlv(reader);
    if (!reader.ok()) return "has a sub-sub-TLV that is cut off";
    if (tlv.type != kSidStructure) continue;
    if (std::string why = check_structure(tlv.value); !why.empty()) return why;
  }
  return {};
}

Sid read_sid(ByteView value) {
  ByteReader reader(value);
  reader.u8();  // reserved
  Sid out;
  out.address = IpAddress::v6(reader.take(16));
  out.flags = reader.u8();
  out.behavior = reader.u16();
  reader.u8();  // reserved
  while (!reader.empty()) {
    const Tlv tlv = read_tlv(reader);
    if (tlv.type == kSidStructure && !out.structure) out.structure = read_structure(tlv.value);
  }
  return out;
}

}  // namespace

std::string check_service(ByteView value) {
  ByteReader reader(value);
  reader.u8();  // reserved
  if (!reader.ok()) return "has an empty service";
  while (!reader.empty()) {
    const Tlv tlv = read_tlv(reader);
    if (!reader.ok()) return "has a sub-TLV that is cut off";
    if (tlv.type != kSidInformation) continue;
    if (std::string why = check_information(tlv.value); !why.empty()) return why;
  }
  return {};
}

std::vector<Sid> sids_of(ByteView value) {
  std::vector<Sid> out;
  ByteReader reader(value);
  reader.u8();
  while (!reader.empty()) {
    const Tlv tlv = read_tlv(reader);
    if (reader.ok() && tlv.type == kSidInformation && tlv.value.size() >= kSidInformationSize) out.push_back(read_sid(tlv.value));
  }
  return out;
}

Bytes encode_service(const Sid& sid) {
  constexpr std::uint16_t kTlvHeader = 3;
  Bytes out;
  ByteWriter writer(out);
  writer.u8(0).u8(kSidInformation).u16(kSidInformationSize + (sid.structure ? kTlvHeader + kSidStructureSize : 0));
  writer.u8(0).bytes(sid.address.bytes()).u8(sid.flags).u16(sid.behavior).u8(0);
  if (const auto& structure = sid.structure) {
    writer.u8(kSidStructure).u16(kSidStructureSize).u8(structure->locator_block).u8(structure->locator_node).u8(structure->function);
    writer.u8(structure->argument).u8(structure->transposition_length).u8(structure->transposition_offset);
  }
  return out;
}

}  // namespace vigilcast::bgp::srv6
