// A BGP speaker on real sockets: the engine's orders become connections and bytes, what happens to those becomes its events, and one timer its clock.
//
// Every input is settled before the call returns: the bytes it asks for are with the kernel, or queued behind what the peer has not read yet.
// The observer is told everything in order; it may call back in (its orders are carried out after those already given).
// Thread: the core loop's. Errors: of listening only, for people; everything else is a PeerEvent.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "bgp/engine/engine.h"
#include "pkg/base/result.h"
#include "pkg/runtime/loop.h"

namespace vigilcast::bgp {

class Speaker {
 public:
  using Observer = std::function<void(const PeerEvent&)>;

  Speaker(runtime::Loop& loop, Rng rng, Observer observer);
  ~Speaker();  // resets every connection; stop() first to part on good terms
  Speaker(const Speaker&) = delete;
  Speaker& operator=(const Speaker&) = delete;

  // All endpoints to listen on, besides those that peers ask for themselves (listen_port).
  std::vector<Error> listen(std::span<const Endpoint> endpoints);
  std::vector<Error> set_peers(std::span<const PeerConfig> all);
  [[nodiscard]] std::vector<Endpoint> listening() const;
  // Why the listener that this peer asks for could not be opened, as it was last tried; nothing: it is open, or the peer asks for none.
  [[nodiscard]] std::optional<Error> not_listening(const PeerConfig& peer) const;

  // As Engine has them.
  void observe(PeerId peer, Interest interest);
  void apply(PeerId peer, std::span<const RouteChange> changes);
  void apply(PeerId peer, const RouteFeed& changes);
  void refresh(PeerId peer, Family family);
  void request_refresh(PeerId peer, Family family);
  void forget_received(PeerId peer);
  void limit_received(std::size_t bytes);
  void send_end_of_rib(PeerId peer, Family family);
  void advise(PeerId peer, const Operational& message);
  void pause_reading(PeerId peer);
  void resume_reading(PeerId peer);
  void reset(PeerId peer, const Notification& notification, bool back_soon = false);
  void release_initial_routes();

  // Ends all sessions for good and stops listening; peers that agreed on graceful restart get no NOTIFICATION (Engine::stop). `done` runs from the loop when
  // every connection is closed, its last words flushed; within seconds.
  void stop(const Notification& notification, std::function<void()> done);

  [[nodiscard]] const Engine& engine() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vigilcast::bgp
