// The answers of the agent's API as text for people: one function each. Pure; what is missing in an answer reads as empty.
// The answers are described in pkg/admin/views.h.
#pragma once

#include <string>

#include "pkg/json/value.h"

namespace vigilcast::cmd {

std::string render_status(const json::Value& answer, bool colour);
std::string render_peers(const json::Value& answer, bool colour);
std::string render_peer(const json::Value& answer, bool colour);  // one in full
std::string render_checks(const json::Value& answer, bool colour);
std::string render_check(const json::Value& answer, bool colour);  // one in full
std::string render_services(const json::Value& answer, bool colour);
std::string render_routes(const json::Value& answer, bool colour);
std::string render_explanation(const json::Value& answer, bool colour);
std::string render_events(const json::Value& answer, bool colour);

}  // namespace vigilcast::cmd
