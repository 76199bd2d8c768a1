// `exabgp env`: the settings in force, in the form in which they can be given again. Pure.
#pragma once

#include <string>

#include "pkg/exabgp/settings.h"

namespace vigilcast::exabgp {

enum class EnvForm : std::uint8_t { ini, variables };

// Every setting that the version has, or those alone that differ from the default.
std::string env_listing(const Settings& settings, Compat compat, EnvForm form, bool differing_only);

}  // namespace vigilcast::exabgp
