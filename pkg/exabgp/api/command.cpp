#include "pkg/exabgp/api/command.h"

#include <array>

namespace vigilcast::exabgp {
namespace {

constexpr bool kSelective = true, kForAll = false;
constexpr auto kBoth = Grammar::both, kClassic = Grammar::classic, kTree = Grammar::tree;
constexpr auto k50 = bgp::Dialect::v5_0, k6 = bgp::Dialect::v6;

constexpr std::string_view kFamilyUsage = "unicast|multicast|nlri-mpls|mpls-vpn PREFIX … | flow|flow-vpn|mcast-vpn|mup|sr-policy …";
constexpr std::string_view kVplsUsage = "endpoint N base N offset N size N rd RD next-hop IP|self …";
constexpr std::string_view kOperationalUsage =
    "asm|adm afi AFI safi SAFI advisory \"TEXT\" | rpcq|apcq|lpcq afi AFI safi SAFI sequence N | rpcp|apcp|lpcp afi AFI safi SAFI sequence N counter N";
constexpr std::string_view kRibUsage = "[extensive] [inet|flow|l2vpn] [IP] [json]";
constexpr std::string_view kCreateUsage =
    "IP local-address IP local-as N peer-as N [router-id IP] [family-allowed FAMILIES] [graceful-restart N] [group-updates true|false] [api PROCESS]…";

constexpr std::string_view kCreate = "a neighbor that no file names; a reload takes it away", kDelete = "take away neighbors that were created";
constexpr std::string_view kStatus = "who this is, and the state of its peers", kQueues = "what waits for each helper to read it";
constexpr std::string_view kSync = "acknowledge changes of routes when they are sent";

constexpr std::array kCommands{
    // What may follow a selector.
    Command{"announce route", "PREFIX next-hop IP|self [attributes]", "announce a route", announce_route, kBoth, kSelective},
    Command{"withdraw route", "PREFIX [next-hop IP|self]", "withdraw a route", withdraw_route, kBoth, kSelective},
    Command{"announce attributes", "[attributes] nlri PREFIX…", "announce several prefixes with the same attributes", announce_attributes, kBoth, kSelective},
    Command{"announce attribute", "[attributes] nlri PREFIX…", "the same", announce_attributes, kBoth, kSelective},
    Command{"withdraw attributes", "[attributes] nlri PREFIX…", "withdraw several prefixes", withdraw_attributes, kBoth, kSelective},
    Command{"withdraw attribute", "[attributes] nlri PREFIX…", "the same", withdraw_attributes, kBoth, kSelective, k50},
    Command{"announce flow", "route { match { … } then { … } }", "announce a FlowSpec rule", announce_flow, kBoth, kSelective},
    Command{"withdraw flow", "route { match { … } then { … } }", "withdraw a FlowSpec rule", withdraw_flow, kBoth, kSelective},
    Command{"announce ipv4", kFamilyUsage, "announce by family", announce_ipv4, kBoth, kSelective, k50},
    Command{"withdraw ipv4", kFamilyUsage, "withdraw by family", withdraw_ipv4, kBoth, kSelective, k50},
    Command{"announce ipv6", kFamilyUsage, "announce by family", announce_ipv6, kBoth, kSelective, k50},
    Command{"withdraw ipv6", kFamilyUsage, "withdraw by family", withdraw_ipv6, kBoth, kSelective, k50},
    Command{"announce l2vpn", "vpls …", "announce by family", announce_l2vpn, kBoth, kSelective, k6},
    Command{"withdraw l2vpn", "vpls …", "withdraw by family", withdraw_l2vpn, kBoth, kSelective, k6},
    Command{"announce vpls", kVplsUsage, "announce a VPLS route", announce_vpls, kBoth, kSelective},
    Command{"withdraw vpls", kVplsUsage, "withdraw a VPLS route", withdraw_vpls, kBoth, kSelective},
    Command{"announce eor", "[AFI SAFI]", "send End-of-RIB (ipv4 unicast by default)", announce_eor, kBoth, kSelective},
    Command{"announce route-refresh", "AFI SAFI", "ask the neighbor to send its routes again", announce_refresh, kBoth, kSelective},
    Command{"announce operational", kOperationalUsage, "say an OPERATIONAL message to neighbors that know them", announce_operational, kBoth, kSelective},
    Command{"announce watchdog", "[NAME]", "announce the routes of a watchdog", announce_watchdog, kBoth, kSelective},
    Command{"withdraw watchdog", "[NAME]", "withdraw the routes of a watchdog", withdraw_watchdog, kBoth, kSelective},
    Command{"teardown", "SUBCODE", "close the session with Cease/SUBCODE; it comes back", teardown, kBoth, kSelective},
    Command{"flush adj-rib out", "", "send all routes again", flush_out, kClassic, kSelective},
    Command{"clear adj-rib", "in|out", "forget what was received, or withdraw all routes", clear_rib, kClassic, kSelective},
    Command{"group", "announce …; withdraw …", "several changes as one batch", announce_group, kTree, kSelective, k6},
    Command{"routes", "[AFI [SAFI]] list", "the routes announced, with their index", list_routes, kTree, kSelective, k6},
    Command{"routes add", "ROUTE", "announce a route", announce_route, kTree, kSelective, k6},
    Command{"routes remove", "ROUTE | index HEX", "withdraw a route", remove_route, kTree, kSelective, k6},
    Command{"show", "[summary|extensive|configuration]", "the sessions that are meant", show_peers, kTree, kSelective, k6},
    // 3.4 to 5.0.
    Command{"show neighbor", "summary|extensive|configuration|json [IP]", "the sessions", show_neighbor, kClassic},
    Command{"show adj-rib out", kRibUsage, "what is announced", show_adj_rib_out, kClassic},
    Command{"show adj-rib in", kRibUsage, "what was received", show_adj_rib_in, kClassic},
    Command{"disable-ack", "", "no acknowledgements from the next line on", disable_ack, kClassic, kForAll, k50},
    Command{"enable-ack", "", "acknowledge again", enable_ack, kClassic, kForAll, k50},
    Command{"silence-ack", "", "no acknowledgements, this line included", silence_ack, kClassic, kForAll, k50},
    Command{"enable-sync", "", kSync, enable_sync, kClassic, kForAll, k6},
    Command{"disable-sync", "", "acknowledge them when they are accepted", disable_sync, kClassic, kForAll, k6},
    Command{"queue-status", "", kQueues, queue_status, kClassic, kForAll, k6},
    Command{"status", "", kStatus, daemon_status, kClassic, kForAll, k6},
    Command{"ping", "[UUID START]", "is anybody there", ping, kClassic, kForAll, k6},
    Command{"bye", "[UUID]", "the end of a conversation", say_bye, kClassic, kForAll, k6},
    Command{"api version", "", "the grammar of the commands", api_version, kClassic, kForAll, k6},
    Command{"create neighbor", kCreateUsage, kCreate, create_peer, kClassic, kForAll, k6},
    Command{"delete neighbor", "IP|*", kDelete, delete_peer, kClassic, kForAll, k6},
    Command{"version", "", "the version", show_version, kClassic},
    Command{"help", "", "this list", show_help, kClassic},
    Command{"reset", "", "forget commands that wait; none do here", reset_queue, kClassic},
    Command{"shutdown", "", "stop the daemon", shut_down, kClassic},
    Command{"reload", "", "read the configuration again", reload, kClassic},
    Command{"restart", "", "read the configuration again and restart every session and process", restart, kClassic},
    // The tree of 6.
    Command{"peer list", "", "address, AS and state of each", list_peers, kTree, kForAll, k6},
    Command{"peer show", "[summary|extensive|configuration] [IP]", "the sessions", show_peers, kTree, kForAll, k6},
    Command{"peer create", kCreateUsage, kCreate, create_peer, kTree, kForAll, k6},
    Command{"peer delete", "IP|*", kDelete, delete_peer, kTree, kForAll, k6},
    Command{"rib show out", kRibUsage, "what is announced", show_rib_out, kTree, kForAll, k6},
    Command{"rib show in", kRibUsage, "what was received", show_rib_in, kTree, kForAll, k6},
    Command{"rib flush out", "", "send all routes again", flush_out, kTree, kForAll, k6},
    Command{"rib clear", "in|out", "forget what was received, or withdraw all routes", clear_rib, kTree, kForAll, k6},
    Command{"group start", "", "the changes that follow need no selector and wait for `group end`", nullptr, kTree, kForAll, k6},
    Command{"group end", "", "makes them all at once", nullptr, kTree, kForAll, k6},
    Command{"session ack", "enable|disable|silence", "whether lines are acknowledged", session_ack, kTree, kForAll, k6},
    Command{"session sync", "enable|disable", kSync, session_sync, kTree, kForAll, k6},
    Command{"session ping", "[UUID START]", "is anybody there", ping, kTree, kForAll, k6},
    Command{"session bye", "[UUID]", "the end of a conversation", say_bye, kTree, kForAll, k6},
    Command{"session reset", "", "forget commands that wait; none do here", reset_session, kTree, kForAll, k6},
    Command{"daemon status", "", kStatus, daemon_status, kTree, kForAll, k6},
    Command{"daemon shutdown", "", "stop the daemon", shut_down_daemon, kTree, kForAll, k6},
    Command{"daemon reload", "", "read the configuration again", reload_daemon, kTree, kForAll, k6},
    Command{"daemon restart", "", "read the configuration again and restart every session and process", restart_daemon, kTree, kForAll, k6},
    Command{"system queue-status", "", kQueues, queue_status, kTree, kForAll, k6},
    Command{"system version", "", "the version", show_system_version, kTree, kForAll, k6},
    Command{"system api version", "", "the grammar of the commands", api_version, kTree, kForAll, k6},
    Command{"system help", "", "this list", show_help, kTree, kForAll, k6},
};

}  // namespace

std::span<const Command> commands() { return kCommands; }

bool knows(Compat compat, const Command& command) { return compat == Compat::auto_ || command.since <= dialect_of(compat); }

}  // namespace vigilcast::exabgp
