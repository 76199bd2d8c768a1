#include "pkg/kube/agent/endpoints.h"

#include <algorithm>

namespace vigilcast::kube {
namespace {

bool drains(const Endpoint& endpoint) { return !endpoint.ready && endpoint.serving && endpoint.terminating; }
int liveliness(const Endpoint& endpoint) { return endpoint.ready ? 2 : drains(endpoint) ? 1 : 0; }

// "1 endpoint", "3 endpoints"
std::string count(std::uint64_t number) { return std::to_string(number) + (number == 1 ? " endpoint" : " endpoints"); }
std::string are(std::uint64_t number) { return number == 1 ? " is " : " are "; }
std::string still_serve(std::uint64_t number) { return count(number) + (number == 1 ? " terminates and still serves" : " terminate and still serve"); }

struct Counts {
  std::uint64_t here = 0, here_ready = 0, here_draining = 0;
  std::uint64_t remote_ready = 0, remote_draining = 0;
};

Counts count_all(const EndpointView& endpoints) {
  Counts out{.here = endpoints.local.size(), .remote_ready = endpoints.remote_ready, .remote_draining = endpoints.remote_serving};
  for (const Endpoint& endpoint : endpoints.local) {
    out.here_ready += endpoint.ready ? 1 : 0;
    out.here_draining += drains(endpoint) ? 1 : 0;
  }
  return out;
}

Judgement with_none(const EndpointPolicy& policy) {
  if (policy.when_none == WhenNoEndpoints::keep) return {true, "no endpoint can serve, and the route stays (whenNoEndpoints: keep)"};
  return {false, "no endpoint can serve"};
}

Judgement judge_cluster(const Counts& counts, const EndpointPolicy& policy) {
  const std::uint64_t ready = counts.here_ready + counts.remote_ready;
  if (ready > 0) return {true, count(ready) + are(ready) + "ready"};
  const std::uint64_t draining = counts.here_draining + counts.remote_draining;
  if (draining > 0 && policy.terminating != Terminating::stop) return {true, "no endpoint is ready; " + still_serve(draining)};
  return with_none(policy);
}

Judgement judge_local(const Counts& counts, const EndpointPolicy& policy) {
  if (counts.here_ready > 0) {
    return {true, std::to_string(counts.here_ready) + " of " + count(counts.here) + " on this node" + are(counts.here_ready) + "ready"};
  }
  const bool count_draining = policy.terminating != Terminating::stop;
  const bool another = counts.remote_ready > 0;
  if (counts.here_draining > 0 && count_draining && (policy.terminating == Terminating::serve || !another)) {
    return {true, "no endpoint on this node is ready; " + still_serve(counts.here_draining)};
  }
  if (!another && (!count_draining || counts.remote_draining == 0)) return with_none(policy);
  const std::string mine = counts.here == 0 ? "no endpoint on this node" : "no endpoint on this node is ready";
  return {false, mine + "; elsewhere " + (another ? count(counts.remote_ready) + are(counts.remote_ready) + "ready" : still_serve(counts.remote_draining))};
}

}  // namespace

void EndpointView::add_local(const Endpoint& endpoint) {
  const auto place = std::ranges::lower_bound(local, endpoint.address, {}, &Endpoint::address);
  if (place == local.end() || place->address != endpoint.address) {
    local.insert(place, endpoint);
  } else if (liveliness(endpoint) > liveliness(*place)) {
    *place = endpoint;
  }
}

std::vector<IpAddress> EndpointView::local_targets() const {
  std::vector<IpAddress> ready, draining;
  for (const Endpoint& endpoint : local) {
    if (endpoint.ready) ready.push_back(endpoint.address);
    if (drains(endpoint)) draining.push_back(endpoint.address);
  }
  return ready.empty() ? draining : ready;
}

Judgement judge(const EndpointView& endpoints, const EndpointPolicy& policy) {
  const Counts counts = count_all(endpoints);
  return policy.local ? judge_local(counts, policy) : judge_cluster(counts, policy);
}

}  // namespace vigilcast::kube
