// From what a peer announced to what is kept of it: route leaks (RFC 9234) and the import filter. What does not pass counts as withdrawn, since
// an older route of the destination is not valid any more either. Pure.
#pragma once

#include "bgp/rib/filter.h"
#include "bgp/wire/update.h"

namespace vigilcast::bgp {

// False: every route passes as it is, and there is no need to ask.
bool has_import_rules(const RouteFilter& filter, const Negotiated& session);

struct Intake {
  Update update;
  std::size_t refused = 0;
};
Intake take_in(Update update, const RouteFilter& filter, const Negotiated& session);

}  // namespace vigilcast::bgp
