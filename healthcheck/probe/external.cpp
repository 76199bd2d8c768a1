#include "pkg/runtime/asio_headers.h"

#include "healthcheck/probe/external.h"

#include "healthcheck/probe/target.h"

namespace vigilcast::health {
namespace {

Result<std::unique_ptr<Target>> prepare(const ProbeSpec& spec, const ProbeTools&) {
  return fail("an external check is not probed: it is answered by " + std::get<ExternalProbe>(spec).source);
}

}  // namespace

const ProbeKind kExternalKind{
    .name = "external",
    .owns = [](const ProbeSpec& spec) { return std::holds_alternative<ExternalProbe>(spec); },
    .target = [](const ProbeSpec& spec) { return std::get<ExternalProbe>(spec).source; },
    .prepare = prepare,
};

}  // namespace vigilcast::health
