// A reason in one line for people, naming the checks that it rests on: "check web is down: L4CON connection refused".
#pragma once

#include <string>
#include <vector>

#include "pkg/announce/facts.h"
#include "pkg/announce/reason.h"
#include "pkg/announce/service.h"

namespace vigilcast::announce {

// `latches`: those that the decision left behind.
std::string because(const ServiceSpec& spec, const ServiceFacts& facts, Reason reason, const health::Latches& latches);

// By their verdicts: the checks without which the answer would be another, or each of which is enough for it; when there are none such, all that the answer may
// rest on.
std::vector<std::string> deciding_checks(const ServiceSpec& spec, const ServiceFacts& facts, const health::Latches& latches);

}  // namespace vigilcast::announce
