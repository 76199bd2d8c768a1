// EndpointSlices by the Service that they belong to, in their smallest form: flags and addresses of this node's endpoints, counts of all others.
//
// Slices of Services that are not ours are kept as well: watches are not ordered among each other, so a slice may come before its Service, and a watch does not
// tell it again when a Service becomes ours. Such a slice costs two names and two counts; what it takes is bounded by the number of Services, not of nodes.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "pkg/kube/agent/endpoints.h"
#include "pkg/kube/resources/endpoint_slice.h"

namespace vigilcast::kube {

class Slices {
 public:
  // Both return the Services whose endpoints may have changed: none, one, or two when a slice went from one to another.
  std::vector<ObjectKey> upsert(const EndpointSlice& slice);
  std::vector<ObjectKey> remove(const ObjectKey& slice);

  [[nodiscard]] EndpointView view(const ObjectKey& service, bool ipv6) const;
  // Where the endpoints of this node that get traffic answer on a port of the Service, sorted; slices name ports as the Service does. Those whose slice has
  // no such port are left out.
  [[nodiscard]] std::vector<vigilcast::Endpoint> local_targets(const ObjectKey& service, bool ipv6, std::string_view port_name) const;
  [[nodiscard]] bool has_local(const ObjectKey& service) const;
  [[nodiscard]] std::size_t size() const { return service_of_.size(); }

 private:
  struct Slice {
    bool ipv6 = false;
    std::uint32_t remote_ready = 0, remote_serving = 0;
    std::vector<Endpoint> local;
    std::vector<EndpointPort> ports;  // only beside local endpoints: nobody asks for others
    friend bool operator==(const Slice&, const Slice&) = default;
  };

  std::map<ObjectKey, std::map<std::string, Slice, std::less<>>> by_service_;  // then by the slice's name
  std::map<ObjectKey, std::string> service_of_;  // the Service is in the slice's namespace
};

}  // namespace vigilcast::kube
