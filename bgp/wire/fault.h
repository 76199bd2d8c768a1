// What is wrong with a received message, and what RFC 7606 asks for. Decoding never stops at judging: it yields the value
// and every fault; whoever receives both acts on the strongest.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "bgp/wire/notification.h"

namespace vigilcast::bgp {

// Ordered by strength (RFC 7606 section 2, section 3 h: the strongest action wins).
enum class FaultAction : std::uint8_t { discard_attribute, treat_as_withdraw, disable_family, reset_session };

struct Fault {
  FaultAction action = FaultAction::reset_session;
  std::uint8_t attribute = 0;  // its type code, 0 when the fault is not in an attribute
  Notification notification;   // what is sent when the action is reset_session
  std::string text;            // "ORIGIN has length 2, not 1"
};

// The strongest of the faults; nullptr when there is none.
const Fault* strongest(std::span<const Fault> faults);

}  // namespace vigilcast::bgp
