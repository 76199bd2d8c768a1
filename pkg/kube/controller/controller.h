// The cluster-wide part: gives Services their addresses, and tells of every object of ours whether it can be used.
//
// Changes in, writes out; what is written is the difference between what should be and what the API server was last seen or told to have, so a second
// controller that takes over, or a watch that starts again, writes nothing new. Pure; the controller's loop owns it.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "pkg/kube/agent/event.h"
#include "pkg/kube/change.h"
#include "pkg/kube/controller/allocator.h"
#include "pkg/kube/controller/judgements.h"
#include "pkg/kube/controller/session_tally.h"
#include "pkg/kube/write.h"

namespace vigilcast::kube {

struct ControllerOptions {
  ClassFilter services;
  std::string release_namespace;
  std::string identity;  // the pod's name, for Events
};

class Controller {
 public:
  explicit Controller(ControllerOptions options);

  void handle(const ClusterChange& change, WallTime wall, Instant now);
  void handle(const WatchState& watch, Instant now);
  [[nodiscard]] bool synced() const;            // all that it looks at has been seen once
  [[nodiscard]] std::string waiting_for() const;  // the kinds that have not: "Service, AddressPool"

  // What has to be written now; nothing before synced(). Whoever does not lead does not ask.
  std::vector<Write> writes(WallTime wall, Instant now);
  [[nodiscard]] std::optional<Instant> next_deadline() const { return due_; }  // when something that was held back may be written
  // We lead now: what another leader has written in the meantime was seen, what it failed to write was not.
  void lead_anew();
  // The API server did not take what writes() said about this object: it is said again.
  void not_written(const std::string& path);

  [[nodiscard]] const Allocator& allocator() const { return allocator_; }

 private:
  template <class Kind>
  void apply(const Change<Kind>& change);
  void apply(const Change<NodeSessions>& change, WallTime wall, Instant now);
  void put(const Service& service);
  void put(const AddressPool& pool);
  void put(const Namespace& name_space);
  void put(const Secret& secret);
  void put(const BgpPeer& peer) { keep(inventory_.peers, peer); }
  void put(const Advertisement& advertisement) { keep(inventory_.advertisements, advertisement); }
  void put(const HealthCheck& check) { keep(inventory_.checks, check); }
  template <class Kind>
  void keep(Inventory::ByName<Kind>& all, const Kind& object);
  template <class Kind>
  void drop(const ObjectKey& key);

  Conditions& conditions_of(const std::string& path, const Conditions& seen);
  void forget(const std::string& path);
  void write_services(WallTime now, std::vector<Write>& out);
  void write_pools(WallTime now, std::vector<Write>& out);
  void write_peers(WallTime wall, Instant now, std::vector<Write>& out);
  void write_peers_uncounted(WallTime wall, std::vector<Write>& out);
  const SessionTally::Tally& sessions_of(const BgpPeer& peer, Instant now);
  template <class Kind>
  void write_conditions(const Inventory::ByName<Kind>& objects, WallTime now, std::vector<Write>& out);
  template <class Kind>
  void tell(const Kind& object, const Judged& judged, WallTime now, std::vector<Write>& out);

  ControllerOptions options_;
  Allocator allocator_;
  Inventory inventory_;
  SessionTally sessions_;
  bool sessions_known_ = false;  // of all nodes; nothing else waits for them
  std::set<std::string, std::less<>> synced_;
  std::map<std::string, Conditions> conditions_;   // by path
  std::map<std::string, json::Value> written_;     // status of Services and pools by path, until the watch shows something else
  std::map<std::string, std::string> told_;        // the last Event about a Service, by path; why an object of ours is refused, empty: it is not
  struct ToldSessions {
    SessionTally::Tally tally;
    Instant at;
  };
  std::map<std::string, ToldSessions> told_sessions_;  // by the path of the BGPPeer
  std::optional<Instant> due_;
  std::set<ObjectKey> again_;                      // Services to be looked at although their addresses are as they were
};

}  // namespace vigilcast::kube
