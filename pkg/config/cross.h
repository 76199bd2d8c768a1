// What is wrong between objects, each of which is right by itself: names that nobody has, things that are there twice, prefixes that may not be announced.
#pragma once

#include "pkg/config/file.h"

namespace vigilcast::config {

void check_across(const FileDraft& file, const yaml::Node& root, Load& load);

}  // namespace vigilcast::config
