// What a cluster means for one node: watches in, the wanted configuration and the answers of external checks out, and what is to be written back.
//
// Pure: no clock, no sockets. Thread: the core loop's. What an EndpointSlice or the Node's gates change comes back from handle() at once, at the cost of the
// Services that it names. Everything else is a change of structure, worked out anew when wanted() is asked for, so a burst of changes is worked out once.
//
// Before everything that a decision rests on has been listed once, synced() is false and wanted() empty: nothing may be concluded from it. Afterwards the last
// decision stands, whatever the watches do; should a kind be needed that was not listed yet, the wanted configuration stays as it is until it has been.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "healthcheck/monitor/monitor.h"
#include "pkg/kube/agent/finding.h"
#include "pkg/kube/agent/options.h"
#include "pkg/kube/agent/wanted.h"
#include "pkg/kube/change.h"
#include "pkg/kube/write.h"
#include "pkg/model/snapshot.h"

namespace vigilcast::kube {

class Agent {
 public:
  explicit Agent(AgentOptions options);
  ~Agent();
  Agent(Agent&&) noexcept;
  Agent& operator=(Agent&&) noexcept;

  Effect handle(ClusterChange change, Instant now);
  void handle(const WatchState& watch, Instant now);

  // A reload says otherwise who we are. A router id that is given to nobody any more stays in use.
  void set_router(std::optional<std::uint32_t> asn, std::optional<IpAddress> id);

  [[nodiscard]] bool synced() const;                           // once true, always true
  [[nodiscard]] std::vector<std::string> waiting_for() const;  // kinds that are needed and were not listed yet
  [[nodiscard]] std::optional<Instant> stale_since() const;    // nothing while all watches are current
  [[nodiscard]] std::string stale_because() const;

  const Wanted& wanted();  // until the next call of handle()

  // What of wanted() this host does not do. All of it, each time; it stands until told otherwise.
  void set_hindrances(std::vector<Hindrance> hindrances);
  [[nodiscard]] const std::vector<Problem>& problems() const;  // sorted: those of wanted(), and of the objects behind the hindrances

  // What the cluster says of something by its name; nothing: it has nothing of that name, or is not known yet.
  [[nodiscard]] std::optional<Finding> explain(const model::ExplainQuery& query) const;

  // What is to be asked of this node's kube-proxy (node_port.h): at next_question(), and each answer is handled.
  [[nodiscard]] std::optional<Instant> next_question() const;
  std::vector<health::StartProbe> questions(Instant now);
  [[nodiscard]] bool asks(std::string_view check) const;
  [[nodiscard]] bool awaits_answers() const;  // something was asked for the first time, and nobody has said a word yet
  Effect handle(const health::Observation& answer, Instant now);

  // NodeBGPState and Events that are due, from what the node does now. To be called after changes and at next_deadline(). It looks at the whole snapshot (a few
  // microseconds for each service), so ten times a second is often enough.
  std::vector<Write> report(const model::Snapshot& snapshot, Instant now);
  [[nodiscard]] std::optional<Instant> next_deadline() const;
  // What is to be written when the agent ends: nothing that says what it does may be left.
  [[nodiscard]] std::vector<Write> farewell() const;
  // The API server did not take NodeBGPState: it is due again after a while.
  void not_written();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vigilcast::kube
