// The handlers that the keyword table names and that do more than store one value. Grouped by the file that has them.
#pragma once

#include "pkg/exabgp/conf/context.h"

namespace vigilcast::exabgp::conf {

// neighbor_section.cpp
void on_neighbor(Context& context, const Call& call);
void on_template(Context& context, const Call& call);
void on_template_neighbor(Context& context, const Call& call);
void on_group(Context& context, const Call& call);
void on_inherit(Context& context, const Call& call);
void on_description(Context& context, const Call& call);
void on_host_name(Context& context, const Call& call);
void on_md5_password(Context& context, const Call& call);
void on_md5_base64(Context& context, const Call& call);
void on_listen(Context& context, const Call& call);
void on_rate_limit(Context& context, const Call& call);

// operational.cpp
void on_operational(Context& context, const Call& call);
void on_operational_message(Context& context, const Call& call);

// tcp_ao.cpp
void on_tcp_ao(Context& context, const Call& call);
void on_tcp_ao_keyid(Context& context, const Call& call);
void on_tcp_ao_algorithm(Context& context, const Call& call);
void on_tcp_ao_password(Context& context, const Call& call);
void on_tcp_ao_base64(Context& context, const Call& call);

// capability.cpp
void on_capability(Context& context, const Call& call);
void on_graceful_restart(Context& context, const Call& call);
void on_next_hop_capability(Context& context, const Call& call);

// family_sections.cpp
void on_family(Context& context, const Call& call);
void on_family_all(Context& context, const Call& call);
void on_family_minimal(Context& context, const Call& call);
void on_family_entry(Context& context, const Call& call);
void on_add_path_section(Context& context, const Call& call);
void on_add_path_entry(Context& context, const Call& call);
void on_add_path_all(Context& context, const Call& call);
void on_next_hop_section(Context& context, const Call& call);
void on_next_hop_entry(Context& context, const Call& call);

// api.cpp
void on_api(Context& context, const Call& call);
void on_processes(Context& context, const Call& call);
void on_processes_match(Context& context, const Call& call);
void on_send(Context& context, const Call& call);
void on_receive(Context& context, const Call& call);

// process.cpp
void on_process(Context& context, const Call& call);
void on_neighbor_process(Context& context, const Call& call);
void on_run(Context& context, const Call& call);
void on_updates(Context& context, const Call& call);
void on_process_direction(Context& context, const Call& call);
void on_receive_parsed(Context& context, const Call& call);
void on_receive_packets(Context& context, const Call& call);
void on_receive_routes(Context& context, const Call& call);
void on_peer_updates(Context& context, const Call& call);
void on_receive_operational(Context& context, const Call& call);
void on_send_packets(Context& context, const Call& call);

// route_sections.cpp
void on_static(Context& context, const Call& call);
void on_announce(Context& context, const Call& call);
void on_announce_ipv4(Context& context, const Call& call);
void on_announce_ipv6(Context& context, const Call& call);
void on_route(Context& context, const Call& call);
void on_attributes(Context& context, const Call& call);
void on_announce_prefix(Context& context, const Call& call);
void on_announce_l2vpn(Context& context, const Call& call);
void on_l2vpn(Context& context, const Call& call);
void on_announce_family(Context& context, const Call& call);
void on_announce_flow(Context& context, const Call& call);
void on_flow(Context& context, const Call& call);
void on_flow_route(Context& context, const Call& call);

}  // namespace vigilcast::exabgp::conf
