#include "bgp/engine/settings.h"

namespace vigilcast::bgp {
namespace {

bool is_strict(const PeerConfig& config) { return config.bfd && config.bfd->strict; }

Capabilities capabilities(const PeerConfig& config) {
  Capabilities out;
  out.families = config.families;
  if (config.as4) out.as4 = config.local_as;
  out.extended_next_hop = config.extended_next_hop;
  out.empty_next_hop = config.empty_next_hop;
  out.add_path = config.add_path;
  out.empty_add_path = config.empty_add_path.has_value();
  if (config.role && config.peer_as != config.local_as) out.unknown.push_back(role_capability(*config.role));
  if (config.graceful_restart) {
    GracefulRestart restart{.restarting = false, .notification = config.restart_notification, .time = *config.graceful_restart, .families = {}};
    for (const Family family : config.families) restart.families.push_back({family, true});
    out.graceful_restart = std::move(restart);
  }
  if (config.graceful_restart && config.long_lived_stale_time) {
    for (const Family family : config.families) out.long_lived_restart.push_back({family, true, *config.long_lived_stale_time});
  }
  out.paths_limit = config.paths_limit;
  out.link_local_next_hop = config.link_local_next_hop;
  out.operational = config.operational;
  out.multi_session = config.multi_session;
  out.cisco_multi_session = config.cisco_multi_session;
  out.route_refresh = config.route_refresh;
  out.enhanced_route_refresh = config.route_refresh;
  out.extended_message = config.extended_message;
  out.hostname = config.hostname;
  out.bfd_strict = is_strict(config);
  out.software_version = config.software_version;
  return out;
}

}  // namespace

fsm::Settings fsm_settings(const PeerConfig& config) {
  fsm::Settings out;
  out.local_as = config.local_as;
  out.mirror_as = config.mirror_as;
  out.open_wait = config.open_wait;
  out.peer_as = config.peer_as;
  out.peer_as_list = config.peer_as_list;
  out.required_families = config.required_families;
  out.identifier = config.router_id;
  out.hold_time = config.hold_time;
  out.passive = config.passive;
  out.delay_open = config.delay_open;
  out.send_hold = config.send_hold;
  out.capabilities = capabilities(config);
  out.strict_role = config.strict_role;
  out.aigp = config.aigp;
  out.connect_retry = config.connect_retry;
  return out;
}

bool needs_reset(const PeerConfig& before, const PeerConfig& after) {
  PeerConfig same_wire = after;
  same_wire.name = before.name;
  same_wire.description = before.description;
  same_wire.open_wait = before.open_wait;
  same_wire.most_attempts = before.most_attempts;
  same_wire.rate_limit = before.rate_limit;
  same_wire.operational_messages = before.operational_messages;
  same_wire.listen_port = before.listen_port;
  same_wire.group_updates = before.group_updates;
  same_wire.exabgp_updates = before.exabgp_updates;
  same_wire.assumed_next_hop = before.assumed_next_hop;
  same_wire.adj_rib_in = before.adj_rib_in;
  same_wire.adj_rib_out = before.adj_rib_out;
  same_wire.manual_eor = before.manual_eor;
  same_wire.send_non_transitive = before.send_non_transitive;
  same_wire.prefix_limits = before.prefix_limits;
  same_wire.received_bytes = before.received_bytes;
  same_wire.import_filter = before.import_filter;
  same_wire.export_filter = before.export_filter;
  same_wire.connect_retry = before.connect_retry;
  same_wire.prefer_link_local = before.prefer_link_local;
  same_wire.local_link_local = before.local_link_local;
  same_wire.self_address = before.self_address;
  if (is_strict(before) == is_strict(after)) same_wire.bfd = before.bfd;  // agreed on by BFD itself
  same_wire.range_limit = before.range_limit;
  // A key is replaced on the live connection; where there was none, or is none any more, the segments of both sides could not agree.
  if (!before.md5_password.empty() && !after.md5_password.empty()) same_wire.md5_password = before.md5_password;
  if (!before.ao_keys.empty() && !after.ao_keys.empty()) same_wire.ao_keys = before.ao_keys;
  return same_wire != before;
}

}  // namespace vigilcast::bgp
