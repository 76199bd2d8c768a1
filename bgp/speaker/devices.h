// The interfaces and VRFs that sockets of the configuration are bound to, and what has become of each since the last look. Thread: the core loop's.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bgp/engine/peer_config.h"
#include "pkg/runtime/link_watch.h"

namespace vigilcast::bgp {

class Devices {
 public:
  struct Change {
    std::string name;
    runtime::LinkState before, after;
    [[nodiscard]] bool another() const { return before.index != after.index; }  // a socket that is bound to the former one is dead
    [[nodiscard]] std::string text() const;                                     // "interface eth0 went down"
  };

  Devices(runtime::Loop& loop, std::function<void()> on_news) : watch_(loop, std::move(on_news)) {}

  // Watches those of these peers, and nothing when there are none. The error is one of watching at all.
  std::optional<Error> update(std::span<const PeerConfig> peers);
  void close() { watch_.close(); }
  std::vector<Change> look();

 private:
  runtime::LinkWatch watch_;
  std::map<std::string, runtime::LinkState> known_;
};

}  // namespace vigilcast::bgp
