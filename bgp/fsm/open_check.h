// Whether the peer's OPEN is acceptable (RFC 4271 section 6.2). Its form has been judged while decoding; here are the AS (RFC 6793,
// RFC 7607), the identifier (RFC 6286) and the hold time.
#pragma once

#include <optional>

#include "bgp/fsm/session.h"
#include "bgp/wire/fault.h"

namespace vigilcast::bgp::fsm {

// Nothing when it is; else the NOTIFICATION due and a text for people.
std::optional<Fault> check_as(const Open& open, const Settings& settings);  // what can be judged before we have said who we are
std::optional<Fault> check_open(const Open& open, const Settings& settings);

}  // namespace vigilcast::bgp::fsm
