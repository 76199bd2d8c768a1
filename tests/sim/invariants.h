// What must hold whatever happens.
#pragma once

#include <optional>
#include <string>

#include "tests/sim/world.h"

namespace vigilcast::sim {

// After every step of `node`: tells the world what is broken.
void check_invariants(World& world, const Node& node);

// What `to` has received from `from` against what `from` believes to have sent; the first difference in words. Nothing when they are
// equal, or when they cannot be compared now: no session, bytes under way, or a queue that is not empty.
std::optional<std::string> difference(World& world, const Node& from, const Node& to);

// A session is up between both, seen from both ends, and nothing waits to be sent.
bool in_step(World& world, const Node& a, const Node& b);

}  // namespace vigilcast::sim
