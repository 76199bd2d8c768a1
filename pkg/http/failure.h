// Why a server gave no answer, or not a whole one. Values only.
#pragma once

#include <expected>
#include <string>

namespace vigilcast::http {

struct Failure {
  enum class Kind {
    unreachable,  // no connection: no such name, refused, no route, no answer to the SYN
    tls,          // a connection, but no trust: certificate, name, version, or what we present
    broken,       // it broke, or what came is no HTTP
    silent,       // not a byte for longer than was allowed
    stopped,      // we wanted the end ourselves
  };
  Kind kind = Kind::broken;
  std::string text;  // "connection refused"
};

template <class T>
using Outcome = std::expected<T, Failure>;

}  // namespace vigilcast::http
