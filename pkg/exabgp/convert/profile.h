// The attributes of a route as a profile of a service: `{med: 100, communities: [65001:100]}`.
#pragma once

#include "bgp/wire/attr/set.h"
#include "pkg/base/result.h"

namespace vigilcast::exabgp::convert {

// For sessions to another AS or, not `external`, to our own: an AS path of our own number alone is asPathPrepend, more or less by one. An Error says
// which attribute has no key.
Result<std::string> profile_words(const bgp::AttributeSet& attributes, std::uint32_t local_as, bool external);

}  // namespace vigilcast::exabgp::convert
