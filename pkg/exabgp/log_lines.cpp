#include "pkg/exabgp/log_lines.h"

#include <algorithm>
#include <array>

#include "bgp/wire/nlri/all.h"
#include "pkg/base/text.h"

namespace vigilcast::exabgp {
namespace {

constexpr std::size_t kSourceWidth = 15;
constexpr std::size_t kMostRoutes = 100;  // of one group of an UPDATE that get a line each: a full table must not drown the log

struct Row {
  Line line;
  LineLevel level;
  std::string_view source;
  std::string_view text;  // each {} is a value
  bool limited = false;
};

using enum LineLevel;
constexpr bool kLimited = true;
constexpr auto kRows = std::to_array<Row>({
    {Line::thank_you, info, "welcome", "Thank you for using ExaBGP"},
    {Line::welcome, info, "welcome", "Welcome to ExaBGP"},
    {Line::version, info, "version", "{} (vigilcast {})"},
    {Line::debug_level, debug, "environment", "the log level is DEBUG: every state change and message is told"},
    {Line::performing_reload, info, "configuration", "performing reload of exabgp {}"},
    {Line::performing_reload_guide, info, "configuration", "Performing reload of exabgp {}"},
    {Line::configuration_loaded, info, "reactor", "loaded new configuration successfully"},
    {Line::new_neighbor, info, "configuration", "New neighbor {} (local AS {}, peer AS {})"},
    {Line::connected, info, "reactor", "connected to peer-{} with {} {}-{}"},
    {Line::sending_open, info, "reactor", "Sending OPEN to {}"},
    {Line::received_open, info, "reactor", "Received OPEN from {}"},
    {Line::established, info, "reactor", "BGP session established with {}"},
    {Line::announced, info, "reactor", "Announced route {}"},
    {Line::announced_more, info, "reactor", "Announced {} more routes with the same attributes"},
    {Line::sent_update, info, "rib", "UPDATE: {}"},
    {Line::received_update, info, "routes", "UPDATE: {}"},
    {Line::update_fault, warning, "parser", "UPDATE with a fault: {}", kLimited},
    {Line::notification, warning, "reactor", "NOTIFICATION: {} ({} {})", kLimited},
    {Line::silent_router, warning, "reactor",
     "NOTIFICATION: Authentication failure with {}? A password is configured and the router does not answer: it must be the same on both sides", kLimited},
    {Line::down, warning, "reactor", "session with {} is down: {}"},
    {Line::not_up, warning, "reactor", "no session with {} yet: {}", kLimited},
    {Line::route_refused, warning, "rib", "{} is not sent to {}: {}"},
    {Line::connection_refused, warning, "network", "connection from {} refused: {}", kLimited},
    {Line::state_changed, debug, "reactor", "{} {} -> {}"},
    {Line::route_added, info, "processes", "route added to {} : {}"},
    {Line::route_removed, info, "processes", "route removed from {} : {}"},
    {Line::process_started, info, "process", "Started process '{}' with PID {}"},
    {Line::cli_pipes, info, "cli control", "named pipes for the cli are:"},
    {Line::cli_commands, info, "cli control", "to send commands  {}"},
    {Line::cli_answers, info, "cli control", "to read responses {}"},
    {Line::cli_socket, info, "cli control", "unix socket for the cli is {}"},
    {Line::cli_absent, info, "cli", "could not find the named pipes ({}.in and {}.out) required for the cli"},
    {Line::healthcheck_inside, info, "process", "Started process '{}' as a health check without a process of its own"},
    {Line::healthcheck_outside, warning, "process", "the health check of process '{}' cannot run without a process of its own: {}"},
    {Line::process_failed, error, "process", "Process '{}' failed to start: {}"},
    {Line::process_ended, warning, "process", "Process '{}' ended: {}"},
    {Line::process_ended_for_all, critical, "process", "Process '{}' ended ({}), and exabgp.api.terminate says that the program ends with it"},
    {Line::process_given_up, critical, "process", "Too many death for {} ({}) terminating program"},
    {Line::process_user, info, "process", "helper programs run as {} (exabgp.daemon.user)"},
    {Line::process_does_not_read, warning, "process",
     "process '{}' does not read its input: when it does it is told the newest state of each route, and not what came before"},
    {Line::process_reads_again, warning, "process", "process '{}' has caught up: of the routes in {} messages it was told the newest state"},
    {Line::process_lost_routes, error, "process", "process '{}' was not told what became of {} routes, which there was no room to keep: restart it"},
    {Line::reading_paused, info, "network", "reading from {} is paused: a helper has no room for what it says", kLimited},
    {Line::reading_resumed, info, "network", "reading from {} goes on after {}", kLimited},
    {Line::reading_overdue, warning, "network",
     "reading from {} goes on after {}, though a helper has no room: of what it does not read it is told the newest state", kLimited},
    {Line::process_line_too_long, error, "process", "process '{}' wrote lines longer than 1 MiB: {} of them were dropped"},
    {Line::process_debug, warning, "api", "debug info from {} : {}"},
    {Line::command, info, "api", "Received command from API: {}"},
    {Line::more_commands, info, "api", "Received {} more commands from API in one go, of process '{}'"},
    {Line::command_refused, warning, "api", "{}"},
});

// " origin IGP as-path [ 65001 ] med 5", as the guide writes it.
std::string guide_attributes(const bgp::AttributeSet& attributes) {
  std::string out = attributes.text(bgp::Dialect::v4_2);
  for (const auto& [ours, guide] : {std::pair{" origin igp", " origin IGP"}, {" origin egp", " origin EGP"}}) {
    if (const std::size_t at = out.find(ours); at != std::string::npos) out.replace(at, std::string_view(ours).size(), guide);
  }
  return out;
}

// Calls each(nlri) for the first ones; returns how many are left.
template <class Each>
std::size_t first_routes(const std::vector<bgp::Nlri>& routes, Each each) {
  const std::size_t shown = std::min(routes.size(), kMostRoutes);
  for (std::size_t i = 0; i < shown; ++i) each(routes[i]);
  return routes.size() - shown;
}

void add_update(const bgp::UpdateSeen& seen, std::vector<LogLine>& out) {
  for (const bgp::Fault& fault : seen.faults) out.push_back(log_line(Line::update_fault, {fault.text}));
  const bool sent = seen.direction == bgp::Direction::send;
  if (sent) {
    for (const bgp::Announced& group : seen.update.announced) {
      const std::size_t left =
          first_routes(group.nlri, [&](const bgp::Nlri& nlri) { out.push_back(log_line(Line::announced, {bgp::destination_text(nlri, group.next_hop)})); });
      if (left > 0) out.push_back(log_line(Line::announced_more, {std::to_string(left)}));
    }
  }
  for (const std::string& text : update_lines(seen)) out.push_back(log_line(sent ? Line::sent_update : Line::received_update, {text}));
}

std::string notification_text(const bgp::Notification& notification) {
  constexpr std::uint8_t kAuthenticationFailure = 5;  // RFC 1771 had a code for it
  if (notification.code == bgp::ErrorCode::open_message && notification.subcode == kAuthenticationFailure) return "Authentication failure";
  const std::string said = notification.communication();
  return notification.to_string() + (said.empty() ? "" : ": " + said);
}

void add_down(const bgp::PeerDown& event, const bgp::PeerConfig& peer, std::vector<LogLine>& out) {
  const std::string address = peer.address.to_string();
  // A router that does not like our signature says nothing at all; one without that peer refuses.
  const auto says = [&](std::string_view words) { return event.text.find(words) != std::string::npos; };
  const bool silent = event.reason == bgp::fsm::DownReason::connect_failed && (says("no answer") || says("timed out"));
  if (silent && !peer.md5_password.empty()) out.push_back(log_line(Line::silent_router, {address}));
  out.push_back(log_line(event.was_up ? Line::down : Line::not_up, {address, event.text}));
}

LogLine connected_line(const bgp::PeerConnected& event, bgp::PeerId peer) {
  const std::string number = std::to_string(peer);
  const std::string connection = (event.incoming ? "incoming-" : "outgoing-") + number;
  return log_line(Line::connected, {number, connection, event.local.address.to_string(), event.remote.address.to_string()});
}

}  // namespace

std::string LogLine::to_string() const {
  std::string out = source;
  out.resize(std::max(out.size(), kSourceWidth), ' ');
  return out + " " + text;
}

LogLine log_line(Line line, std::initializer_list<std::string_view> values) {
  const auto& row = *std::ranges::find(kRows, line, &Row::line);
  LogLine out{row.level, std::string(row.source), {}, row.limited};
  const auto* value = values.begin();
  for (std::string_view rest = row.text; !rest.empty();) {
    const std::size_t at = rest.find("{}");
    out.text += rest.substr(0, at);
    if (at == std::string_view::npos) break;
    if (value != values.end()) out.text += printable(*value++);
    rest.remove_prefix(at + 2);
  }
  return out;
}

LogLine route_change_line(const std::string& neighbor, const bgp::RouteChange& change) {
  if (const auto* withdraw = std::get_if<bgp::Withdraw>(&change)) return log_line(Line::route_removed, {neighbor, bgp::nlri_text(withdraw->nlri)});
  const bgp::Route& route = std::get<bgp::Announce>(change).route;
  const std::string self = route.next_hop.self ? " next-hop self" : "";
  return log_line(Line::route_added, {neighbor, bgp::destination_text(route.nlri, route.next_hop.given) + self + route.attributes->text()});
}

LogLine new_neighbor_line(const bgp::PeerConfig& peer) {
  return log_line(Line::new_neighbor, {peer.address.to_string(), std::to_string(peer.local_as), peer.peer_as ? std::to_string(*peer.peer_as) : "auto"});
}

std::vector<std::string> update_lines(const bgp::UpdateSeen& seen) {
  std::vector<std::string> out;
  const auto more = [&](std::size_t left, std::string_view what) {
    if (left > 0) out.push_back(std::string(what) + std::to_string(left) + " more routes");
  };
  for (const bgp::Withdrawn& group : seen.update.withdrawn) {
    more(first_routes(group.nlri, [&](const bgp::Nlri& nlri) { out.push_back("withdraw route " + bgp::nlri_text(nlri)); }), "withdraw ");
  }
  const std::string attributes = guide_attributes(seen.update.attributes);
  for (const bgp::Announced& group : seen.update.announced) {
    more(first_routes(group.nlri, [&](const bgp::Nlri& nlri) { out.push_back("route " + bgp::destination_text(nlri, group.next_hop) + attributes); }), "");
  }
  return out;
}

LogLine reading_line(const bgp::ReadingChanged& change, const std::string& who) {
  if (change.paused) return log_line(Line::reading_paused, {who});
  const std::string length = format_duration(std::chrono::round<std::chrono::milliseconds>(change.length));
  return log_line(change.overdue ? Line::reading_overdue : Line::reading_resumed, {who, length});
}

std::vector<LogLine> log_lines(const bgp::PeerEvent& event, const bgp::PeerStatus* status) {
  if (const auto* refused = std::get_if<bgp::ConnectionRefused>(&event.kind)) {
    return {log_line(Line::connection_refused, {refused->remote.to_string(), refused->reason})};
  }
  std::vector<LogLine> out;
  if (status == nullptr) return out;
  const std::string address = status->config.address.to_string();
  if (const auto* connected = std::get_if<bgp::PeerConnected>(&event.kind)) {
    out.push_back(connected_line(*connected, event.peer));
  } else if (const auto* open = std::get_if<bgp::OpenSeen>(&event.kind)) {
    out.push_back(log_line(open->direction == bgp::Direction::send ? Line::sending_open : Line::received_open, {address}));
  } else if (std::holds_alternative<bgp::PeerUp>(event.kind)) {
    out.push_back(log_line(Line::established, {address}));
  } else if (const auto* down = std::get_if<bgp::PeerDown>(&event.kind)) {
    add_down(*down, status->config, out);
  } else if (const auto* update = std::get_if<bgp::UpdateSeen>(&event.kind)) {
    add_update(*update, out);
  } else if (const auto* seen = std::get_if<bgp::NotificationSeen>(&event.kind)) {
    out.push_back(log_line(Line::notification, {notification_text(seen->notification), seen->direction == bgp::Direction::send ? "to" : "from", address}));
  } else if (const auto* route = std::get_if<bgp::RouteRefused>(&event.kind)) {
    out.push_back(log_line(Line::route_refused, {bgp::nlri_text(route->nlri), address, route->reason}));
  } else if (const auto* reading = std::get_if<bgp::ReadingChanged>(&event.kind)) {
    out.push_back(reading_line(*reading, address));
  } else if (const auto* change = std::get_if<bgp::PeerStateChanged>(&event.kind)) {
    out.push_back(log_line(Line::state_changed, {address, bgp::fsm::state_name(change->from), bgp::fsm::state_name(change->to)}));
  }
  return out;
}

}  // namespace vigilcast::exabgp
