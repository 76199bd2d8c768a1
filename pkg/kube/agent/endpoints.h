// Whether a Service can be served through this node, by its endpoints. Pure; the table of docs and tests is judge().
//
//   policy   there is …                                        answer
//   Cluster  a ready endpoint anywhere                         serve
//   Local    a ready endpoint here                             serve
//   both     else one that terminates and still serves         serve (drain, serve) or as if it were not there (stop);
//            (Local: here; Cluster: anywhere)                  Local with drain: only while no other node has a ready one
//   both     nothing anywhere that could serve                 as whenNoEndpoints says
//   Local    nothing here, something on another node           do not serve
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pkg/kube/resources/advertisement.h"
#include "pkg/kube/resources/endpoint_slice.h"

namespace vigilcast::kube {

// All slices of one Service and family together. Local endpoints are there once each, sorted by address: slices may repeat one while they are rearranged, and
// the copy with the most life in it counts.
struct EndpointView {
  std::vector<Endpoint> local;
  std::uint64_t remote_ready = 0, remote_serving = 0;
  friend bool operator==(const EndpointView&, const EndpointView&) = default;

  void add_local(const Endpoint& endpoint);
  // The local endpoints that get traffic: the ready ones, else those that terminate and still serve.
  [[nodiscard]] std::vector<IpAddress> local_targets() const;
};

struct EndpointPolicy {
  bool local = false;  // externalTrafficPolicy
  WhenNoEndpoints when_none = WhenNoEndpoints::withdraw;
  Terminating terminating = Terminating::drain;
  friend bool operator==(const EndpointPolicy&, const EndpointPolicy&) = default;
};

struct Judgement {
  bool serve = false;
  std::string text;  // "2 of 3 endpoints on this node are ready"
};

Judgement judge(const EndpointView& endpoints, const EndpointPolicy& policy);

}  // namespace vigilcast::kube
