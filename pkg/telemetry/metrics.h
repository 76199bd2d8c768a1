// Every metric there is, one row each: name, type, labels, help. Names follow the Prometheus conventions: base units, counters end in
// _total, moments in _timestamp_seconds. pkg/admin fills them from a snapshot; the documentation lists them from here.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace vigilcast::telemetry {

enum class MetricType : std::uint8_t { gauge, counter, histogram };

struct MetricRow {
  std::string_view name;
  MetricType type;
  std::array<std::string_view, 4> labels;  // empty ones are none
  std::string_view help;
};

// State metrics have one series for each state, 1 for the present one and 0 for the others.
inline constexpr MetricRow kMetrics[] = {
    {"vigilcast_build_info", MetricType::gauge, {"version"}, "Always 1; which version runs."},
    {"vigilcast_start_timestamp_seconds", MetricType::gauge, {}, "When this process started."},
    {"vigilcast_ready", MetricType::gauge, {}, "1 once the first decisions are made."},
    {"vigilcast_loop_lag_seconds", MetricType::gauge, {}, "How late the core loop ran its last timer: our own stall."},
    {"vigilcast_reloads_total", MetricType::counter, {"result"}, "Reloads of the configuration; a failed one changed nothing."},
    {"vigilcast_decision_to_wire_seconds", MetricType::histogram, {}, "From the deciding probe result to the UPDATE in the socket."},

    {"vigilcast_peer_info", MetricType::gauge, {"peer", "address", "peer_as"}, "Always 1; peer_as is what is configured, else what the peer said."},
    {"vigilcast_peer_up", MetricType::gauge, {"peer"}, "1 while the session is Established."},
    {"vigilcast_peer_state", MetricType::gauge, {"peer", "state"}, "State of the session (RFC 4271 section 8)."},
    {"vigilcast_peer_state_since_timestamp_seconds", MetricType::gauge, {"peer"}, "Since when the session is up, or down."},
    {"vigilcast_peer_last_down", MetricType::gauge, {"peer", "reason"}, "Always 1; why the session went down the last time. Absent when it never did."},
    {"vigilcast_peer_hold_time_seconds", MetricType::gauge, {"peer"}, "Negotiated hold time; 0 means none. Absent while down."},
    {"vigilcast_peer_sessions_total", MetricType::counter, {"peer"}, "Times the session became Established."},
    {"vigilcast_peer_connect_attempts_total", MetricType::counter, {"peer"}, "TCP connections tried by us."},
    {"vigilcast_peer_bfd_up", MetricType::gauge, {"peer"}, "1 while the BFD session is Up. Absent without BFD."},
    {"vigilcast_peer_bfd_state_since_timestamp_seconds", MetricType::gauge, {"peer"}, "Since when the BFD session is in its state."},
    {"vigilcast_peer_bfd_detection_seconds", MetricType::gauge, {"peer"}, "How long a silence is taken for a failure. Absent before the peer was heard."},
    {"vigilcast_peer_bfd_transitions_total", MetricType::counter, {"peer", "to"}, "Times the BFD session came up, and went down."},
    {"vigilcast_peer_bfd_packets_total", MetricType::counter, {"peer", "direction"}, "BFD packets; discarded ones were received and not taken."},
    {"vigilcast_peer_messages_total", MetricType::counter, {"peer", "direction", "type"}, "BGP messages."},
    {"vigilcast_peer_family_updates_total", MetricType::counter, {"peer", "family", "direction"}, "UPDATEs about the family, End-of-RIB among them."},
    {"vigilcast_peer_family_prefixes_total", MetricType::counter, {"peer", "family", "direction", "action"}, "Destinations announced and withdrawn."},
    {"vigilcast_peer_routes_desired", MetricType::gauge, {"peer"}, "Routes that should be announced to the peer."},
    {"vigilcast_peer_routes_sent", MetricType::gauge, {"peer"}, "Routes that the peer has been told."},
    {"vigilcast_peer_routes_received", MetricType::gauge, {"peer"}, "Routes that the peer announces to us."},
    {"vigilcast_peer_reading_paused", MetricType::gauge, {"peer"}, "1 while nothing is read from the peer, because a helper process has no room for it."},
    {"vigilcast_peer_reading_pauses_total", MetricType::counter, {"peer"}, "Times that reading from the peer was paused."},

    {"vigilcast_check_state", MetricType::gauge, {"check", "state"}, "State of a health check."},
    {"vigilcast_check_state_since_timestamp_seconds", MetricType::gauge, {"check"}, "Since when the check is in its state."},
    {"vigilcast_check_last_duration_seconds", MetricType::gauge, {"check"}, "How long the last probe took. Absent before the first."},
    {"vigilcast_check_results_total", MetricType::counter, {"check", "outcome"}, "Probe results; inconclusive ones were our own trouble."},

    {"vigilcast_service_state", MetricType::gauge, {"service", "state"}, "State of a service."},
    {"vigilcast_service_state_since_timestamp_seconds", MetricType::gauge, {"service"}, "Since when the service is in its state."},
    {"vigilcast_service_reason", MetricType::gauge, {"service", "reason"}, "Always 1; why the service is in its state."},
    {"vigilcast_service_prefixes", MetricType::gauge, {"service"}, "Prefixes of the service."},
    {"vigilcast_service_prefixes_announced", MetricType::gauge, {"service"}, "Prefixes of the service that are decided to be announced."},
    {"vigilcast_prefix_announced", MetricType::gauge, {"service", "prefix"}, "1 while the prefix is decided to be announced."},
    {"vigilcast_prefix_peers_told", MetricType::gauge, {"service", "prefix"}, "Peers that have been told the prefix."},

    {"vigilcast_process_up", MetricType::gauge, {"process"}, "1 while the helper process runs."},
    {"vigilcast_process_starts_total", MetricType::counter, {"process"}, "Times the helper process was started."},
    {"vigilcast_process_queue_bytes", MetricType::gauge, {"process"}, "Bytes that wait for the helper process to read them."},
    {"vigilcast_process_lines_total", MetricType::counter, {"process", "direction"}, "Lines read from (in) and written to (out) the helper process."},
    {"vigilcast_process_lines_dropped_total",
     MetricType::counter,
     {"process"},
     "Messages that a helper process did not get as they were because it does not read: it is told the newest state when it does."},

    {"vigilcast_kubernetes_synced", MetricType::gauge, {}, "1 once all that decisions rest on was seen. Absent outside a cluster, as are those that follow."},
    {"vigilcast_kubernetes_watch_current", MetricType::gauge, {"kind"}, "1 while the watch of this kind of object is connected and knows all."},
    {"vigilcast_kubernetes_stale_seconds", MetricType::gauge, {}, "For how long a watch has not been current; decisions stand meanwhile. 0 while all are."},
    {"vigilcast_kubernetes_writes_total", MetricType::counter, {}, "Writes to the API server: states and Events."},
    {"vigilcast_kubernetes_writes_failed_total", MetricType::counter, {}, "Writes that the API server did not take."},
    {"vigilcast_pool_addresses", MetricType::gauge, {"pool", "state"}, "Addresses of an AddressPool that are in_use or free. The controller's."},
};

// The row of a name; a name that is in no row does not compile.
consteval const MetricRow& metric(std::string_view name) {
  for (const MetricRow& row : kMetrics) {
    if (row.name == name) return row;
  }
  throw "no such metric";
}

}  // namespace vigilcast::telemetry
