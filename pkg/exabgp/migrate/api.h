// A line that a helper of one version writes -> the same for a later one: the words of 6 for commands, and values of routes. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "pkg/exabgp/conf/compat.h"

namespace vigilcast::exabgp::migrate {

struct MigratedLine {
  std::string text;
  std::string note;  // what cannot be said any more; mostly empty
};

// Without its line end. What is no command comes back as it is, with a note; empty lines and comments without one.
MigratedLine migrate_command(std::string_view line, Compat from, Compat to);

}  // namespace vigilcast::exabgp::migrate
