// Forms of a route's values that not every version of ExaBGP reads, as rows: what `auto` takes in any form, a chosen version refuses as that ExaBGP does.
// Looked at only behind a value that was read well. To add one: a row in value_forms.cpp.
#pragma once

#include <cstddef>

#include "pkg/exabgp/conf/route_draft.h"

namespace vigilcast::exabgp::conf {

// Reports the value of the keyword at `keyword`, which ends before `end`, when the version in force does not read its form.
void check_value_form(RouteWords& words, std::size_t keyword, std::size_t end);

}  // namespace vigilcast::exabgp::conf
