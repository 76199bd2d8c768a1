#include "bgp/bfd/packet.h"

#include <algorithm>
#include <array>

namespace vigilcast::bgp::bfd {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::uint8_t kPollBit = 0x20, kFinalBit = 0x10, kIndependentBit = 0x08, kAuthenticationBit = 0x04, kDemandBit = 0x02, kMultipointBit = 0x01;
constexpr std::size_t kAuthenticationHead = 8;  // type, length, key id, reserved, sequence number
constexpr std::uint8_t kSimplePassword = 1;

using Refusal = std::string_view;

constexpr std::array<std::string_view, 4> kStates{"AdminDown", "Down", "Init", "Up"};
constexpr std::array<std::string_view, 9> kDiagnostics{
    "no diagnostic", "control detection time expired", "echo function failed",  "neighbor signaled session down", "forwarding plane reset",
    "path down",     "concatenated path down",         "administratively down", "reverse concatenated path down"};

std::expected<Authentication, Refusal> decode_authentication(ByteView section) {
  if (section.size() < 2) return std::unexpected("too short for the authentication section that it announces");
  ByteReader reader(section);
  const std::uint8_t type = reader.u8();
  const std::uint8_t length = reader.u8();
  if (type == kSimplePassword) return std::unexpected("authenticated by a simple password, which is not supported");
  if (type < 2 || type > 5) return std::unexpected("unknown type of authentication");
  Authentication out{.type = AuthenticationType{type}, .digest = {}};
  if (length != kAuthenticationHead + digest_size(out.type)) return std::unexpected("the length of the authentication section is wrong for its type");
  if (length > section.size()) return std::unexpected("the authentication section is longer than the packet");
  out.key_id = reader.u8();
  reader.u8();  // reserved
  out.sequence = reader.u32();
  const ByteView digest = reader.take(digest_size(out.type));
  out.digest.assign(digest.begin(), digest.end());
  return out;
}

Packet decode_fields(ByteView data) {
  ByteReader reader(data);
  Packet out;
  out.diagnostic = Diagnostic{static_cast<std::uint8_t>(reader.u8() & 0x1fU)};
  const std::uint8_t flags = reader.u8();
  out.state = State{static_cast<std::uint8_t>(flags >> 6U)};
  out.poll = (flags & kPollBit) != 0;
  out.final = (flags & kFinalBit) != 0;
  out.independent = (flags & kIndependentBit) != 0;
  out.demand = (flags & kDemandBit) != 0;
  out.multiplier = reader.u8();
  reader.u8();  // length
  out.my_discriminator = reader.u32();
  out.your_discriminator = reader.u32();
  out.desired_min_tx = std::chrono::microseconds(reader.u32());
  out.required_min_rx = std::chrono::microseconds(reader.u32());
  out.required_min_echo_rx = std::chrono::microseconds(reader.u32());
  return out;
}

// The order is that of RFC 5880 section 6.8.6.
std::optional<Refusal> fault_of(const Packet& packet) {
  if (packet.multiplier == 0) return "the detection multiplier is 0";
  if (packet.my_discriminator == 0) return "the sender's discriminator is 0";
  if (packet.your_discriminator == 0 && packet.state != State::down && packet.state != State::admin_down)
    return "without our discriminator, though its state is Init or Up";
  return std::nullopt;
}

std::uint32_t microseconds(std::chrono::microseconds value) {
  return static_cast<std::uint32_t>(std::clamp<std::chrono::microseconds::rep>(value.count(), 0, UINT32_MAX));
}

}  // namespace

std::string_view state_name(State state) { return kStates[static_cast<std::size_t>(state)]; }

std::string diagnostic_text(Diagnostic diagnostic) {
  const auto index = static_cast<std::size_t>(diagnostic);
  return index < kDiagnostics.size() ? std::string(kDiagnostics[index]) : "diagnostic " + std::to_string(index);
}

std::size_t digest_size(AuthenticationType type) { return type == AuthenticationType::keyed_md5 || type == AuthenticationType::meticulous_md5 ? 16 : 20; }

std::expected<Packet, Refusal> decode(ByteView datagram) {
  if (datagram.size() < kPacketSize) return std::unexpected("shorter than any BFD packet");
  if (datagram[0] >> 5U != kVersion) return std::unexpected("not version 1 of BFD");
  const bool authenticated = (datagram[1] & kAuthenticationBit) != 0;
  const std::size_t length = datagram[3];
  if (length < kPacketSize + (authenticated ? 2 : 0)) return std::unexpected("the length that it names is too short");
  if (length > datagram.size()) return std::unexpected("cut off: shorter than the length that it names");
  if ((datagram[1] & kMultipointBit) != 0) return std::unexpected("the multipoint bit is set, which is not defined");
  Packet out = decode_fields(datagram);
  if (const auto fault = fault_of(out)) return std::unexpected(*fault);
  if (!authenticated) return out;
  auto section = decode_authentication(datagram.first(length).subspan(kPacketSize));
  if (!section) return std::unexpected(section.error());
  out.authentication = *std::move(section);
  return out;
}

Bytes encode(const Packet& packet) {
  Bytes out;
  ByteWriter writer(out);
  const std::size_t extra = packet.authentication ? kAuthenticationHead + packet.authentication->digest.size() : 0;
  unsigned flags = static_cast<unsigned>(packet.state) << 6U;
  if (packet.poll) flags |= kPollBit;
  if (packet.final) flags |= kFinalBit;
  if (packet.independent) flags |= kIndependentBit;
  if (packet.authentication) flags |= kAuthenticationBit;
  if (packet.demand) flags |= kDemandBit;
  writer.u8(static_cast<std::uint8_t>((kVersion << 5U) | (static_cast<unsigned>(packet.diagnostic) & 0x1fU)));
  writer.u8(static_cast<std::uint8_t>(flags)).u8(packet.multiplier).u8(static_cast<std::uint8_t>(kPacketSize + extra));
  writer.u32(packet.my_discriminator).u32(packet.your_discriminator);
  writer.u32(microseconds(packet.desired_min_tx)).u32(microseconds(packet.required_min_rx)).u32(microseconds(packet.required_min_echo_rx));
  if (const auto& section = packet.authentication) {
    writer.u8(static_cast<std::uint8_t>(section->type)).u8(static_cast<std::uint8_t>(extra)).u8(section->key_id).u8(0).u32(section->sequence);
    writer.bytes(section->digest);
  }
  return out;
}

}  // namespace vigilcast::bgp::bfd
