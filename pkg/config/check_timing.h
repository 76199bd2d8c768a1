// How often and how patiently: the keys of a check for its timing.
#pragma once

#include <span>
#include <vector>

#include "pkg/config/check.h"

namespace vigilcast::config {

std::span<const Field<CheckDraft>> timing_fields();
std::vector<ObjectDoc> timing_tables();  // for the documentation

// What single keys cannot know of each other.
void complete_timing(CheckDraft& check, Load& load);

}  // namespace vigilcast::config
