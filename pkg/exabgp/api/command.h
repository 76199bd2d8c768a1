// The table of API commands: one row each. Dispatch, help, completion and documentation derive from it.
//
// There are two grammars: that of 3.4 to 5.0 (`neighbor S announce route …`, `show adj-rib in`), and the tree of 6 (`peer S announce route …`,
// `rib show in`), whose answers are JSON. What may follow a selector is mostly common to both.
#pragma once

#include <optional>
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
  std::optional<bool> sync;           // changes whether those about routes are acknowledged when they are sent only
  bool silent = false;                // no acknowledgement for this line
};

enum class Grammar : std::uint8_t { classic, tree, both };

struct Command {
  std::string_view words;             // "announce route"
  std::string_view usage;             // what follows
  std::string_view help;
  Result<Done> (*run)(const Call& call);  // nullptr: the dialogue itself does it
  Grammar grammar = Grammar::both;
  bool selective = false;             // is about neighbors, which a selector in front chooses
  bgp::Dialect since = bgp::Dialect::v3_4;
};

std::span<const Command> commands();
// A version's own, or all with auto.
bool knows(Compat compat, const Command& command);

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
Result<Done> announce_l2vpn(const Call& call);
Result<Done> withdraw_l2vpn(const Call& call);
Result<Done> announce_vpls(const Call& call);
Result<Done> withdraw_vpls(const Call& call);
Result<Done> announce_eor(const Call& call);
Result<Done> announce_refresh(const Call& call);
Result<Done> announce_operational(const Call& call);
Result<Done> announce_watchdog(const Call& call);
Result<Done> withdraw_watchdog(const Call& call);

Result<Done> announce_group(const Call& call);
Result<Done> list_routes(const Call& call);
Result<Done> remove_route(const Call& call);

Result<Done> flush_out(const Call& call);
Result<Done> clear_rib(const Call& call);
Result<Done> teardown(const Call& call);
Result<Done> create_peer(const Call& call);
Result<Done> delete_peer(const Call& call);

Result<Done> show_neighbor(const Call& call);
Result<Done> list_peers(const Call& call);
Result<Done> show_peers(const Call& call);
Result<Done> show_adj_rib_out(const Call& call);
Result<Done> show_adj_rib_in(const Call& call);
Result<Done> show_rib_out(const Call& call);
Result<Done> show_rib_in(const Call& call);

Result<Done> show_version(const Call& call);
Result<Done> show_help(const Call& call);
Result<Done> show_system_version(const Call& call);
Result<Done> api_version(const Call& call);
Result<Done> daemon_status(const Call& call);
Result<Done> ping(const Call& call);
Result<Done> say_bye(const Call& call);
Result<Done> reset_queue(const Call& call);
Result<Done> reset_session(const Call& call);
Result<Done> session_sync(const Call& call);
Result<Done> enable_sync(const Call& call);
Result<Done> disable_sync(const Call& call);
Result<Done> queue_status(const Call& call);
Result<Done> session_ack(const Call& call);
Result<Done> disable_ack(const Call& call);
Result<Done> enable_ack(const Call& call);
Result<Done> silence_ack(const Call& call);
Result<Done> shut_down(const Call& call);
Result<Done> reload(const Call& call);
Result<Done> restart(const Call& call);
Result<Done> shut_down_daemon(const Call& call);
Result<Done> reload_daemon(const Call& call);
Result<Done> restart_daemon(const Call& call);

}  // namespace vigilcast::exabgp
