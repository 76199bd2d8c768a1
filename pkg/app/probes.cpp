#include "pkg/app/probes.h"

namespace vigilcast::app {

Probes::Probes(runtime::Loop& core, std::function<void(health::Observation)> on_observation)
    : core_(core), on_observation_(std::move(on_observation)), prober_(std::make_unique<health::Prober>(loop_)), thread_([this] { loop_.run(); }) {}

Probes::~Probes() {
  loop_.stop();
  thread_.join();
}

void Probes::start(const health::StartProbe& order) {
  loop_.post([this, order] {
    prober_->start(*order.check, {.fresh = order.fresh}, [this, probe = order.probe](health::Observation observation) {
      observation.probe = probe;
      core_.post([this, observation = std::move(observation)]() mutable { on_observation_(std::move(observation)); });
    });
  });
}

void Probes::forget(const std::string& check) {
  loop_.post([this, check] { prober_->forget(check); });
}

}  // namespace vigilcast::app
