// ExaBGP's settings as the environment and its ini file give them.
#pragma once

#include <string>

#include "pkg/app/options.h"

namespace vigilcast::cmd {

// Fills settings, what is wrong with them, and compat. False, and a word on stderr, when `compat` is no version; empty: none is asked for.
bool read_exabgp_settings(app::RunOptions& options, const std::string& compat);

}  // namespace vigilcast::cmd
