// Every kind of probe there is. To add one: a struct in healthcheck/spec.h and in ProbeSpec, a file here, a line here.
#pragma once

#include <array>

#include "healthcheck/probe/exec.h"
#include "healthcheck/probe/external.h"
#include "healthcheck/probe/http.h"
#include "healthcheck/probe/kind.h"
#include "healthcheck/probe/tcp.h"

namespace vigilcast::health {

inline constexpr std::array kProbeKinds{&kHttpKind, &kTcpKind, &kExecKind, &kExternalKind};
static_assert(kProbeKinds.size() == std::variant_size_v<ProbeSpec>, "each alternative of ProbeSpec needs its kind");

inline const ProbeKind& kind_of(const ProbeSpec& spec) {
  std::size_t at = 0;
  while (at + 1 < kProbeKinds.size() && !kProbeKinds[at]->owns(spec)) ++at;
  return *kProbeKinds[at];
}

}  // namespace vigilcast::health
