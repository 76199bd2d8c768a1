// What an ExaBGP user reads in the log: 5.0's lines and, where its guide shows a line that 5.0 lacks, one more with the guide's words. One table has them all.
// To add a line: a row in log_lines.cpp. Pure; any thread.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "bgp/engine/engine.h"
#include "bgp/engine/event.h"
#include "bgp/engine/peer_config.h"
#include "bgp/engine/status.h"

namespace vigilcast::exabgp {

enum class LineLevel : std::uint8_t { debug, info, warning, error, critical };

struct LogLine {
  LineLevel level = LineLevel::info;
  std::string source;    // "reactor": also what log.reactor switches
  std::string text;
  bool limited = false;  // a peer can cause it at will: whoever writes it should bound how often

  // 5.0's short layout: "reactor         loaded new configuration successfully".
  [[nodiscard]] std::string to_string() const;
  friend bool operator==(const LogLine&, const LogLine&) = default;
};

enum class Line : std::uint8_t {
  thank_you,
  welcome,                  // guide
  version,                  // ExaBGP's, vigilcast's
  debug_level,
  performing_reload,        // version
  performing_reload_guide,  // version
  configuration_loaded,
  new_neighbor,             // address, local AS, peer AS
  connected,                // peer number, direction and number, local, remote
  sending_open,             // address
  received_open,            // address
  established,              // address
  announced,                // route
  announced_more,           // how many
  sent_update,              // "route …" or "withdraw route …"
  received_update,          // the same
  update_fault,             // what is wrong
  notification,             // text, "to" or "from", address
  silent_router,            // address
  down,                     // address, why
  not_up,                   // address, why
  route_refused,            // route, address, why
  connection_refused,       // address, why
  state_changed,            // address, from, to
  route_added,              // neighbor, route
  route_removed,            // neighbor, route
  process_started,          // name, pid
  cli_pipes,
  cli_commands,             // the pipe that is read
  cli_answers,              // the pipe that is written
  cli_absent,               // name, name
  cli_socket,               // its path
  healthcheck_inside,       // name
  healthcheck_outside,      // name, why
  process_failed,           // name, why
  process_ended,            // name, how
  process_ended_for_all,    // name, how
  process_given_up,         // name, starts
  process_user,             // whom helpers run as
  process_does_not_read,    // name
  process_reads_again,      // name, messages that it was not told as they were
  process_lost_routes,      // name, how many
  reading_paused,           // address
  reading_resumed,          // address, after how long
  reading_overdue,          // the same
  process_line_too_long,    // name, lines
  process_debug,            // name, text
  command,                  // the command
  more_commands,            // how many, name
  command_refused           // why
};

// The line with its {} filled in, in order.
LogLine log_line(Line line, std::initializer_list<std::string_view> values = {});

// Reading from a peer has stopped, or goes on.
LogLine reading_line(const bgp::ReadingChanged& change, const std::string& who);

// 5.0's line about what a command did: "route added to NEIGHBOR : 10.0.0.0/8 next-hop self med 5", "route removed from NEIGHBOR : 10.0.0.0/8".
LogLine route_change_line(const std::string& neighbor, const bgp::RouteChange& change);
LogLine new_neighbor_line(const bgp::PeerConfig& peer);
// The guide's lines of one UPDATE, without "UPDATE: ": "route 10.0.0.0/8 next-hop 192.168.1.1 origin IGP as-path [ 65000 ]", "withdraw route 10.0.0.0/8".
std::vector<std::string> update_lines(const bgp::UpdateSeen& seen);
// `status` is of the event's peer, after the event; nullptr for a connection that is nobody's.
std::vector<LogLine> log_lines(const bgp::PeerEvent& event, const bgp::PeerStatus* status);

}  // namespace vigilcast::exabgp
