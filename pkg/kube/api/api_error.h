// What the API server, or the way to it, refused. Values only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "pkg/base/time.h"

namespace vigilcast::kube {

struct ApiError {
  int code = 0;                          // HTTP status, or the code of a Status; 0: nobody answered
  std::string reason = {};               // Status.reason: "Expired", "Conflict"; empty: none was given
  std::string text = {};                 // for people: Status.message, or why nobody answered
  std::optional<Duration> retry_after = {};
  bool stopped = false;                  // we wanted the end ourselves

  // Busy, broken or not there: the same request may be granted later.
  [[nodiscard]] bool passing() const { return code == 0 || code == 408 || code == 409 || code == 429 || code >= 500; }
  [[nodiscard]] std::string to_string() const { return code == 0 ? text : std::to_string(code) + ": " + text; }
};

// Reads a Status object, or says what else the body of a refusal holds; `code` is that of HTTP (0: take the Status's own).
ApiError read_status(int code, std::string_view body);

}  // namespace vigilcast::kube
