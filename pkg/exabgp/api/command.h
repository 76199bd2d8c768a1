// The table of API commands: one row each. Help, dispatch and documentation derive from it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pkg/base/result.h"
#include "pkg/exabgp/api/order.h"
#include "pkg/exabgp/api/world.h"
#include "pkg/exabgp/conf/compat.h"

namespace vigilcast::exabgp {

enum class AckMode : std::uint8_t { on, off };

// One call of a command: the selected peers and the words after the command's own.
struct Call {
  const std::string& process;
  const ApiWorld& world;
  Compat compat;
  std::vector<bgp::PeerId> peers;
  bool selector;  // the peers were chosen by the line, not by default
  std::span<const std::string_view> words;
};

// What a command yields when it is understood.
struct Done {
  std::vector<Order> orders;
  std::vector<std::string> lines;     // printed before the acknowledgement
  std::string warning;                // for the log: understood, and probably not what was meant; empty: none
  std::optional<AckMode> ack;         // changes how the following lines are acknowledged
  bool silent = false;                // no acknowledgement for this line
};

struct Command {
  std::string_view words;             // "announce route"
  std::string_view usage;             // what follows
  std::string_view help;
  Result<Done> (*run)(const Call& call);
};

std::span<const Command> commands();

// The rows, by concern.
Result<Done> announce_route(const Call& call);
Result<Done> withdraw_route(const Call& call);
Result<Done> announce_attributes(const Call& call);
Result<Done> withdraw_attributes(const Call& call);
Result<Done> announce_flow(const Call& call);
Result<Done> withdraw_flow(const Call& call);
Result<Done> announce_ipv4(const Call& call);
Result<Done> withdraw_ipv4(const Call& call);
Result<Done> announce_ipv6(const Call& call);
Result<Done> withdraw_ipv6(const Call& call);
Result<Done> announce_vpls(const Call& call);
Result<Done> withdraw_vpls(const Call& call);
Result<Done> announce_eor(const Call& call);
Result<Done> announce_refresh(const Call& call);
Result<Done> announce_watchdog(const Call& call);
Result<Done> withdraw_watchdog(const Call& call);
Result<Done> flush_out(const Call& call);
Result<Done> clear_out(const Call& call);
Result<Done> teardown(const Call& call);
Result<Done> show_neighbors(const Call& call);
Result<Done> show_adj_rib_out(const Call& call);
Result<Done> show_adj_rib_in(const Call& call);
Result<Done> show_version(const Call& call);
Result<Done> show_help(const Call& call);
Result<Done> disable_ack(const Call& call);
Result<Done> enable_ack(const Call& call);
Result<Done> silence_ack(const Call& call);
Result<Done> shut_down(const Call& call);
Result<Done> reload(const Call& call);
Result<Done> restart(const Call& call);

}  // namespace vigilcast::exabgp
