// What a server answered, whatever the status. Values only.
#pragma once

#include <optional>
#include <string>

#include "pkg/base/time.h"

namespace vigilcast::http {

struct Reply {
  int status = 0;
  std::string content_type;
  std::string body;
  std::optional<Duration> retry_after = {};  // the header, where it is a number of seconds
  [[nodiscard]] bool ok() const { return status >= 200 && status < 300; }
};

}  // namespace vigilcast::http
