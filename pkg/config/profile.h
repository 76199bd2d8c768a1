// How a service is announced in one state.
#pragma once

#include "pkg/announce/service.h"
#include "pkg/config/field.h"

namespace vigilcast::config {

const Table<announce::Profile>& profile_table();

// An object, or the word `withdraw`.
void read_profile(announce::Profile& profile, const yaml::Node& node, Load& load);

}  // namespace vigilcast::config
