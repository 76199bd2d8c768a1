// What of a peer's routes is taken, what of ours it is told, and how many paths: `maxPrefixes`, `import`, `export`, `addPath` of a peer.
#pragma once

#include "bgp/engine/peer_config.h"
#include "pkg/config/field.h"

namespace vigilcast::config {

struct AddPathDraft {
  bgp::Family family;
  bgp::AddPathMode mode = bgp::AddPathMode::both;
  std::optional<std::uint16_t> limit;
};

const Table<bgp::PrefixLimit>& prefix_limit_table();
const Table<bgp::RouteFilter>& filter_table();
const Table<AddPathDraft>& add_path_table();

std::vector<bgp::PrefixLimit> read_prefix_limits(const yaml::Node& node, Load& load);
std::vector<AddPathDraft> read_add_path(const yaml::Node& node, Load& load);
std::optional<bgp::Role> read_role(const yaml::Node& node, Load& load);

}  // namespace vigilcast::config
