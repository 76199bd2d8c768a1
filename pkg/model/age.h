// How long something has lasted, for people: the two largest units that matter, never more.
#pragma once

#include <string>

#include "pkg/base/time.h"

namespace vigilcast::model {

// "0s", "12s", "3m12s", "5h03m", "2d04h"; nothing below a second, a negative age is "0s".
std::string age_text(Duration age);

}  // namespace vigilcast::model
