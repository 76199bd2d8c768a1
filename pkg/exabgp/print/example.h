// `exabgp configuration example`: a file that loads, with every keyword of a version beside what is said, as comments. Made from the table of keywords.
#pragma once

#include <string>

#include "pkg/exabgp/conf/compat.h"

namespace vigilcast::exabgp::print {

// auto: what any version but 3.4 knows, with the versions where it is not all of them.
std::string example(Compat compat);

}  // namespace vigilcast::exabgp::print
