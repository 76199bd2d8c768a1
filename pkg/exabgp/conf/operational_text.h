// An OPERATIONAL message as text, shared by file and API: "asm afi ipv4 safi unicast advisory TEXT", "rpcp afi ipv4 safi unicast sequence 7 counter 9".
#pragma once

#include <cstddef>
#include <expected>
#include <span>
#include <string>
#include <string_view>

#include "bgp/wire/operational.h"

namespace vigilcast::exabgp::conf {

struct OperationalWords {
  bgp::Operational message;
  std::size_t used = 0;  // of the words: ExaBGP steps over what follows
};

struct OperationalMistake {
  std::size_t word = 0;  // which one it is about; their number: one is missing
  std::string text;
  std::string hint;      // empty: how the whole is written
};

// What follows the name: pairs, in ExaBGP's order.
std::expected<OperationalWords, OperationalMistake> read_operational(const bgp::OperationalName& name, std::span<const std::string_view> words);

// "afi AFI safi SAFI sequence NUMBER": how the whole is written.
std::string_view operational_usage(bgp::OperationalForm form);

}  // namespace vigilcast::exabgp::conf
