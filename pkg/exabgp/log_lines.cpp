#include "pkg/exabgp/log_lines.h"

#include <algorithm>
#include <array>

#include "bgp/wire/nlri/all.h"
#include "pkg/base/text.h"

namespace vigilcast::exabgp {
namespace {

constexpr std::size_t kSourceWidth = 15;
constexpr std::size_t kMostRoutes = 100;  // of one UPDATE that get a line each

struct Row {
  Line line;
  LogLevel level;
  std::string_view source;
  std::string_view text;  // each {} is a value
};

using enum LogLevel;
constexpr auto kRows = std::to_array<Row>({
    {Line::thank_you, info, "welcome", "Thank you for using ExaBGP"},
    {Line::welcome, info, "welcome", "Welcome to ExaBGP"},
    {Line::performing_reload, info, "configuration", "performing reload of exabgp {}"},
    {Line::performing_reload_guide, info, "configuration", "Performing reload of exabgp {}"},
    {Line::loaded, info, "reactor", "loaded new configuration successfully"},
    {Line::not_loaded, error, "configuration", "could not load/reload configuration: {}"},
    {Line::new_neighbor, info, "configuration", "New neighbor {} (local AS {}, peer AS {})"},
    {Line::connected, info, "reactor", "connected to {} with {} {}"},
    {Line::sending_open, info, "reactor", "Sending OPEN to {}"},
    {Line::received_open, info, "reactor", "Received OPEN from {}"},
    {Line::established, info, "reactor", "BGP session established with {}"},
    {Line::announced, info, "reactor", "Announced route {}"},
    {Line::more_routes, info, "reactor", "{} more routes {} in the same UPDATE"},
    {Line::update_route, info, "reactor", "UPDATE: route {}"},
    {Line::update_withdraw, info, "reactor", "UPDATE: withdraw route {}"},
    {Line::received_route, info, "routes", "UPDATE: route {}"},
    {Line::received_withdraw, info, "routes", "UPDATE: withdraw route {}"},
    {Line::notification, warning, "reactor", "NOTIFICATION: {}"},
    {Line::no_answer_md5, warning, "reactor", "{} does not answer and md5-password is set: is the password the same on both sides?"},
    {Line::closing, info, "", "{} {}, closing connection"},
    {Line::closed, info, "", "connection to {} closed"},
    {Line::down, warning, "reactor", "session with {} is down: {}"},
    {Line::route_refused, warning, "reactor", "{} is not announced to {}: {}"},
    {Line::connection_refused, warning, "network", "refused the connection of {}: {}"},
    {Line::process_started, info, "process", "Started process '{}' with PID {}"},
    {Line::process_failed, error, "process", "Process '{}' failed to start"},
    {Line::process_why, error, "process", "{}: {}"},
    {Line::process_lost, error, "process", "Process '{}' ended: {}"},
    {Line::command, info, "api", "Received command from API: {}"},
    {Line::not_understood, warning, "api", "command from process not understood : {}"},
    {Line::no_neighbor, warning, "api", "no neighbor matching the command : {}"},
    {Line::route_added, info, "processes", "route added to {} : {}"},
    {Line::route_removed, info, "processes", "route removed from {} : {}"},
    {Line::process_said, warning, "processes", "debug info from {} : {}"},
    {Line::signal_received, info, "reactor", "{} received"},
    {Line::scheduling_shutdown, info, "reactor", "scheduling shutdown"},
    {Line::performing_shutdown, info, "reactor", "performing shutdown"},
});

std::string next_hop_text(const bgp::NextHop& hop) { return hop.address ? " next-hop " + hop.address->to_string() : ""; }

// " origin IGP as-path [ 65001 ] med 5", as the guide writes it.
std::string guide_attributes(const bgp::AttributeSet& attributes) {
  std::string out = attributes.text(bgp::Dialect::v4_2);
  for (const auto& [ours, guide] : {std::pair{" origin igp", " origin IGP"}, {" origin egp", " origin EGP"}}) {
    if (const std::size_t at = out.find(ours); at != std::string::npos) out.replace(at, std::string_view(ours).size(), guide);
  }
  return out;
}

// Calls line(nlri) for the first ones and ends with one line for the rest: a full table must not drown the log.
template <class Routes, class Each>
void each_route(const Routes& routes, std::string_view what, std::vector<LogLine>& out, Each line) {
  const std::size_t shown = std::min(routes.size(), kMostRoutes);
  for (std::size_t i = 0; i < shown; ++i) line(routes[i]);
  if (shown < routes.size()) out.push_back(log_line(Line::more_routes, {std::to_string(routes.size() - shown), what}));
}

void add_update(const bgp::UpdateSeen& seen, std::vector<LogLine>& out) {
  const bool sent = seen.direction == bgp::Direction::send;
  for (const bgp::Withdrawn& group : seen.update.withdrawn) {
    const Line line = sent ? Line::update_withdraw : Line::received_withdraw;
    each_route(group.nlri, "withdrawn", out, [&](const bgp::Nlri& nlri) { out.push_back(log_line(line, {bgp::nlri_text(nlri)})); });
  }
  const std::string attributes = guide_attributes(seen.update.attributes);
  for (const bgp::Announced& group : seen.update.announced) {
    const std::string hop = next_hop_text(group.next_hop);
    each_route(group.nlri, "announced", out, [&](const bgp::Nlri& nlri) {
      const std::string route = bgp::nlri_text(nlri) + hop;
      if (sent) out.push_back(log_line(Line::announced, {route}));
      out.push_back(log_line(sent ? Line::update_route : Line::received_route, {route + attributes}));
    });
  }
}

std::string notification_text(const bgp::Notification& notification) {
  // RFC 1771's code for it; the guide's words.
  constexpr std::uint8_t kAuthenticationFailure = 5;
  if (notification.code == bgp::ErrorCode::open_message && notification.subcode == kAuthenticationFailure) return "Authentication failure";
  const std::string said = notification.communication();
  return notification.to_string() + (said.empty() ? "" : " (" + said + ")");
}

// A router that refuses our MD5 signature says nothing at all. The guide calls it by its cause.
void add_silence(const bgp::PeerDown& down, const bgp::PeerConfig& peer, std::vector<LogLine>& out) {
  const bool silent = down.text.find("timed out") != std::string::npos || down.text.find("no answer") != std::string::npos;
  if (down.reason != bgp::fsm::DownReason::connect_failed || peer.md5_password.empty() || !silent) return;
  out.push_back(log_line(Line::notification, {"Authentication failure"}));
  out.push_back(log_line(Line::no_answer_md5, {peer.address.to_string()}));
}

}  // namespace

std::string LogLine::to_string() const {
  std::string out = source;
  out.resize(std::max(out.size(), kSourceWidth), ' ');
  return out + " " + text;
}

LogLine log_line(Line line, std::initializer_list<std::string_view> values) {
  const auto& row = *std::ranges::find(kRows, line, &Row::line);
  LogLine out{row.level, std::string(row.source), {}};
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

std::vector<LogLine> welcome_lines() { return {log_line(Line::thank_you), log_line(Line::welcome)}; }

std::vector<LogLine> reload_lines(std::string_view version) {
  return {log_line(Line::performing_reload, {version}), log_line(Line::performing_reload_guide, {version})};
}

LogLine new_neighbor_line(const bgp::PeerConfig& peer) {
  return log_line(Line::new_neighbor, {peer.address.to_string(), std::to_string(peer.local_as), peer.peer_as ? std::to_string(*peer.peer_as) : "auto"});
}

std::vector<LogLine> SessionLog::lines_of(const bgp::PeerEvent& event, const bgp::PeerConfig& peer) {
  std::vector<LogLine> out;
  const std::string address = peer.address.to_string();
  if (const auto* connected = std::get_if<bgp::PeerConnected>(&event.kind)) {
    Connection connection;
    connection.name = connected->incoming ? "incoming-" + std::to_string(++incoming_) : "outgoing-" + std::to_string(++outgoing_);
    connection.ends = connected->local.address.to_string() + "-" + connected->remote.address.to_string();
    out.push_back(log_line(Line::connected, {"peer-" + std::to_string(event.peer), connection.name, connection.ends}));
    connections_[event.peer] = std::move(connection);
  } else if (const auto* open = std::get_if<bgp::OpenSeen>(&event.kind)) {
    out.push_back(log_line(open->direction == bgp::Direction::send ? Line::sending_open : Line::received_open, {address}));
  } else if (std::get_if<bgp::PeerUp>(&event.kind) != nullptr) {
    out.push_back(log_line(Line::established, {address}));
  } else if (const auto* update = std::get_if<bgp::UpdateSeen>(&event.kind)) {
    if (update->direction == bgp::Direction::send || received_routes_) add_update(*update, out);
  } else if (const auto* notification = std::get_if<bgp::NotificationSeen>(&event.kind)) {
    out.push_back(log_line(Line::notification, {notification_text(notification->notification)}));
  } else if (const auto* refused = std::get_if<bgp::RouteRefused>(&event.kind)) {
    out.push_back(log_line(Line::route_refused, {bgp::nlri_text(refused->nlri), address, refused->reason}));
  } else if (const auto* stranger = std::get_if<bgp::ConnectionRefused>(&event.kind)) {
    out.push_back(log_line(Line::connection_refused, {stranger->remote.to_string(), stranger->reason}));
  } else if (const auto* down = std::get_if<bgp::PeerDown>(&event.kind)) {
    add_silence(*down, peer, out);
    out.push_back(log_line(Line::down, {address, down->text}));
    if (const auto found = connections_.find(event.peer); found != connections_.end()) {
      for (LogLine line : {log_line(Line::closing, {found->second.name, found->second.ends}), log_line(Line::closed, {address})}) {
        line.source = found->second.name;
        out.push_back(std::move(line));
      }
      connections_.erase(found);
    }
  }
  return out;
}

}  // namespace vigilcast::exabgp
