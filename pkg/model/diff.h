// What a reload changes: for the app, so that only the difference is acted on, and in a line each for people.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pkg/model/config.h"

namespace vigilcast::model {

enum class Part : std::uint8_t { router, peer, route, check, service, process, listener, admin };
std::string_view part_name(Part part);

// `reset`: a changed peer whose session cannot go on under the new configuration.
enum class ChangeKind : std::uint8_t { added, removed, changed, reset };

struct Change {
  Part part = Part::router;
  ChangeKind kind = ChangeKind::changed;
  std::string name;   // of the peer, check, service or process; routes: of their peer
  std::string text;   // "peer tor-a: hold time 9 -> 30; the session is reset"
};

struct Difference {
  std::vector<Change> changes;  // empty: nothing to do

  [[nodiscard]] bool empty() const { return changes.empty(); }
  [[nodiscard]] bool touches(Part part) const;
};

Difference diff(const Config& before, const Config& after);

}  // namespace vigilcast::model
