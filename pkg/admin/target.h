// The request target of RFC 9112 section 3.2.1 (a path and a query), decoded.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "pkg/base/result.h"

namespace vigilcast::admin {

struct Target {
  std::string path;
  std::map<std::string, std::string> query;  // of a name given twice, the last value
};

// Refused: a path that does not begin with '/', a broken %-escape, a NUL.
Result<Target> parse_target(std::string_view text);

}  // namespace vigilcast::admin
