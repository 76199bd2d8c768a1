// What a process has not been told of one neighbor's UPDATEs because it does not read: of each route the newest state, whatever happened to it meanwhile. So
// what waits is bounded by the routes that there are and not by how often they change, and who reads again ends with the exact table.
//
// One for each process, neighbor and direction. Routes come out about in the order in which they were first said. A route costs some 30 bytes, and its
// attributes once for all that share them; beyond kMostBytes, counted, or where what waits for all
// processes has taken what it may, routes are lost. Pure; thread: the core loop.
#pragma once

#include <vector>

#include "bgp/rib/memory_budget.h"
#include "bgp/rib/paged.h"
#include "bgp/rib/route_store.h"
#include "bgp/wire/update.h"

namespace vigilcast::exabgp {

class Backlog {
 public:
  static constexpr std::size_t kMostBytes = std::size_t{128} << 20;

  // `whole`: of all processes together; it outlives this.
  explicit Backlog(std::size_t most_bytes = kMostBytes, bgp::MemoryBudget* whole = nullptr) : budget_(most_bytes, whole) {}
  ~Backlog() { budget_.give_back(budget_.used()); }
  Backlog(const Backlog&) = delete;
  Backlog& operator=(const Backlog&) = delete;

  // How many routes there was no room for: the process will not learn what has become of them.
  std::size_t add(const bgp::Update& update);
  // A piece as an UPDATE of its own: routes that share all but their destination, one at least, as many as make a text of about `bytes`. End-of-RIB comes when
  // no route is left.
  bgp::Update take(std::size_t bytes);
  [[nodiscard]] bool empty() const { return size_ == 0 && ended_.empty(); }
  [[nodiscard]] std::size_t size() const { return size_; }  // routes
  [[nodiscard]] std::size_t memory() const { return budget_.used(); }  // bytes, as counted against the limit

 private:
  bool put(const bgp::Nlri& nlri, bgp::PathId path);
  void drop(bgp::DestinationId id);
  void use(bgp::PathId path);
  void unuse(bgp::PathId path);
  [[nodiscard]] std::size_t cost_of(bgp::PathId path) const;

  bgp::RouteStore store_;
  bgp::MemoryBudget budget_;
  bgp::Paged<bgp::PathId> newest_;  // by destination
  bgp::Paged<std::uint32_t> uses_;  // destinations by path
  bgp::PathId withdrawn_ = 0;  // the path of what is withdrawn; no peer has one like it
  std::vector<bgp::Family> ended_;  // End-of-RIB was said
  bgp::DestinationId at_ = 0;
  std::size_t size_ = 0;
};

}  // namespace vigilcast::exabgp
