#include "pkg/kube/agent/staleness.h"

#include <vector>

#include "pkg/base/text.h"

namespace vigilcast::kube {

std::optional<Instant> Staleness::since() const {
  std::optional<Instant> out;
  for (const auto& [kind, watch] : watches_) {
    if (!watch.current) out = earlier(out, watch.since);
  }
  return out;
}

std::string Staleness::text() const {
  std::map<std::string, std::vector<std::string>> kinds;  // by problem: usually all have the same
  for (const auto& [kind, watch] : watches_) {
    if (!watch.current) kinds[watch.problem].push_back(kind);
  }
  std::vector<std::string> out;
  for (const auto& [problem, names] : kinds) out.push_back(join(names, ", ") + (problem.empty() ? "" : ": " + problem));
  return join(out, "; ");
}

}  // namespace vigilcast::kube
