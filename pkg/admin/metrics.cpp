#include "pkg/admin/metrics.h"

#include <prometheus/collectable.h>
#include <prometheus/text_serializer.h>

#include <algorithm>

#include "healthcheck/monitor/judge.h"
#include "pkg/admin/samples.h"
#include "pkg/announce/service.h"
#include "pkg/base/text.h"

namespace vigilcast::admin {
namespace {

using model::Snapshot;
using telemetry::metric;

// The states that there are, in words; a state series exists for each of them.
constexpr auto kPeerStates = [] {
  using bgp::fsm::State;
  return std::array{State::idle, State::connect, State::active, State::open_sent, State::open_confirm, State::established};
}();
constexpr auto kServiceStates = [] {
  using announce::ServiceState;
  return std::array{ServiceState::init, ServiceState::rising, ServiceState::up, ServiceState::degraded, ServiceState::falling, ServiceState::down};
}();
constexpr auto kCheckStates = [] {
  using health::CheckState;
  return std::array{CheckState::unknown, CheckState::rising, CheckState::up, CheckState::degraded, CheckState::falling, CheckState::down};
}();

template <class States>
std::vector<std::string_view> names(const States& states) {
  std::vector<std::string_view> out;
  for (const auto state : states) out.push_back(state_name(state));
  return out;
}

// Seconds since 1970 of a moment of the core's clock.
double timestamp(const Snapshot& snapshot, Instant at) {
  return std::chrono::duration<double>(snapshot.wall_now.time_since_epoch()).count() - to_seconds(snapshot.now - at);
}

void peer_info(const Snapshot& snapshot, Samples& out) {
  for (const auto& peer : snapshot.peers) {
    const std::uint32_t said = peer.peer_open ? peer.peer_open->as() : 0;
    out.add({peer.config.name, peer.config.remote_text(), std::to_string(peer.config.peer_as.value_or(said))}, 1);
  }
}

void peer_states(const Snapshot& snapshot, Samples& out) {
  const auto states = names(kPeerStates);
  for (const auto& peer : snapshot.peers) out.add_states(peer.config.name, states, state_name(peer.state));
}

void peer_last_down(const Snapshot& snapshot, Samples& out) {
  for (const auto& peer : snapshot.peers) {
    if (peer.last_down != bgp::fsm::DownReason::none) out.add({peer.config.name, down_reason_name(peer.last_down)}, 1);
  }
}

void peer_hold_time(const Snapshot& snapshot, Samples& out) {
  for (const auto& peer : snapshot.peers) {
    if (peer.negotiated) out.add({peer.config.name}, peer.negotiated->hold_time);
  }
}

void add_messages(Samples& out, const std::string& peer, std::string_view direction, const bgp::MessageCounters& counters) {
  const auto add = [&](std::string_view type, std::uint64_t value) { out.add({peer, direction, type}, static_cast<double>(value)); };
  add("open", counters.open);
  add("update", counters.update);
  add("notification", counters.notification);
  add("keepalive", counters.keepalive);
  add("refresh", counters.refresh);
}

void peer_messages(const Snapshot& snapshot, Samples& out) {
  for (const auto& peer : snapshot.peers) {
    add_messages(out, peer.config.name, "sent", peer.sent);
    add_messages(out, peer.config.name, "received", peer.received);
  }
}

// Calls add(peer's name, family, direction, traffic) for all that were counted.
template <class Add>
void each_traffic(const Snapshot& snapshot, const Add& add) {
  for (const auto& peer : snapshot.peers) {
    for (const auto& counters : peer.families) {
      add(peer.config.name, bgp::family_name(counters.family), "sent", counters.sent);
      add(peer.config.name, bgp::family_name(counters.family), "received", counters.received);
    }
  }
}

void family_updates(const Snapshot& snapshot, Samples& out) {
  each_traffic(snapshot, [&](const std::string& peer, const std::string& family, std::string_view direction, const bgp::FamilyTraffic& traffic) {
    out.add({peer, family, direction}, static_cast<double>(traffic.updates));
  });
}

void family_prefixes(const Snapshot& snapshot, Samples& out) {
  each_traffic(snapshot, [&](const std::string& peer, const std::string& family, std::string_view direction, const bgp::FamilyTraffic& traffic) {
    out.add({peer, family, direction, "announced"}, static_cast<double>(traffic.announced));
    out.add({peer, family, direction, "withdrawn"}, static_cast<double>(traffic.withdrawn));
  });
}

// Peers with BFD; a label beside the peer's name is left out when it is empty.
template <auto collect>
void each_bfd(const Snapshot& snapshot, Samples& out) {
  for (const auto& peer : snapshot.peers) {
    if (!peer.bfd) continue;
    collect(snapshot, *peer.bfd, [&](std::string_view label, double value) {
      if (label.empty()) return out.add({peer.config.name}, value);
      out.add({peer.config.name, label}, value);
    });
  }
}

void check_states(const Snapshot& snapshot, Samples& out) {
  const auto states = names(kCheckStates);
  for (const auto& check : snapshot.checks) out.add_states(check.name, states, check.state);
}

void check_durations(const Snapshot& snapshot, Samples& out) {
  for (const auto& check : snapshot.checks) {
    if (check.passed + check.failed + check.inconclusive > 0) out.add({check.name}, to_seconds(check.last_took));
  }
}

void check_results(const Snapshot& snapshot, Samples& out) {
  for (const auto& check : snapshot.checks) {
    out.add({check.name, "pass"}, static_cast<double>(check.passed));
    out.add({check.name, "fail"}, static_cast<double>(check.failed));
    out.add({check.name, "inconclusive"}, static_cast<double>(check.inconclusive));
  }
}

void service_states(const Snapshot& snapshot, Samples& out) {
  const auto states = names(kServiceStates);
  for (const auto& service : snapshot.services) out.add_states(service.name, states, service.state);
}

// A value for each item of a list that has a name.
template <auto items, auto value>
void each(const Snapshot& snapshot, Samples& out) {
  for (const auto& item : snapshot.*items) out.add({item.name}, static_cast<double>(value(item)));
}
template <auto value>
void each_peer(const Snapshot& snapshot, Samples& out) {
  for (const auto& peer : snapshot.peers) out.add({peer.config.name}, static_cast<double>(value(peer)));
}
template <auto value>
void each_prefix(const Snapshot& snapshot, Samples& out) {
  for (const auto& service : snapshot.services) {
    for (const auto& prefix : service.prefixes) out.add({service.name, prefix.prefix}, static_cast<double>(value(prefix)));
  }
}
template <auto items>
void each_since(const Snapshot& snapshot, Samples& out) {
  for (const auto& item : snapshot.*items) out.add({item.name}, timestamp(snapshot, item.since));
}

// Whatever is added only in a cluster.
template <auto add>
void in_cluster(const Snapshot& snapshot, Samples& out) {
  if (snapshot.cluster) add(snapshot, *snapshot.cluster, out);
}
template <auto value>
constexpr auto cluster_value = in_cluster<[](const Snapshot&, const model::ClusterView& view, Samples& out) { out.add({}, static_cast<double>(value(view))); }>;

void watches(const Snapshot&, const model::ClusterView& view, Samples& out) {
  for (const model::WatchView& watch : view.watches) out.add({watch.kind}, watch.current ? 1 : 0);
}

void stale(const Snapshot& snapshot, const model::ClusterView& view, Samples& out) {
  out.add({}, view.stale_since ? to_seconds(snapshot.now - *view.stale_since) : 0);
}

void pools(const Snapshot& snapshot, Samples& out) {
  for (const model::PoolView& pool : snapshot.pools) {
    out.add({pool.name, "in_use"}, static_cast<double>(pool.in_use));
    out.add({pool.name, "free"}, pool.free);
  }
}

struct Source {
  const telemetry::MetricRow& row;
  void (*collect)(const Snapshot&, Samples&);
};

constexpr Source kSources[] = {
    {metric("vigilcast_build_info"), [](const Snapshot& s, Samples& out) { out.add({s.version}, 1); }},
    {metric("vigilcast_start_timestamp_seconds"),
     [](const Snapshot& s, Samples& out) { out.add({}, std::chrono::duration<double>(s.started.time_since_epoch()).count()); }},
    {metric("vigilcast_ready"), [](const Snapshot& s, Samples& out) { out.add({}, s.ready ? 1 : 0); }},
    {metric("vigilcast_loop_lag_seconds"), [](const Snapshot& s, Samples& out) { out.add({}, to_seconds(s.loop_lag)); }},
    {metric("vigilcast_reloads_total"),
     [](const Snapshot& s, Samples& out) {
       out.add({"ok"}, static_cast<double>(s.reloads_ok));
       out.add({"failed"}, static_cast<double>(s.reloads_failed));
     }},
    {metric("vigilcast_decision_to_wire_seconds"), [](const Snapshot& s, Samples& out) { out.add(s.decision_to_wire_total); }},

    {metric("vigilcast_peer_info"), peer_info},
    {metric("vigilcast_peer_up"), each_peer<[](const auto& p) { return p.state == bgp::fsm::State::established; }>},
    {metric("vigilcast_peer_state"), peer_states},
    {metric("vigilcast_peer_state_since_timestamp_seconds"),
     [](const Snapshot& s, Samples& out) {
       for (const auto& peer : s.peers) out.add({peer.config.name}, timestamp(s, peer.since));
     }},
    {metric("vigilcast_peer_last_down"), peer_last_down},
    {metric("vigilcast_peer_hold_time_seconds"), peer_hold_time},
    {metric("vigilcast_peer_sessions_total"), each_peer<[](const auto& p) { return p.sessions; }>},
    {metric("vigilcast_peer_connect_attempts_total"), each_peer<[](const auto& p) { return p.connect_attempts; }>},
    {metric("vigilcast_peer_bfd_up"), each_bfd<[](const auto&, const auto& bfd, auto add) { add("", bfd.state == bgp::bfd::State::up); }>},
    {metric("vigilcast_peer_bfd_state_since_timestamp_seconds"),
     each_bfd<[](const Snapshot& s, const auto& bfd, auto add) { add("", timestamp(s, bfd.since)); }>},
    {metric("vigilcast_peer_bfd_detection_seconds"), each_bfd<[](const auto&, const auto& bfd, auto add) {
       if (bfd.detection_time != Duration{}) add("", to_seconds(bfd.detection_time));
     }>},
    {metric("vigilcast_peer_bfd_transitions_total"), each_bfd<[](const auto&, const auto& bfd, auto add) {
       add("up", static_cast<double>(bfd.ups));
       add("down", static_cast<double>(bfd.downs));
     }>},
    {metric("vigilcast_peer_bfd_packets_total"), each_bfd<[](const auto&, const auto& bfd, auto add) {
       add("sent", static_cast<double>(bfd.sent));
       add("received", static_cast<double>(bfd.received));
       add("discarded", static_cast<double>(bfd.discarded));
     }>},
    {metric("vigilcast_peer_messages_total"), peer_messages},
    {metric("vigilcast_peer_family_updates_total"), family_updates},
    {metric("vigilcast_peer_family_prefixes_total"), family_prefixes},
    {metric("vigilcast_peer_routes_desired"), each_peer<[](const auto& p) { return p.routes_desired; }>},
    {metric("vigilcast_peer_routes_sent"), each_peer<[](const auto& p) { return p.routes_sent; }>},
    {metric("vigilcast_peer_routes_received"), each_peer<[](const auto& p) { return p.routes_received; }>},
    {metric("vigilcast_peer_reading_paused"), each_peer<[](const auto& p) { return p.reading_paused.has_value(); }>},
    {metric("vigilcast_peer_reading_pauses_total"), each_peer<[](const auto& p) { return p.reading_pauses; }>},

    {metric("vigilcast_check_state"), check_states},
    {metric("vigilcast_check_state_since_timestamp_seconds"), each_since<&Snapshot::checks>},
    {metric("vigilcast_check_last_duration_seconds"), check_durations},
    {metric("vigilcast_check_results_total"), check_results},

    {metric("vigilcast_service_state"), service_states},
    {metric("vigilcast_service_state_since_timestamp_seconds"), each_since<&Snapshot::services>},
    {metric("vigilcast_service_reason"),
     [](const Snapshot& s, Samples& out) {
       for (const auto& service : s.services) out.add({service.name, service.reason}, 1);
     }},
    {metric("vigilcast_service_prefixes"), each<&Snapshot::services, [](const auto& s) { return s.prefixes.size(); }>},
    {metric("vigilcast_service_prefixes_announced"),
     each<&Snapshot::services, [](const auto& s) { return std::ranges::count_if(s.prefixes, &model::PrefixView::announced); }>},
    {metric("vigilcast_prefix_announced"), each_prefix<[](const auto& p) { return p.announced; }>},
    {metric("vigilcast_prefix_peers_told"), each_prefix<[](const auto& p) { return p.peers_told; }>},

    {metric("vigilcast_process_up"), each<&Snapshot::processes, [](const auto& p) { return p.running; }>},
    {metric("vigilcast_process_starts_total"), each<&Snapshot::processes, [](const auto& p) { return p.starts; }>},
    {metric("vigilcast_process_queue_bytes"), each<&Snapshot::processes, [](const auto& p) { return p.queued_bytes; }>},
    {metric("vigilcast_process_lines_total"),
     [](const Snapshot& s, Samples& out) {
       for (const auto& process : s.processes) {
         out.add({process.name, "in"}, static_cast<double>(process.lines_in));
         out.add({process.name, "out"}, static_cast<double>(process.lines_out));
       }
     }},
    {metric("vigilcast_process_lines_dropped_total"), each<&Snapshot::processes, [](const auto& p) { return p.lines_dropped; }>},

    {metric("vigilcast_kubernetes_synced"), cluster_value<[](const auto& view) { return view.synced; }>},
    {metric("vigilcast_kubernetes_watch_current"), in_cluster<watches>},
    {metric("vigilcast_kubernetes_stale_seconds"), in_cluster<stale>},
    {metric("vigilcast_kubernetes_writes_total"), cluster_value<[](const auto& view) { return view.writes; }>},
    {metric("vigilcast_kubernetes_writes_failed_total"), cluster_value<[](const auto& view) { return view.writes_failed; }>},
    {metric("vigilcast_pool_addresses"), pools},
};

// Every row has its source, at the same place.
constexpr bool in_step() {
  for (std::size_t i = 0; i < std::size(kSources); ++i) {
    if (&kSources[i].row != &telemetry::kMetrics[i]) return false;
  }
  return std::size(kSources) == std::size(telemetry::kMetrics);
}
static_assert(in_step(), "pkg/telemetry/metrics.h and this table must have the same metrics in the same order");

class SnapshotCollectable : public prometheus::Collectable {
 public:
  explicit SnapshotCollectable(const Snapshot& snapshot) : snapshot_(snapshot) {}

