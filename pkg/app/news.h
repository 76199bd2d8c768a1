// What peers do, told to the helpers that are attached to them, each in its encoder and shape.
//
// Who reads is told everything, in order. Who does not read has a bounded queue (Processes); what is beyond that is told when it reads again, as it is then:
// of each route the newest state (exabgp::Backlog), of each session what happened since it went down the last time, with what was negotiated and the
// NOTIFICATION that ended it. So no change of state is lost, and what waits does not grow with time. A session that ends takes along what waits of its routes:
// who is told of the end knows that they are gone. Thread: the core loop.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "bgp/engine/engine.h"
#include "bgp/rib/memory_budget.h"
#include "pkg/app/processes.h"
#include "pkg/exabgp/api/backlog.h"
#include "pkg/exabgp/api/messages.h"
#include "pkg/exabgp/api/story.h"
#include "pkg/model/config.h"

namespace vigilcast::app {

class News {
 public:
  // By the name of a process.
  struct Audience {
    std::function<bool(const std::string& process, const std::string& lines, Processes::Weight weight)> tell;  // false: there is no room
    std::function<bool(const std::string& process)> has_room;
    std::function<void(const std::string& process, std::size_t lost)> fell_behind;  // a message is told in another form later, but for `lost` routes
    std::function<void(const std::string& process)> caught_up;
    std::function<void(const std::string& process)> later;  // go_on() is to be called soon
  };

  News(const exabgp::Identity& identity, const bgp::Engine& engine, Audience audience)
      : messages_(identity), dialect_(identity.dialect), engine_(engine), audience_(std::move(audience)) {}

  void set(const model::Config& config);  // kept by whoever calls, until the next
  [[nodiscard]] std::span<const model::Attachment* const> attached(const bgp::PeerStatus& status) const;

  void tell(const bgp::PeerEvent& event, WallTime now);
  void signal(int number, std::string_view name, WallTime now);
  [[nodiscard]] std::string shutdown(model::Encoder encoder, WallTime now) const { return messages_.shutdown(encoder, now); }

  // Tells a process what waits for it, a piece at a time; true: there is more, and room for it.
  bool go_on(const std::string& process, WallTime now);
  void forget(const std::string& process);  // it has ended
  [[nodiscard]] bool waits(const std::string& process) const { return waiting_.contains(process); }
  [[nodiscard]] std::size_t memory() const;  // of what waits
  // For the routes that wait for all processes together, beside Backlog::kMostBytes for each neighbor of one. What is beyond is lost, and counted as that.
  static constexpr std::size_t kMostWaiting = std::size_t{1} << 30;
  void limit_waiting(std::size_t bytes) { budget_.limit(bytes); }

 private:
  struct Waiting {
    struct States {
      std::string lines;         // since the session was down the last time
      std::string notification;  // the last one of the session: told before its end, which is the next that is said
      bool anew = false;         // they begin with a session of which the process knows nothing yet
      bool changes = false;      // the process wants to know of sessions that begin and end
    };
    std::map<bgp::PeerId, States> states;
    std::map<std::pair<bgp::PeerId, bgp::Direction>, exabgp::Backlog> routes;
  };
  // Whom a message is for, and whom it is about.
  struct Address {
    bgp::PeerId peer;
    const std::string& process;
    exabgp::Recipient to;
    exabgp::Neighbor about;
  };

  void each_attached(bgp::PeerId peer, const std::function<void(const Address&)>& visit) const;
  [[nodiscard]] std::optional<Address> address(bgp::PeerId peer, const model::Attachment& attachment) const;
  void forget_the_gone();
  void tell(const Address& address, const exabgp::Telling& telling, WallTime now);
  void tell_state(const Address& address, const exabgp::Telling* telling, const std::string& lines);
  void tell_update(const Address& address, const bgp::PeerEventKind& kind, WallTime now);
  std::string next(const std::string& process, Waiting& waiting, WallTime now);
  std::string next_routes(const Address& address, bgp::Direction direction, exabgp::Backlog& backlog, WallTime now);

  exabgp::Messages messages_;
  bgp::Dialect dialect_;
  const bgp::Engine& engine_;
  Audience audience_;
  const model::Config* config_ = nullptr;
  std::map<std::string, std::vector<const model::Attachment*>, std::less<>> attached_;  // by peer
  std::map<bgp::PeerId, exabgp::Story> stories_;
  bgp::MemoryBudget budget_{kMostWaiting};
  std::map<std::string, Waiting> waiting_;  // by process
};

}  // namespace vigilcast::app
