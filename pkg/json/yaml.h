// A JSON value as YAML 1.2, for people and for files that people read.
#pragma once

#include <string>

#include "pkg/json/value.h"

namespace vigilcast::json {

// Block style. A string is plain only where no reader could take it for something else; otherwise it is quoted as in JSON, which YAML reads.
std::string to_yaml(const Value& value);

}  // namespace vigilcast::json
