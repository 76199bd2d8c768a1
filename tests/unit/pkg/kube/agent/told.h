// A story of the agent with what it writes back.
#pragma once

#include "pkg/json/value.h"
#include "pkg/kube/agent/event_report.h"
#include "pkg/kube/agent/node_state.h"
#include "tests/unit/pkg/kube/agent/story.h"

namespace vigilcast::kube::agent_test {

// A story with what the node does in it. Time 0 is 2026-11-22T10:00:00Z.
struct Told : Story {
  Instant started = now;
  model::Snapshot snapshot;

  explicit Told(const Lines& lines, const AgentOptions& its = options()) : Story(its) {
    snapshot.ready = true;
    start(lines);
  }

  // "default/web 198.51.100.10/32 up", "… down why not"; in the place of one of the same name.
  void service(std::string_view text) {
    const auto parts = words(text);
    std::erase_if(snapshot.services, [&](const model::ServiceView& view) { return view.name == parts[0]; });
    const bool up = parts[2] == "up";
    model::ServiceView view;
    view.name = parts[0];
    view.state = parts[2];
    view.reason = up ? "healthy" : "checks_down";
    view.text = up ? "the checks hold" : text.substr(text.find(" down ") + 6);
    view.since = now;
    view.prefixes.push_back({std::string(parts[1]), up, 0, 0});
    snapshot.services.push_back(view);
  }
  bgp::PeerStatus& peer(const std::string& name, bgp::fsm::State state) {
    bgp::PeerStatus status;
    status.config.name = name;
    status.config.address = ip("192.0.2.1");
    status.config.peer_as = 65000;
    status.state = state;
    status.since = now;
    snapshot.peers.push_back(status);
    return snapshot.peers.back();
  }

  std::vector<Write> writes(Duration later = {}) {
    now += later;
    snapshot.now = now;
    snapshot.wall_now = WallTime{std::chrono::duration_cast<WallTime::duration>(std::chrono::seconds(1795341600) + (now - started))};
    return agent.report(snapshot, now);
  }
  // "Warning Withdrawn Service default/web: why"
  Lines events(Duration later = {}) {
    Lines out;
    for (const Write& write : writes(later)) {
      if (write.kind != WriteKind::create) continue;
      const json::Value& about = write.body["regarding"];
      const std::string name_space = about["namespace"].string();
      out.push_back(write.body["type"].string() + " " + write.body["reason"].string() + " " + about["kind"].string() + " " +
                    (name_space.empty() ? "" : name_space + "/") + about["name"].string() + ": " + write.body["note"].string());
    }
    return out;
  }
  // The status of the write; null when there is none.
  json::Value state(Duration later = {}) {
    for (const Write& write : writes(later)) {
      if (write.kind == WriteKind::apply_status) return write.body["status"];
    }
    return {};
  }
};

}  // namespace vigilcast::kube::agent_test
