// Questions and orders that front ends (admin API, process API) put to the core, and its answers. Both are values; they cross threads.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "bgp/engine/event.h"
#include "pkg/base/result.h"
#include "pkg/model/check_report.h"
#include "pkg/model/snapshot.h"
#include "pkg/model/subject.h"

namespace vigilcast::model {

struct SnapshotQuery {};
struct ReadyQuery {};         // a snapshot is costly, and probes ask every few seconds
struct RoutesQuery {
  bgp::Direction direction = bgp::Direction::send;
  std::string peer;         // name or address; empty: all
  bool count_only = false;
  std::size_t limit = 0;    // at most this many views, the count stays true; 0: all
};
struct ExplainQuery {
  std::string subject;      // a prefix or address, a peer's name or address, a service; in a cluster also the name of an object
  SubjectKind kind = SubjectKind::any;
};
struct ReloadOrder {};
struct CheckQuery {
  std::string name;
  bool probe_now = false;   // asks its target once more and tells what was said and heard
};
struct PushOrder {
  std::string check;        // an external one
  health::Outcome outcome = health::Outcome::fail;
  std::string text;         // for people
};
using Query = std::variant<SnapshotQuery, ReadyQuery, RoutesQuery, ExplainQuery, ReloadOrder, CheckQuery, PushOrder>;

struct Readiness {
  bool ready = false;       // the first decisions are made
  std::string because;      // why not
};

struct RouteView {
  std::string peer;
  std::string family;       // "ipv4 unicast"
  std::string nlri;         // "192.0.2.0/24"
  std::string next_hop;
  std::string attributes;   // text form
  std::string owner;        // out: "service web"; in: empty
  bool sent = false;        // out: the peer has been told exactly this
  bool stale = false;       // in: kept over a restart of the peer, which has not repeated it yet
  std::vector<std::string> losers;  // other owners of the same destination
};
struct RoutesAnswer {
  std::size_t count = 0;
  std::vector<RouteView> routes;
};

// A small tree: a statement and what it rests on. `good` colours it.
struct Explanation {
  std::string text;
  enum class Mood { neutral, good, bad } mood = Mood::neutral;
  std::string hint;         // what to do about it
  std::vector<Explanation> because;
};

using Answer = std::variant<std::shared_ptr<const Snapshot>, Readiness, RoutesAnswer, Explanation, CheckReport, std::string>;

// How a front end reaches the core: may be called from any thread; the callback runs on the core loop.
using AskCore = std::function<void(Query, std::function<void(Result<Answer>)>)>;

}  // namespace vigilcast::model
