#include "pkg/admin/views.h"

#include <algorithm>

#include "pkg/admin/peer_view.h"
#include "pkg/admin/since.h"
#include "pkg/base/text.h"
#include "pkg/model/age.h"

namespace vigilcast::admin {
namespace {

using json::Value;
using model::Snapshot;

Value check_view(const Snapshot& snapshot, const model::CheckView& check) {
  Value out;
  out.set("name", check.name).set("kind", check.kind).set("target", check.target).set("state", check.state);
  set_since(out, snapshot, check.since);
  out.set("lastCode", check.last_code).set("lastText", printable(check.last_text)).set("lastDurationSeconds", to_seconds(check.last_took));
  if (!check.held.empty()) out.set("held", check.held);
  return out.set("passed", check.passed).set("failed", check.failed).set("inconclusive", check.inconclusive);
}

Value service_view(const Snapshot& snapshot, const model::ServiceView& service) {
  Value out;
  out.set("name", service.name).set("state", service.state).set("reason", service.reason).set("text", printable(service.text));
  set_since(out, snapshot, service.since);
  Value prefixes = Value::array();
  for (const model::PrefixView& prefix : service.prefixes) {
    Value one;
    one.set("prefix", prefix.prefix).set("announced", prefix.announced).set("peersTold", prefix.peers_told).set("peersUp", prefix.peers_up);
    prefixes.add(std::move(one));
  }
  return out.set("healthy", service.healthy).set("prefixes", std::move(prefixes));
}

Value process_view(const model::ProcessView& process) {
  Value out;
  out.set("name", process.name).set("running", process.running);
  if (process.running) out.set("pid", process.pid);
  if (!process.problem.empty()) out.set("problem", printable(process.problem));
  out.set("starts", process.starts).set("queuedBytes", process.queued_bytes).set("linesIn", process.lines_in);
  return out.set("linesOut", process.lines_out).set("linesDropped", process.lines_dropped);
}

Value event_view(const model::EventView& event) {
  Value out;
  return out.set("at", format_wall_time(event.at)).set("kind", event.kind).set("subject", printable(event.subject)).set("text", printable(event.text));
}

Value route_view(const model::RouteView& route) {
  Value out;
  out.set("peer", route.peer).set("family", route.family).set("nlri", route.nlri).set("nextHop", route.next_hop).set("attributes", printable(route.attributes));
  if (!route.owner.empty()) out.set("owner", route.owner).set("sent", route.sent);
  if (route.stale) out.set("stale", true);
  if (route.losers.empty()) return out;
  Value losers = Value::array();
  for (const std::string& loser : route.losers) losers.add(loser);
  return out.set("losers", std::move(losers));
}

template <class Item, class View>
Value list(const std::vector<Item>& items, View view) {
  Value out = Value::array();
  for (const Item& item : items) out.add(view(item));
  return out;
}

Value watch_view(const model::WatchView& watch) {
  Value out;
  out.set("kind", watch.kind).set("current", watch.current);
  if (!watch.problem.empty()) out.set("problem", printable(watch.problem));
  return out;
}

Duration stale_for(const Snapshot& snapshot, const model::ClusterView& cluster) {
  return cluster.stale_since ? std::max(snapshot.now - *cluster.stale_since, Duration{}) : Duration{};
}

Value cluster_view(const Snapshot& snapshot, const model::ClusterView& cluster) {
  Value out, writes;
  if (!cluster.node.empty()) out.set("node", printable(cluster.node));
  out.set("synced", cluster.synced).set("current", !cluster.stale_since.has_value());
  if (!cluster.waiting_for.empty()) out.set("waitingFor", printable(cluster.waiting_for));
  if (cluster.stale_since) out.set("staleSeconds", to_seconds(stale_for(snapshot, cluster)));
  if (!cluster.problem.empty()) out.set("problem", printable(cluster.problem));
  writes.set("total", cluster.writes).set("failed", cluster.writes_failed);
  return out.set("watches", list(cluster.watches, watch_view)).set("writes", std::move(writes));
}

Value controller_view(const model::ControllerView& controller) {
  Value out;
  out.set("name", printable(controller.name)).set("leads", controller.leads);
  if (!controller.leader.empty()) out.set("leader", printable(controller.leader));
  if (!controller.problem.empty()) out.set("problem", printable(controller.problem));
  return out;
}

Value pool_view(const model::PoolView& pool) {
  Value out;
  const bool exact = pool.free < 9e15;  // as an integer of JSON
  return out.set("name", pool.name).set("inUse", pool.in_use).set("free", exact ? Value(static_cast<std::uint64_t>(pool.free)) : Value(pool.free));
}

template <class Item, class Good>
Value tally(const std::vector<Item>& items, const char* good_name, Good good) {
  Value out;
  return out.set("total", items.size()).set(good_name, std::ranges::count_if(items, good));
}

Value latency(std::vector<Duration> recent) {
  Value out;
  if (recent.empty()) return out;
  out.set("lastSeconds", to_seconds(recent.back()));
  std::ranges::sort(recent);
  const auto rank = [&](std::size_t percent) { return to_seconds(recent[(recent.size() - 1) * percent / 100]); };
  return out.set("medianSeconds", rank(50)).set("p99Seconds", rank(99)).set("worstSeconds", rank(100)).set("count", static_cast<std::uint64_t>(recent.size()));
}

Value named(const char* name, Value value) {
  Value out;
  out.set(name, std::move(value));
  return out;
}

// What somebody who looks at the status should look at next, in words.
Value problems(const Snapshot& snapshot) {
  Value out = Value::array();
  for (const bgp::PeerStatus& peer : snapshot.peers) {
    if (peer.state == bgp::fsm::State::established) continue;
    std::string text = "peer " + peer.config.name + " is " + std::string(bgp::fsm::state_name(peer.state));
    if (!peer.last_down_text.empty()) text += ": " + printable(peer.last_down_text);
    out.add(std::move(text));
  }
  for (const model::CheckView& check : snapshot.checks) {
    const bool ours = check.last_code == "SOCKERR";  // inconclusive: what we lack, and it shows nowhere else
    if (ours || check.state == "unknown") {
      out.add("check " + check.name + " is " + check.state +
              (check.last_code.empty() ? ": no result yet" : ": " + check.last_code + " " + printable(check.last_text)));
    }
  }
  for (const model::ServiceView& service : snapshot.services) {
    if (service.state != "up") out.add("service " + service.name + " is " + service.state + ": " + printable(service.text));
  }
  for (const model::ProcessView& process : snapshot.processes) {
    if (!process.running) out.add("process " + process.name + " does not run: " + printable(process.problem));
  }
  if (const auto& cluster = snapshot.cluster) {
    const std::string why = cluster->problem.empty() ? "" : ": " + printable(cluster->problem);
    if (!cluster->synced) out.add("the cluster is not known yet" + why);
    if (cluster->synced && cluster->stale_since) {
      out.add("what is known of the cluster is " + model::age_text(stale_for(snapshot, *cluster)) + " old, and decisions stand" + why);
    }
    for (const std::string& problem : cluster->problems) out.add(printable(problem));
    if (cluster->problem_count > cluster->problems.size()) {
      out.add("and " + std::to_string(cluster->problem_count - cluster->problems.size()) + " more objects of the cluster that cannot be used as they are");
    }
  }
  return out;
}

const char* mood_name(model::Explanation::Mood mood) {
  switch (mood) {
    case model::Explanation::Mood::good: return "good";
    case model::Explanation::Mood::bad: return "bad";
    case model::Explanation::Mood::neutral: break;
  }
  return "neutral";
}

}  // namespace

Value status_view(const Snapshot& snapshot) {
  Value out, reloads;
  out.set("version", snapshot.version).set("now", format_wall_time(snapshot.wall_now)).set("started", format_wall_time(snapshot.started));
  out.set("uptimeSeconds", to_seconds(snapshot.wall_now - snapshot.started)).set("ready", snapshot.ready);
  if (!snapshot.ready) out.set("notReadyBecause", snapshot.not_ready_because);
  out.set("peers", tally(snapshot.peers, "up", [](const auto& peer) { return peer.state == bgp::fsm::State::established; }));
  out.set("services",
          tally(snapshot.services, "announced", [](const auto& service) { return std::ranges::any_of(service.prefixes, &model::PrefixView::announced); }));
  out.set("checks", tally(snapshot.checks, "up", [](const auto& check) { return check.state == "up"; }));
  out.set("processes", list(snapshot.processes, process_view));
  if (snapshot.cluster) out.set("cluster", cluster_view(snapshot, *snapshot.cluster));
  if (snapshot.controller) out.set("controller", controller_view(*snapshot.controller));
  if (!snapshot.pools.empty()) out.set("pools", list(snapshot.pools, pool_view));
  reloads.set("ok", snapshot.reloads_ok).set("failed", snapshot.reloads_failed);
  out.set("reloads", std::move(reloads)).set("loopLagSeconds", to_seconds(snapshot.loop_lag)).set("decisionToWire", latency(snapshot.decision_to_wire));
  return out.set("problems", problems(snapshot));
}

// An address may be that of several sessions.
Value peers_view(const Snapshot& snapshot, std::string_view name) {
  if (name.empty()) return peers_view(snapshot);
  Value all = Value::array(), out;
  for (const bgp::PeerStatus& peer : snapshot.peers) {
    if (peer.config.name == name || peer.config.remote_text() == name) all.add(peer_detail_view(snapshot, peer));
  }
  return out.set("peers", std::move(all));
}

Value peers_view(const Snapshot& snapshot) {
  return named("peers", list(snapshot.peers, [&](const auto& peer) { return peer_view(snapshot, peer); }));
}

Value services_view(const Snapshot& snapshot) {
  return named("services", list(snapshot.services, [&](const auto& service) { return service_view(snapshot, service); }));
}

Value checks_view(const Snapshot& snapshot) {
  return named("checks", list(snapshot.checks, [&](const auto& check) { return check_view(snapshot, check); }));
}

Value events_view(const Snapshot& snapshot) { return named("events", list(snapshot.events, event_view)); }

Value routes_view(const model::RoutesAnswer& answer) {
  Value out, routes = Value::array();
  const std::size_t shown = std::min(answer.routes.size(), kMaxRoutes);
  for (std::size_t i = 0; i < shown; ++i) routes.add(route_view(answer.routes[i]));
  out.set("count", answer.count).set("truncated", !answer.routes.empty() && shown < answer.count).set("routes", std::move(routes));
  return out;
}

Value explanation_view(const model::Explanation& explanation) {
  Value out, because = Value::array();
  out.set("text", printable(explanation.text)).set("mood", mood_name(explanation.mood));
  if (!explanation.hint.empty()) out.set("hint", explanation.hint);
  for (const model::Explanation& part : explanation.because) because.add(explanation_view(part));
  return out.set("because", std::move(because));
}

}  // namespace vigilcast::admin
