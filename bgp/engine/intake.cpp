#include "bgp/engine/intake.h"

#include <algorithm>

#include "bgp/rib/leak.h"

namespace vigilcast::bgp {

bool has_import_rules(const RouteFilter& filter, const Negotiated& session) { return session.role || !filter.passes_all(); }

Intake take_in(Update update, const RouteFilter& filter, const Negotiated& session) {
  Intake out;
  const bool refused = filter.refusal_of(update.attributes, session.local_as).has_value();
  for (Announced& announced : update.announced) {
    const bool all = refused || is_leak(update.attributes, announced.family, session);
    const auto rest = std::ranges::stable_partition(announced.nlri, [&](const Nlri& nlri) { return !all && !filter.refusal_of(nlri); });
    if (rest.empty()) continue;
    out.refused += rest.size();
    update.withdrawn.push_back({announced.family, {rest.begin(), rest.end()}});
    announced.nlri.erase(rest.begin(), rest.end());
  }
  std::erase_if(update.announced, [](const Announced& announced) { return announced.nlri.empty(); });
  for (const Announced& announced : update.announced) mark_received(update.attributes, announced.family, session);
  out.update = std::move(update);
  return out;
}

}  // namespace vigilcast::bgp
