#include "pkg/exabgp/api/command.h"

#include <array>

namespace vigilcast::exabgp {
namespace {

constexpr std::array kCommands{
    Command{"announce route", "PREFIX next-hop IP|self [attributes]", "announce a route", announce_route},
    Command{"withdraw route", "PREFIX [next-hop IP|self]", "withdraw a route", withdraw_route},
    Command{"announce attributes", "[attributes] nlri PREFIX…", "announce several prefixes with the same attributes", announce_attributes},
    Command{"announce attribute", "[attributes] nlri PREFIX…", "the same", announce_attributes},
    Command{"withdraw attributes", "[attributes] nlri PREFIX…", "withdraw several prefixes", withdraw_attributes},
    Command{"withdraw attribute", "[attributes] nlri PREFIX…", "the same", withdraw_attributes},
    Command{"announce flow", "route { match { … } then { … } }", "announce a FlowSpec rule", announce_flow},
    Command{"withdraw flow", "route { match { … } then { … } }", "withdraw a FlowSpec rule", withdraw_flow},
    Command{"announce ipv4", "unicast|multicast|nlri-mpls|mpls-vpn PREFIX next-hop IP|self … | flow|flow-vpn|mcast-vpn|mup …", "announce by family",
            announce_ipv4},
    Command{"withdraw ipv4", "unicast|multicast|nlri-mpls|mpls-vpn PREFIX … | flow|flow-vpn|mcast-vpn|mup …", "withdraw by family", withdraw_ipv4},
    Command{"announce ipv6", "unicast|multicast|nlri-mpls|mpls-vpn PREFIX next-hop IP|self … | flow|flow-vpn|mcast-vpn|mup …", "announce by family",
            announce_ipv6},
    Command{"withdraw ipv6", "unicast|multicast|nlri-mpls|mpls-vpn PREFIX … | flow|flow-vpn|mcast-vpn|mup …", "withdraw by family", withdraw_ipv6},
    Command{"announce vpls", "endpoint N base N offset N size N rd RD next-hop IP|self …", "announce a VPLS route", announce_vpls},
    Command{"withdraw vpls", "endpoint N base N offset N size N rd RD …", "withdraw a VPLS route", withdraw_vpls},
    Command{"announce eor", "[AFI SAFI]", "send End-of-RIB (ipv4 unicast by default)", announce_eor},
    Command{"announce route-refresh", "AFI SAFI", "ask the neighbor to send its routes again", announce_refresh},
    Command{"announce watchdog", "[NAME]", "announce the routes of a watchdog", announce_watchdog},
    Command{"withdraw watchdog", "[NAME]", "withdraw the routes of a watchdog", withdraw_watchdog},
    Command{"flush adj-rib out", "", "send all routes again", flush_out},
    Command{"clear adj-rib out", "", "withdraw all routes", clear_out},
    Command{"teardown", "SUBCODE", "close the session with Cease/SUBCODE; it comes back", teardown},
    Command{"show neighbor summary", "", "the sessions, a line each", show_neighbors},
    Command{"show neighbor", "[summary]", "the same", show_neighbors},
    Command{"show adj-rib out", "[extensive]", "what is announced", show_adj_rib_out},
    Command{"show adj-rib in", "[extensive]", "what was received", show_adj_rib_in},
    Command{"disable-ack", "", "no acknowledgements from the next line on", disable_ack},
    Command{"enable-ack", "", "acknowledge again", enable_ack},
    Command{"silence-ack", "", "no acknowledgements, this line included", silence_ack},
    Command{"version", "", "the version", show_version},
    Command{"help", "", "this list", show_help},
    Command{"shutdown", "", "stop the daemon", shut_down},
    Command{"reload", "", "read the configuration again", reload},
    Command{"restart", "", "read the configuration again and restart every session and process", restart},
};

}  // namespace

std::span<const Command> commands() { return kCommands; }

}  // namespace vigilcast::exabgp
