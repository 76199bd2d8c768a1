// What front ends ask the core of single checks, and tell it.
#include "healthcheck/monitor/detection.h"
#include "healthcheck/probe/all.h"
#include "pkg/app/core.h"
#include "pkg/base/text.h"

namespace vigilcast::app {
namespace {

const std::string kPushed = "PUSHED";  // in the place of a probe's code: somebody says so

}  // namespace

Result<health::CheckStatus> Core::known_check(const std::string& name) const {
  auto status = monitor_->status(name);
  if (status) return *std::move(status);
  return fail("there is no check '" + printable(name) + "'", "", "`vigilcast checks` lists them");
}

void Core::report(const model::CheckQuery& query, const std::function<void(Result<model::Answer>)>& reply) {
  auto status = known_check(query.name);
  if (!status) return reply(std::unexpected(status.error()));
  const health::CheckSpec spec = *status->spec;
  const health::ProbeKind& kind = health::kind_of(spec.probe);
  if (query.probe_now && std::holds_alternative<health::ExternalProbe>(spec.probe)) {
    return reply(fail("check '" + query.name + "' is external: nobody asks, it is told", "", "`vigilcast push " + query.name + " pass` tells it"));
  }
  model::CheckReport out{.kind = std::string(kind.name),
                         .target = kind.target(spec.probe),
                         .status = *std::move(status),
                         .results = monitor_->results(query.name),
                         .worst_detection = health::worst_detection(spec),
                         .probed = std::nullopt,
                         .now = loop_.now(),
                         .wall_now = runtime::wall_now()};
  if (!query.probe_now) return reply(model::Answer(std::move(out)));
  probes_->trace(spec, [this, out = std::move(out), reply](const health::Observation& seen) mutable {
    out.probed = seen;
    out.now = loop_.now();
    out.wall_now = runtime::wall_now();
    reply(model::Answer(std::move(out)));
  });
}

Result<std::string> Core::push(const model::PushOrder& order) {
  const auto status = known_check(order.check);
  if (!status) return std::unexpected(status.error());
  const auto* external = std::get_if<health::ExternalProbe>(&status->spec->probe);
  if (external == nullptr || !external->pushed) {
    return fail("check '" + order.check + "' is not told its results from here", "", "checks of the kind `external` are");
  }
  const Instant now = loop_.now();
  carry_out(monitor_->handle({.check = order.check, .outcome = order.outcome, .code = kPushed, .text = order.text, .at = now}, now));
  arm();
  return order.check + " is " + std::string(health::state_name(monitor_->state(order.check)));
}

}  // namespace vigilcast::app
