#include "pkg/app/watches.h"

#include "pkg/kube/api/watch_thread.h"

namespace vigilcast::app {

Watches::Watches(kube::ClientOptions client, OnChange on_change, OnState on_state)
    : client_(std::move(client)), on_change_(std::move(on_change)), on_state_(std::move(on_state)) {}

// Each may be looking up a name, which cannot be stopped: told together, they wait for it together.
Watches::~Watches() {
  for (const auto& stop : stops_) stop();
}

template <class Kind>
void Watches::follow(std::string path, std::string field_selector, const std::string& node) {
  kube::Collection collection{.kind = std::string(kube::kInfo<Kind>.kind), .path = std::move(path), .field_selector = std::move(field_selector)};
  typename kube::WatchThread<Kind>::Callbacks callbacks{[this](kube::Change<Kind> change) { on_change_(kube::ClusterChange(std::move(change))); }, on_state_};
  auto thread = std::make_shared<kube::WatchThread<Kind>>(
      client_, std::move(collection), [node](const json::Value& object) { return kube::decode<Kind>(object, node); }, std::move(callbacks));
  stops_.emplace_back([&its = *thread] { its.stop(); });
  threads_.push_back(std::move(thread));
}

void Watches::follow_configuration(const std::string& name_space) {
  follow<kube::Service>(kube::kInfo<kube::Service>.collection(), "", "");
  follow<kube::Namespace>(kube::kInfo<kube::Namespace>.collection(), "", "");
  follow<kube::Secret>(kube::kInfo<kube::Secret>.collection(name_space), "", "");
  follow<kube::BgpPeer>(kube::kInfo<kube::BgpPeer>.collection(), "", "");
  follow<kube::AddressPool>(kube::kInfo<kube::AddressPool>.collection(), "", "");
  follow<kube::Advertisement>(kube::kInfo<kube::Advertisement>.collection(), "", "");
  follow<kube::HealthCheck>(kube::kInfo<kube::HealthCheck>.collection(), "", "");
}

void Watches::follow_sessions() { follow<kube::NodeSessions>(kube::kInfo<kube::NodeSessions>.collection(), "", ""); }

void Watches::follow_node(const std::string& node) {
  follow<kube::EndpointSlice>(kube::kInfo<kube::EndpointSlice>.collection(), "", node);
  follow<kube::Node>(kube::kInfo<kube::Node>.collection(), "metadata.name=" + node, node);
}

}  // namespace vigilcast::app
