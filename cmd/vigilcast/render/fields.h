// Fields of an answer as people write them.
#pragma once

#include <string>

#include "cmd/vigilcast/render/table.h"
#include "pkg/json/value.h"

namespace vigilcast::cmd {

std::string number(const json::Value& value);              // "65000"; empty when there is none
Tone tone_of(const std::string& state);                     // of a service or a check
std::string age(const json::Value& thing);                 // its "ageSeconds": "3m12s"
std::string milliseconds(const json::Value& seconds);      // "0.30 ms"
std::string moment(const std::string& time);               // "2026-11-22T10:11:12.123Z" as "2026-11-22 10:11:12"

}  // namespace vigilcast::cmd
