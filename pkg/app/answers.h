// What the core knows, put into values for those who ask. Lives for one question. Thread: the core loop.
#pragma once

#include "bgp/engine/engine.h"
#include "healthcheck/monitor/monitor.h"
#include "pkg/announce/policy.h"
#include "pkg/base/result.h"
#include "pkg/model/config.h"
#include "pkg/model/query.h"

namespace vigilcast::app {

struct Answers {
  const bgp::Engine& engine;
  const model::Config& config;
  const health::Monitor& monitor;
  const announce::Policy& policy;
  Instant now;

  // Peers, checks and services; the rest is the core's own.
  [[nodiscard]] model::Snapshot snapshot() const;
  [[nodiscard]] model::RoutesAnswer routes(const model::RoutesQuery& query) const;
  // Of a prefix, a peer (name or address) or a service.
  [[nodiscard]] Result<model::Explanation> explain(const model::ExplainQuery& query) const;

 private:
  void count_peers(model::ServiceView& service, const std::vector<Prefix>& prefixes, const std::vector<bgp::PeerStatus>& peers) const;
  [[nodiscard]] model::Explanation explain_service(const announce::ServiceStatus& service) const;
  [[nodiscard]] model::Explanation explain_prefix(const Prefix& prefix) const;
  [[nodiscard]] model::Explanation explain_at_peer(bgp::PeerId peer, const bgp::Nlri& nlri) const;
};

}  // namespace vigilcast::app