  [[nodiscard]] std::vector<prometheus::MetricFamily> Collect() const override {
    std::vector<prometheus::MetricFamily> out;
    for (const Source& source : kSources) {
      Samples samples(source.row);
      source.collect(snapshot_, samples);
      prometheus::MetricFamily family = samples.take();
      if (!family.metric.empty()) out.push_back(std::move(family));  // what this agent has nothing of is absent altogether
    }
    return out;
  }

 private:
  const Snapshot& snapshot_;
};

// The samples are alike in both forms; the lines about a family differ.
std::string openmetrics(const std::vector<prometheus::MetricFamily>& families) {
  std::string out;
  const prometheus::TextSerializer serializer;
  for (const prometheus::MetricFamily& family : families) {
    const std::string text = serializer.Serialize({family});
    std::string_view name = family.name;
    std::string_view type = "gauge";
    if (family.type == prometheus::MetricType::Histogram) type = "histogram";
    if (family.type == prometheus::MetricType::Counter) {
      type = "counter";
      name.remove_suffix(std::string_view("_total").size());
    }
    out += "# TYPE " + std::string(name) + " " + std::string(type) + "\n# HELP " + std::string(name) + " " + family.help + "\n";
    for (const std::string_view line : split(text, '\n')) {
      if (!line.empty() && line[0] != '#') out += std::string(line) + "\n";
    }
  }
  return out + "# EOF\n";
}

}  // namespace

std::string expose(const Snapshot& snapshot, Exposition form) {
  const auto families = SnapshotCollectable(snapshot).Collect();
  return form == Exposition::openmetrics ? openmetrics(families) : prometheus::TextSerializer().Serialize(families);
}

}  // namespace vigilcast::admin
