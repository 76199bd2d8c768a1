// Sessions, acknowledgements and the daemon itself.
#include <algorithm>
#include <cstdio>

#include "pkg/base/json_writer.h"
#include "pkg/base/text.h"
#include "pkg/exabgp/api/command.h"
#include "pkg/exabgp/api/neighbor_view.h"

namespace vigilcast::exabgp {
namespace {

Done with(Order order, std::string line = {}) {
  Done done;
  done.orders.push_back(std::move(order));
  if (!line.empty()) done.lines.push_back(std::move(line));
  return done;
}

Done said(std::string line) {
  Done done;
  done.lines.push_back(std::move(line));
  return done;
}

Done synchronised(bool on) {
  Done done;
  done.sync = on;
  return done;
}

Done acknowledgements(AckMode mode, bool silent) {
  Done done;
  done.ack = mode;
  done.silent = silent;
  return done;
}

}  // namespace

bgp::Notification teardown_notification(std::uint8_t subcode) {
  if (subcode == bgp::cease::admin_shutdown) return bgp::Notification::cease_with_text(subcode, "Administrative Shutdown");
  if (subcode == bgp::cease::admin_reset) return bgp::Notification::cease_with_text(subcode, "Administrative Reset");
  return {bgp::ErrorCode::cease, subcode, {}};
}

// ExaBGP looks among the sessions that are up, too.
Result<Done> flush_out(const Call& call) {
  const bool any = std::ranges::any_of(call.peers, [&](bgp::PeerId peer) { return call.world.status(peer).negotiated.has_value(); });
  if (!any) return fail("no neighbor is established");
  return with(FlushOrder{call.peers});
}

Result<Done> clear_rib(const Call& call) {
  const std::string_view direction = call.words.empty() ? "" : call.words.front();
  if (direction == "out") return with(ClearOrder{call.peers});
  if (direction == "in") return with(ForgetOrder{call.peers});
  return fail("in or out is expected");
}

Result<Done> teardown(const Call& call) {
  const auto subcode = call.words.empty() ? std::nullopt : parse_number<std::uint8_t>(call.words.front());
  if (!subcode) return fail("the Cease subcode is missing or not a number", "", "write for example 'neighbor 192.0.2.1 teardown 4'");
  if (call.selector) return with(TeardownOrder{call.peers, *subcode});
  Done nothing;
  nothing.warning = "teardown without a neighbor closes nothing, as in ExaBGP: write 'neighbor 192.0.2.1 teardown " + std::to_string(*subcode) + "'";
  return nothing;
}

// There is nothing that could wait: a line is carried out before the next one is read.
Result<Done> reset_queue(const Call&) {
  Done done;
  done.silent = true;
  return done;
}

Result<Done> reset_session(const Call&) { return said(R"({"status": "asynchronous queue cleared"})"); }

Result<Done> session_ack(const Call& call) {
  const std::string_view mode = call.words.empty() ? "" : call.words.front();
  if (mode == "enable") return acknowledgements(AckMode::on, false);
  if (mode == "disable") return acknowledgements(AckMode::off, false);
  if (mode == "silence") return acknowledgements(AckMode::off, true);
  return fail("enable, disable or silence is expected");
}

Result<Done> session_sync(const Call& call) {
  const std::string_view mode = call.words.empty() ? "" : call.words.front();
  if (mode == "enable" || mode == "disable") return synchronised(mode == "enable");
  return fail("enable or disable is expected");
}
Result<Done> enable_sync(const Call&) { return synchronised(true); }
Result<Done> disable_sync(const Call&) { return synchronised(false); }

Result<Done> queue_status(const Call& call) {
  std::string out;
  for (const ApiQueue& queue : call.world.queues()) {
    out += (out.empty() ? "" : ", ") + json_string(queue.process) + R"(: {"items": )" + std::to_string(queue.lines) + R"(, "bytes": )" +
           std::to_string(queue.bytes) + "}";
  }
  return said("{" + out + "}");
}

Result<Done> disable_ack(const Call&) { return acknowledgements(AckMode::off, false); }
Result<Done> enable_ack(const Call&) { return acknowledgements(AckMode::on, false); }
Result<Done> silence_ack(const Call&) { return acknowledgements(AckMode::off, true); }

Result<Done> shut_down(const Call&) { return with(DaemonOrder::shutdown, "shutdown in progress"); }
Result<Done> reload(const Call&) { return with(DaemonOrder::reload, "reload in progress"); }
Result<Done> restart(const Call&) { return with(DaemonOrder::restart, "restart in progress"); }

Result<Done> shut_down_daemon(const Call&) { return with(DaemonOrder::shutdown, R"({"status": "shutdown in progress"})"); }
Result<Done> reload_daemon(const Call&) { return with(DaemonOrder::reload, R"({"status": "reload in progress"})"); }
Result<Done> restart_daemon(const Call&) { return with(DaemonOrder::restart, R"({"status": "restart in progress"})"); }

Result<Done> show_version(const Call& call) { return said("exabgp " + call.world.version); }
Result<Done> show_system_version(const Call& call) { return said(R"({"version": )" + json_string(call.world.version) + R"(, "application": "exabgp"})"); }

// The grammar goes by the words of each line, so there is nothing to change.
Result<Done> api_version(const Call& call) {
  if (call.words.empty() || call.words.front() == "6") return said(R"({"api_version": 6, "description": "json-only"})");
  if (call.words.front() == "4" && call.compat == Compat::auto_) return said(R"({"api_version": 4, "description": "text and json"})");
  return fail("the grammar of the API does not change while it runs", "", "set exabgp.compat");
}

Result<Done> ping(const Call& call) { return said(R"({"pong": )" + json_string(call.world.daemon.uuid) + R"(, "active": true})"); }
Result<Done> say_bye(const Call&) { return Done{}; }

Result<Done> daemon_status(const Call& call) {
  const ApiDaemon& daemon = call.world.daemon;
  char started[40];
  std::snprintf(started, sizeof started, "%.6f", static_cast<double>(daemon.started.time_since_epoch().count()) / 1e6);
  std::string peers;
  for (const bgp::PeerId peer : call.peers) {
    const bgp::PeerStatus status = call.world.status(peer);
    peers += (peers.empty() ? "" : ", ") + json_string(status.config.name) + ": \"" + fsm_name(status.state) + "\"";
  }
  return said(R"({"version": )" + json_string(call.world.version) + R"(, "uuid": )" + json_string(daemon.uuid) + R"(, "pid": )" + std::to_string(daemon.pid) +
              R"(, "uptime": )" + std::to_string(std::chrono::duration_cast<std::chrono::seconds>(daemon.uptime).count()) + R"(, "start_time": )" + started +
              R"(, "peers": {)" + peers + "}}");
}

}  // namespace vigilcast::exabgp
