// Where a request came in. What is shown, and to whom, depends on it.
#pragma once

#include <cstdint>

namespace vigilcast::admin {

enum class Door : std::uint8_t {
  control,   // the control socket, whose file permissions say who may order
  loopback,  // the admin endpoint: everything may be read by whoever is on this host
  metrics,   // an address that others reach: metrics and health
};

}  // namespace vigilcast::admin
