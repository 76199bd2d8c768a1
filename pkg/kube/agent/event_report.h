// Which Events the agent writes, and when.
//
//   on           reason                                when
//   Service      Announced, Withdrawn                  a prefix of it is announced, or no longer
//                NotAnnounced                          it has endpoints here and is not announced, nor was before
//   Node         ApiServerStale, ApiServerBack         nothing was heard from the API server for a while; it is back
//   any other    the problem's: SecretNotFound, …      something of it cannot be used
//
// What the controller judges it tells itself, once and not on every node: an object whose condition says already that it is refused, or a Service that has no
// address, is not spoken of here. Without a controller there are no such conditions, and the agents speak.
//
// What cannot be used is one Event for the object and reason, however many nodes say so: who comes second is told by the API server that it is there already.
//
// What holds is told once, after kSettles: objects come in any order. For each object there is a burst and then one Event in kRefill.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pkg/kube/agent/cluster.h"
#include "pkg/kube/agent/event.h"
#include "pkg/kube/agent/plan.h"
#include "pkg/kube/agent/staleness.h"
#include "pkg/model/snapshot.h"
#include "pkg/telemetry/rate_limit.h"

namespace vigilcast::kube {

class EventReport {
 public:
  static constexpr Duration kSettles = std::chrono::seconds(2);
  static constexpr unsigned kBurst = 25;
  static constexpr Duration kRefill = std::chrono::minutes(5);

  explicit EventReport(std::string node) : node_(std::move(node)), limit_(kBurst, kRefill) {}

  std::vector<Write> report(const model::Snapshot& snapshot, const Cluster& cluster, const Plan& plan, const Staleness& staleness, Instant now);
  // When something will have held for long enough to be told.
  [[nodiscard]] std::optional<Instant> next_deadline() const { return due_; }

 private:
  struct Announcement {
    std::set<std::string> prefixes;  // announced now
    std::string text;                // why
    std::string not_text;            // of a set that is down
  };
  struct ToldOfService {
    std::set<std::string> prefixes;  // as announced
    bool not_announced = false;
  };
  // True from kSettles after the first time that it is asked about in a row.
  bool settled(const std::string& what, Instant now);
  [[nodiscard]] Event event_of(const Problem& problem) const;
  void tell(Event event);

  std::map<ObjectKey, Announcement> announcements(const model::Snapshot& snapshot, const Plan& plan);
  void report_service(const Service& service, const Announcement& current, const Cluster& cluster, bool ready);
  void report_problems(const Plan& plan, const Cluster& cluster);
  void report_staleness(const Cluster& cluster, const Staleness& staleness);

  std::string node_;
  telemetry::RateLimit limit_;
  std::map<std::string, std::vector<ObjectKey>, std::less<>> members_;  // as Plan::members, also of sets that the snapshot still has
  std::map<ObjectKey, ToldOfService> services_;
  std::map<ObjectKey, std::string_view> problems_of_services_;          // of the plan of the report under way
  std::set<std::pair<ObjectRef, std::string>> problems_;                // told
  std::map<std::string, Instant> settling_, settling_next_;
  std::optional<Instant> stale_since_;                                  // told, and not over
  std::optional<Instant> due_;
  Instant now_;                                                         // of the report under way
  WallTime wall_now_;
  std::vector<Write> out_;
};

}  // namespace vigilcast::kube
