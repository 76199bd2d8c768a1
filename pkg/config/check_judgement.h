// How results become a verdict: the keys of a check for it, beside its kind and its timing.
#pragma once

#include <span>
#include <vector>

#include "pkg/config/check.h"

namespace vigilcast::config {

std::span<const Field<CheckDraft>> judgement_fields();
std::vector<ObjectDoc> judgement_tables();  // for the documentation

// What single keys cannot know of each other.
void complete_judgement(CheckDraft& check, Load& load);

}  // namespace vigilcast::config
