// What the agent tells about its node in the NodeBGPState object: sessions, prefixes with reasons, whether the node may announce, and what could not be used.
//
// Two writes at a time (the object, then its status), rarely: at once after kQuiet without one, else once kQuiet is over; after kQuietForSmall when nothing but
// counters moved. The object comes along each time, so that one that was deleted is made again. When nothing changed, its status is written every kHeartbeat or
// so, with nothing new but `observedAt`: one that is older than that was left behind by an agent that crashed. An agent that ends removes its object, and the
// garbage collector removes it with its Node; without a Node there is none.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pkg/kube/agent/gates.h"
#include "pkg/kube/agent/plan.h"
#include "pkg/kube/resources/node_bgp_state.h"
#include "pkg/kube/write.h"
#include "pkg/model/snapshot.h"

namespace vigilcast::kube {

class NodeState {
 public:
  static constexpr Duration kQuiet = std::chrono::seconds(5);
  static constexpr Duration kQuietForSmall = std::chrono::seconds(60);
  static constexpr Duration kHeartbeat = std::chrono::minutes(5);  // and a tenth more or less, each node its own: thousands must not keep in step
  static constexpr std::size_t kMostPrefixes = 1000;  // an object of the API is at most 1.5 MB; those that are not announced are listed first

  explicit NodeState(std::string node);

  std::vector<Write> report(const model::Snapshot& snapshot, const Plan& plan, const Gates& gates, const std::string& node_uid, Instant now);
  // The Node is gone: its object goes with it, and nothing is due until it is back.
  void no_node() { due_.reset(); }
  // The end: what was written is taken away.
  [[nodiscard]] std::vector<Write> farewell() const;
  // What was written last did not arrive: it is written again after kQuietForSmall, or with what comes first.
  void not_written() { lost_ = true; }
  // When a change that was held back may be written, or the next heartbeat is due.
  [[nodiscard]] std::optional<Instant> next_deadline() const { return due_; }

 private:
  struct Since {
    std::string state;
    Instant at;
    Timestamp text;
  };

  NodeBgpState describe(const model::Snapshot& snapshot, const Plan& plan, const Gates& gates);
  void add_sessions(const model::Snapshot& snapshot, NodeBgpState& out);
  static void add_left_out(const model::Snapshot& snapshot, const Plan& plan, NodeBgpState& out);
  static void add_refused(const Plan& plan, NodeBgpState& out);
  void add_prefixes(const model::Snapshot& snapshot, const Plan& plan, NodeBgpState& out);
  void set_conditions(const model::Snapshot& snapshot, const Plan& plan, const Gates& gates, std::size_t prefixes);
  Timestamp since(const std::string& subject, const std::string& state, Instant at, const model::Snapshot& snapshot);

  std::string node_;
  Conditions conditions_;
  std::map<std::string, Since> since_, since_next_;  // by subject; a point in time keeps the text that it was first given
  Duration heartbeat_;
  NodeBgpState written_;
  std::string written_uid_;  // of its Node
  bool lost_ = false;
  std::optional<Instant> written_at_, due_;
};

}  // namespace vigilcast::kube
