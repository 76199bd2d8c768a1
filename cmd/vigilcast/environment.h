// ExaBGP's settings as the environment and its ini file give them.
#pragma once

#include <string>

#include "pkg/app/options.h"

namespace vigilcast::cmd {

// Fills settings and compat; prints what is wrong with them and returns false when they cannot be used. `compat` is the command line's word, empty: none.
bool read_exabgp_settings(app::RunOptions& options, const std::string& compat);

}  // namespace vigilcast::cmd
