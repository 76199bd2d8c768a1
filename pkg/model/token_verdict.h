// What became of the bearer token that a reader showed. A value.
#pragma once

#include <cstdint>

namespace vigilcast::model {

enum class TokenVerdict : std::uint8_t {
  unknown,    // nobody's: not accepted
  forbidden,  // somebody's who may not read
  allowed,
};

}  // namespace vigilcast::model
