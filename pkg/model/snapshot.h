// What the core shows to the outside: plain values, made on the core loop, read anywhere.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bgp/engine/status.h"
#include "healthcheck/observation.h"
#include "pkg/base/time.h"
#include "pkg/model/latency.h"

namespace vigilcast::model {

struct CheckView {
  std::string name;
  std::string kind;      // "http", "tcp"
  std::string target;    // what is probed, for people
  std::string state;     // "unknown", "rising", "up", "falling", "down"
  Instant since;
  std::string held;      // why results are not followed: "masked by gateway"; empty: they are
  std::string last_code; // "L7OK"
  std::string last_text;
  Duration last_took{};
  std::uint64_t passed = 0, failed = 0, inconclusive = 0;
  std::uint64_t transitions = 0, skipped = 0;
};

struct PrefixView {
  std::string prefix;
  bool announced = false;   // as decided
  std::size_t peers_told = 0, peers_up = 0;
};

struct ServiceView {
  std::string name;
  std::string state;        // announce::state_name
  std::string reason;       // announce::reason_name, an enumerated word
  std::string text;         // the same for people: "check web is down: L4CON connection refused"
  Instant since;
  std::string healthy;      // the expression as written
  std::vector<PrefixView> prefixes;
};

struct ProcessView {
  std::string name;
  bool running = false;
  int pid = 0;
  std::string problem;      // why it is not running
  std::size_t queued_bytes = 0;
  std::uint64_t starts = 0, lines_in = 0, lines_out = 0, lines_dropped = 0;
};

struct EventView {
  WallTime at;
  std::string kind;         // "peer_up", "service_state", "reload", …
  std::string subject;      // peer, service or check name
  std::string text;
};

// One kind of object that is watched at the API server.
struct WatchView {
  std::string kind;
  bool current = false;     // connected, and all is known
  std::string problem;      // why not
};

// What stands between this node and its cluster.
struct ClusterView {
  std::string node;                    // empty: not of one node
  bool synced = false;                 // all that decisions rest on was seen once
  std::string waiting_for;             // kinds that were not
  std::vector<WatchView> watches;
  std::optional<Instant> stale_since;  // the oldest watch that is not current; decisions stand all the same
  std::string problem;                 // why
  std::uint64_t writes = 0, writes_failed = 0;
  std::vector<std::string> problems = {};  // objects that cannot be used as they are, and why; the first few
  std::size_t problem_count = 0;
};

// Who leads, in one of several controllers.
struct ControllerView {
  std::string name;         // ours
  bool leads = false;
  std::string leader;       // who does, as far as is known; empty: nobody
  std::string problem;      // why that is not known, or the Lease cannot be renewed
};

// The addresses of one AddressPool, in the process that gives them.
struct PoolView {
  std::string name;
  std::uint64_t in_use = 0;
  double free = 0;          // IPv6 pools are larger than any integer
};

struct Snapshot {
  Instant now;              // when this was made; ages are differences to it
  WallTime wall_now;
  WallTime started;
  std::string version;
  bool ready = false;       // the first decisions are made
  std::string not_ready_because;
  std::vector<bgp::PeerStatus> peers;
  std::vector<CheckView> checks;
  std::vector<ServiceView> services;
  std::vector<ProcessView> processes;
  std::optional<ClusterView> cluster;  // absent outside of one
  std::optional<ControllerView> controller;  // absent in an agent
  std::vector<PoolView> pools;         // only where addresses are given
  std::vector<EventView> events;   // newest last, a bounded number
  std::uint64_t reloads_ok = 0, reloads_failed = 0;
  Duration loop_lag{};
  std::vector<Duration> decision_to_wire;  // recent: deciding probe result -> UPDATE given to the kernel
  LatencyHistogram decision_to_wire_total; // the same, counted since the start
};

}  // namespace vigilcast::model
