// OPERATIONAL messages (draft-ietf-idr-operational-message): words for the people at the other end, and questions about counters with their answers.
// The draft never became a standard; ExaBGP speaks it. Both sides must have named the capability.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "bgp/wire/family.h"
#include "pkg/base/bytes.h"
#include "pkg/base/ip.h"

namespace vigilcast::bgp {

struct Operational {
  enum class Type : std::uint16_t { adm = 1, asm_ = 2, rpcq = 3, rpcp = 4, apcq = 5, apcp = 6, lpcq = 7, lpcp = 8 };

  Type type = Type::adm;
  Family family = kIpv4Unicast;
  std::string advisory;                   // of ADM and ASM
  std::optional<IpAddress> router_id;     // of a question or an answer: who asks; absent in what is to be sent: we do
  std::uint32_t sequence = 0;             // of a question or an answer
  std::uint32_t counter = 0;              // of an answer

  // Said again in each session (static advice); the others are said once.
  [[nodiscard]] bool lasts() const { return type == Type::asm_; }

  friend bool operator==(const Operational&, const Operational&) = default;
};

inline constexpr std::size_t kLongestAdvisory = 2048;

// What a type has behind its family.
enum class OperationalForm : std::uint8_t { advisory, question, answer };
struct OperationalName {
  Operational::Type type;
  std::string_view name;  // "ADM"
  OperationalForm form;
};
const OperationalName* find_operational(std::string_view name);  // any case
const OperationalName* find_operational(Operational::Type type);

// Nothing: malformed, or of a type that we do not know. Neither is a reason to end a session.
std::optional<Operational> decode_operational(ByteView body);
// Appends one whole message; `identifier` stands for a router id that is not given.
void encode_operational(Bytes& out, const Operational& message, const IpAddress& identifier);

}  // namespace vigilcast::bgp
