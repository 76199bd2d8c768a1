#include "tests/sim/world.h"

#include <algorithm>

#include "tests/sim/invariants.h"

namespace vigilcast::sim {

Node& World::add(std::string name, const IpAddress& address, std::uint32_t asn) {
  return *nodes_.emplace_back(std::make_unique<Node>(*this, std::move(name), address, asn));
}

Node* World::find(std::string_view name) const {
  const auto found = std::ranges::find_if(nodes_, [&](const auto& node) { return node->name() == name; });
  return found == nodes_.end() ? nullptr : found->get();
}

Node* World::find(const IpAddress& address) const {
  const auto found = std::ranges::find_if(nodes_, [&](const auto& node) { return node->address() == address; });
  return found == nodes_.end() ? nullptr : found->get();
}

void World::run_until(Instant end) {
  while (step(end)) {}
}

bool World::run_until(Instant end, const std::function<bool()>& condition) {
  while (!condition()) {
    if (!step(end)) return violation_.empty() && condition();
  }
  return true;
}

bool World::step(Instant end) {
  if (!violation_.empty() || !agenda_.step(end)) return false;
  busy_ = busy_since_ == now() ? busy_ + 1 : 0;
  busy_since_ = now();
  if (busy_ > 200'000) broken("time stands still: somebody spins");
  for (const Node* node : std::exchange(touched_, {})) {
    if (node->running()) check_invariants(*this, *node);
  }
  return true;
}

void World::broken(const std::string& what) {
  if (violation_.empty()) violation_ = format_duration(agenda_.elapsed()) + " " + what;
}

std::string World::story(std::size_t lines) const {
  std::string out;
  for (const auto& node : nodes_) {
    const auto& log = node->log();
    for (std::size_t i = log.size() - std::min(log.size(), lines); i < log.size(); ++i) out += log[i] + "\n";
  }
  return out;
}

}  // namespace vigilcast::sim
