// An answer as YAML 1.2, for `-o yaml`. Pure.
#pragma once

#include <string>

#include "pkg/json/value.h"

namespace vigilcast::cmd {

// Block style. A string is plain only where no reader could take it for something else; otherwise it is quoted as in JSON, which YAML reads.
std::string to_yaml(const json::Value& value);

}  // namespace vigilcast::cmd
