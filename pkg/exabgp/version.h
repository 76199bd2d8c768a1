// Which ExaBGP this says it is, where scripts ask for a version.
#pragma once

#include <string>

#include "pkg/exabgp/conf/compat.h"

namespace vigilcast::exabgp {

std::string program_version(Compat compat);  // "5.0.15"; auto is 5.0

}  // namespace vigilcast::exabgp
