// Octets as the corpora write them: "AB 00*20"; a word may end in *N, and is repeated then.
#pragma once

#include <string_view>

#include "pkg/base/bytes.h"

namespace vigilcast {

Bytes octets(std::string_view text);  // what is not hexadecimal fails the test

}  // namespace vigilcast
