// What an ExaBGP user reads in the log: 5.0's lines and, where its guide shows a line that 5.0 lacks, one more with the guide's words. One table has them all.
// To add a line: a row in log_lines.cpp. Pure; the core loop's thread for SessionLog.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "bgp/engine/event.h"
#include "bgp/engine/peer_config.h"

namespace vigilcast::exabgp {

enum class LogLevel : std::uint8_t { debug, info, warning, error, critical };

struct LogLine {
  LogLevel level = LogLevel::info;
  std::string source;  // "reactor": also what log.reactor switches
  std::string text;

  // 5.0's short layout: "reactor         loaded new configuration successfully".
  [[nodiscard]] std::string to_string() const;
  friend bool operator==(const LogLine&, const LogLine&) = default;
};

enum class Line : std::uint8_t {
  thank_you,
  welcome,               // guide
  performing_reload,     // version
  performing_reload_guide,
  loaded,
  not_loaded,            // why
  new_neighbor,          // address, local AS, peer AS
  connected,             // peer-N, outgoing-N, local, remote
  sending_open,          // address
  received_open,         // address
  established,           // address
  announced,             // route, with its next hop when that is known
  more_routes,           // how many, "announced"
  update_route,          // route
  update_withdraw,       // destination
  received_route,        // route
  received_withdraw,     // destination
  notification,          // text
  no_answer_md5,         // address
  closing,               // outgoing-N, local, remote
  closed,                // address
  down,                  // address, why
  route_refused,         // destination, address, why
  connection_refused,    // address, why
  process_started,       // name, pid
  process_failed,        // name
  process_why,           // name, why
  process_lost,          // name
  command,               // the command
  not_understood,        // the command
  no_neighbor,           // the command
  route_added,           // neighbor name, route
  route_removed,         // neighbor name, route
  process_said,          // name, text
  signal_received,       // SIGTERM
  scheduling_shutdown,
  performing_shutdown
};

// The line with its {} filled in, in order.
LogLine log_line(Line line, std::initializer_list<std::string_view> values = {});

// The lines that go with the start and with each reload. `version` is the ExaBGP that is imitated: "5.0.15".
std::vector<LogLine> welcome_lines();
std::vector<LogLine> reload_lines(std::string_view version);
LogLine new_neighbor_line(const bgp::PeerConfig& peer);

// The lines of sessions. It remembers the names that ExaBGP gives to connections: outgoing-1, incoming-2.
class SessionLog {
 public:
  // `received_routes`: log.routes, off by default: a full table is a million lines.
  explicit SessionLog(bool received_routes = false) : received_routes_(received_routes) {}

  std::vector<LogLine> lines_of(const bgp::PeerEvent& event, const bgp::PeerConfig& peer);

 private:
  struct Connection {
    std::string name;
    std::string ends;  // "127.0.0.1-127.0.0.1"
  };

  std::map<bgp::PeerId, Connection> connections_;
  bool received_routes_;
  unsigned outgoing_ = 0, incoming_ = 0;
};

}  // namespace vigilcast::exabgp
