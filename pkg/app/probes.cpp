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

// Under a name of its own: the check's target may be asked by a probe of the schedule at the same time.
void Probes::trace(const health::CheckSpec& check, std::function<void(const health::Observation&)> done) {
  health::CheckSpec traced = check;
  traced.name += " (traced)";
  loop_.post([this, traced = std::move(traced), done = std::move(done)] {
    prober_->start(traced, {.fresh = true, .trace = true}, [this, name = traced.name, done](health::Observation observation) {
      loop_.post([this, name] { prober_->forget(name); });
      core_.post([observation = std::move(observation), done] { done(observation); });
    });
  });
}

void Probes::forget(const std::string& check) {
  loop_.post([this, check] { prober_->forget(check); });
}

}  // namespace vigilcast::app
