// How fresh the picture of the cluster is. The API server being away changes no decision: it is only told, once it has lasted long enough to mean something.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "pkg/kube/change.h"

namespace vigilcast::kube {

class Staleness {
 public:
  static constexpr Duration kWorthTelling = std::chrono::seconds(10);  // watches end and begin again all the time

  void handle(const WatchState& watch) { watches_.insert_or_assign(watch.kind, watch); }

  // Since when something that we know may be out of date; nothing while every watch is current.
  [[nodiscard]] std::optional<Instant> since() const;
  [[nodiscard]] std::string text() const;  // "Service: connection refused; Node: …": what is not current, and why

 private:
  std::map<std::string, WatchState, std::less<>> watches_;  // by kind
};

}  // namespace vigilcast::kube
