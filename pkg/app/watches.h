// Threads that follow kinds of objects at the API server, one each. Both callbacks come from these threads.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "pkg/kube/api/api_client.h"
#include "pkg/kube/change.h"

namespace vigilcast::app {

class Watches {
 public:
  using OnChange = std::function<void(kube::ClusterChange)>;
  using OnState = std::function<void(const kube::WatchState&)>;

  Watches(kube::ClientOptions client, OnChange on_change, OnState on_state);
  ~Watches();  // ends them all, at once
  Watches(const Watches&) = delete;
  Watches& operator=(const Watches&) = delete;

  // What controllers and agents both look at: Services, namespaces, our own kinds, Secrets of our namespace.
  void follow_configuration(const std::string& name_space);
  // What the controller counts beside that: the sessions of every node.
  void follow_sessions();
  // What one node needs beside that: EndpointSlices, of which only its own endpoints are kept one by one, and its Node.
  void follow_node(const std::string& node);

 private:
  template <class Kind>
  void follow(std::string path, std::string field_selector, const std::string& node);

  kube::ClientOptions client_;
  OnChange on_change_;
  OnState on_state_;
  std::vector<std::shared_ptr<void>> threads_;
  std::vector<std::function<void()>> stops_;  // of each
};

}  // namespace vigilcast::app
