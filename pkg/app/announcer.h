// Tells peers what was decided about prefixes: little of it at once, much of it a piece at a time, so that keepalives and BFD stay on time while ten thousand
// prefixes go to a hundred peers. What is decided meanwhile and is little does not wait for that; a peer never hears an older decision after a newer one.
// Pure: whoever owns it calls go_on() until it is idle. Thread: the core loop's.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "bgp/engine/engine.h"
#include "pkg/announce/policy.h"

namespace vigilcast::app {

class Announcer {
 public:
  struct Peers {
    std::function<std::vector<bgp::PeerId>()> all;
    std::function<const bgp::PeerConfig*(bgp::PeerId)> config;  // nullptr: removed since
    std::function<void(bgp::PeerId, std::span<const bgp::RouteChange>)> apply;
  };
  static constexpr std::size_t kPiece = 10'000;  // route changes; some milliseconds

  explicit Announcer(Peers peers, std::size_t piece = kPiece) : peers_(std::move(peers)), piece_(piece) {}

  void tell_all(std::vector<announce::PrefixDecision> decisions);
  // Peers that are new: all that is announced now.
  void tell(std::vector<bgp::PeerId> peers, std::vector<announce::PrefixDecision> decisions);

  void go_on();  // the next piece
  [[nodiscard]] bool idle() const { return batches_.empty(); }

 private:
  using Key = std::pair<std::string, Prefix>;  // each service has routes of its own
  struct Batch {
    std::uint64_t number;
    std::vector<bgp::PeerId> peers;
    std::vector<announce::PrefixDecision> decisions;
    std::size_t peer = 0, decision = 0;  // how far it is told
  };

  void take_on(Batch batch);
  std::size_t tell_one(Batch& batch, std::size_t most);
  [[nodiscard]] bool outdated(const Batch& batch, const announce::PrefixDecision& decision) const;

  Peers peers_;
  std::size_t piece_;
  std::uint64_t last_ = 0;
  std::deque<Batch> batches_;
  std::map<Key, std::uint64_t> overtaken_;  // by which batch, while older ones wait
};

}  // namespace vigilcast::app
