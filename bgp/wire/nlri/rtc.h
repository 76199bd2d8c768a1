// Route target membership (RFC 4684): which route targets an AS wants routes of. Length in bits (0, or 32 to 96), the origin AS, and
// a route target of which the leading bits may be all there is. Length 0 wants everything.
#pragma once

#include "bgp/wire/nlri/all.h"
#include "bgp/wire/text_cursor.h"
#include "pkg/base/result.h"

namespace vigilcast::bgp {

extern const FamilyCodec kRtcCodec;

// What stands behind "rtc": "wildcard", "65000" (all targets of that origin), "65000:target:65000:1", "65000:0x0002FDE8/32" (the leading bits).
Result<Nlri> parse_rtc(TextCursor& words);

}  // namespace vigilcast::bgp
