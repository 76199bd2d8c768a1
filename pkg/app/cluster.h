// The agent's line to its cluster: watches come in as values, what they mean is decided by kube::Agent, and what is to be told is written by a thread of its
// own. Nothing here waits: without an API server the last decision stands. Thread: the core loop's. Threads of its own block on the API server and post what
// they find.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "pkg/kube/agent/agent.h"
#include "pkg/kube/api/api_client.h"
#include "pkg/model/config.h"
#include "pkg/model/snapshot.h"
#include "pkg/runtime/loop.h"
#include "pkg/telemetry/log.h"

namespace vigilcast::app {

class Cluster {
 public:
  struct Surroundings {
    std::function<void(const kube::Wanted&)> apply;                                 // the structure is another one
    std::function<void(const std::vector<kube::Fact>&, Instant heard)> take_facts;  // answers of external checks; `heard`: when the API server said so
    std::function<void(const health::StartProbe&)> ask;                             // its answer goes to answered()
    std::function<model::Snapshot()> snapshot;                                      // what NodeBGPState and Events tell of
  };

  // Fails when the node's name or the way to the API server is not known; an API server that is away is no failure.
  static Result<std::unique_ptr<Cluster>> start(runtime::Loop& loop, telemetry::Log& log, const model::KubernetesConfig& config,
                                                const model::RouterConfig& router, Surroundings surroundings);
  ~Cluster();  // ends the threads; what is to be written has a moment left
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  void answered(const health::Observation& answer);  // those to others are passed over
  void changed();  // here: reports may be due
  void set_hindrances(std::vector<kube::Hindrance> hindrances);  // what of wanted() was not done here
  void use(const model::RouterConfig& router);  // of a reload; wanted() follows it
  [[nodiscard]] bool synced() const;
  [[nodiscard]] bool awaits_answers() const;  // of this node's kube-proxy: the first decision of a Service rests on one
  [[nodiscard]] const kube::Wanted& wanted();
  [[nodiscard]] model::ClusterView view() const;
  [[nodiscard]] std::optional<kube::Finding> explain(const model::ExplainQuery& query) const;

 private:
  struct State;
  explicit Cluster(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;  // posted tasks hold it weakly
};

// How to reach the API server as it is configured.
kube::AccessSource access_source(const model::KubernetesConfig& config);
kube::ClientOptions client_options(const model::KubernetesConfig& config, const std::string& field_manager);
// A write that the API server did not take; `dropped`: it is not tried again.
void log_not_written(telemetry::Log& log, const kube::Write& write, const kube::ApiError& error, bool dropped);
// Values that the configuration leaves to the environment of the pod.
Result<model::KubernetesConfig> complete(model::KubernetesConfig config);

}  // namespace vigilcast::app
