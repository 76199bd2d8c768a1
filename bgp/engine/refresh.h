// Route refresh (RFC 2918, RFC 7313) from both ends: when what the peer asks for is sent again, and what becomes of routes that it does not repeat.
// Thread: the core loop's; time is an argument.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "bgp/rib/adj_rib_in.h"
#include "pkg/base/time.h"

namespace vigilcast::bgp {

// A peer may ask as often as it likes: requests that wait are one, and a family is not sent again sooner than `kPause` after the last time.
class RefreshAnswers {
 public:
  static constexpr Duration kPause = std::chrono::seconds(1);

  void ask(Family family) { families_[family].wanted = true; }
  std::vector<Family> take_due(Instant now);
  void clear() { families_.clear(); }
  [[nodiscard]] std::optional<Instant> next_deadline() const;

 private:
  struct State {
    bool wanted = false;
    Instant not_before;
  };
  std::map<Family, State> families_;
};

// Between the peer's begin (BoRR) and end (EoRR) of a refresh everything that it had announced is stale until it is repeated.
class RefreshIntake {
 public:
  static constexpr Duration kLongest = std::chrono::minutes(6);  // for an end that never comes

  void begin(AdjRibIn& rib, Family family, Instant now);
  void end(AdjRibIn& rib, Family family);  // what is not repeated goes, as work() of the RIB will say; an end without a begin means nothing
  void clear() { until_.clear(); }
  [[nodiscard]] std::optional<Instant> next_deadline() const;
  void on_time(AdjRibIn& rib, Instant now);

 private:
  std::map<Family, Instant> until_;
};

}  // namespace vigilcast::bgp
