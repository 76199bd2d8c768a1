#include "pkg/exabgp/healthcheck/lines.h"

#include <algorithm>

#include "pkg/base/text.h"

namespace vigilcast::exabgp {
namespace {

using enum HealthState;

std::string selector(const HealthcheckOptions& options, Compat compat) {
  const std::string noun = compat == Compat::v6 ? "peer " : "neighbor ";
  if (options.neighbors.empty() && (compat == Compat::v3_4 || compat == Compat::v4_2)) return "";
  if (options.neighbors.empty() || std::ranges::find(options.neighbors, "*") != options.neighbors.end()) return noun + "* ";
  std::vector<std::string> each;
  for (const std::string& neighbor : options.neighbors) each.push_back(noun + neighbor);
  return join(each, ", ") + " ";
}

long first_metric(const HealthcheckOptions& options, HealthState state) {
  switch (state) {
    case up: return options.up_metric;
    case down: return options.down_metric;
    case disabled: return options.disabled_metric;
    default: return 0;
  }
}

const std::optional<RouteWords>& as_path(const HealthcheckOptions& options, HealthState state) {
  const auto& own = state == up ? options.up_as_path : state == down ? options.down_as_path : options.disabled_as_path;
  return own ? own : options.as_path;
}

const std::optional<RouteWords>& community(const HealthcheckOptions& options, HealthState state) {
  const bool instead = state != up && options.disabled_community && !options.disabled_community->text.empty();
  return instead ? options.disabled_community : options.community;
}

// What does not change from one address to the next, behind the metric.
std::string attributes(const HealthcheckOptions& options, HealthState state) {
  std::string out;
  if (options.local_preference >= 0) out += " local-preference " + std::to_string(options.local_preference);
  const auto add = [&](std::string_view name, const std::optional<RouteWords>& value) {
    if (value && !value->text.empty()) out += " " + std::string(name) + " [ " + value->text + " ]";
  };
  add("community", community(options, state));
  add("extended-community", options.extended_community);
  add("large-community", options.large_community);
  add("as-path", as_path(options, state));
  return out;
}

}  // namespace

std::vector<std::string> health_lines(const HealthcheckOptions& options, const std::vector<Prefix>& ips, HealthState state, Compat compat) {
  const bool announce = state == up || (state != exit && !options.withdraw_on_down);
  const std::string front = selector(options, compat) + (announce ? "announce" : "withdraw") + " route ";
  const std::string next_hop = " next-hop " + (options.next_hop ? options.next_hop->to_string() : "self");
  const std::string back = (announce ? attributes(options, state) : "") + (options.path_id != 0 ? " path-information " + std::to_string(options.path_id) : "");
  long metric = first_metric(options, state);
  std::vector<std::string> out;
  for (const Prefix& ip : ips) {
    out.push_back(front + ip.to_string() + next_hop + (announce ? " med " + std::to_string(metric) : "") + back);
    metric += options.increase;
  }
  return out;
}

}  // namespace vigilcast::exabgp
