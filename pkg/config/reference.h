// Every object of the YAML file with its keys, for documentation and schema.
#pragma once

#include <vector>

#include "pkg/config/field.h"

namespace vigilcast::config {

std::vector<ObjectDoc> reference();  // the whole file first, then in reading order

}  // namespace vigilcast::config
