// Sessions, acknowledgements and the daemon itself.
#include "pkg/base/text.h"
#include "pkg/exabgp/api/command.h"

namespace vigilcast::exabgp {
namespace {

Done with(Order order, std::string line = {}) {
  Done done;
  done.orders.push_back(std::move(order));
  if (!line.empty()) done.lines.push_back(std::move(line));
  return done;
}

Done acknowledgements(AckMode mode, bool silent) {
  Done done;
  done.ack = mode;
  done.silent = silent;
  return done;
}

}  // namespace

Result<Done> flush_out(const Call& call) { return with(FlushOrder{call.peers}); }
Result<Done> clear_out(const Call& call) { return with(ClearOrder{call.peers}); }

Result<Done> teardown(const Call& call) {
  const auto subcode = call.words.empty() ? std::nullopt : parse_number<std::uint8_t>(call.words.front());
  if (!subcode) return fail("the Cease subcode is missing or not a number", "", "write for example 'neighbor 192.0.2.1 teardown 4'");
  if (call.selector) return with(TeardownOrder{call.peers, *subcode});
  Done nothing;
  nothing.warning = "teardown without a neighbor closes nothing, as in ExaBGP: write 'neighbor 192.0.2.1 teardown " + std::to_string(*subcode) + "'";
  return nothing;
}

Result<Done> disable_ack(const Call&) { return acknowledgements(AckMode::off, false); }
Result<Done> enable_ack(const Call&) { return acknowledgements(AckMode::on, false); }
Result<Done> silence_ack(const Call&) { return acknowledgements(AckMode::off, true); }

Result<Done> shut_down(const Call&) { return with(DaemonOrder::shutdown, "shutdown in progress"); }
Result<Done> reload(const Call&) { return with(DaemonOrder::reload, "reload in progress"); }
Result<Done> restart(const Call&) { return with(DaemonOrder::restart, "restart in progress"); }

}  // namespace vigilcast::exabgp
