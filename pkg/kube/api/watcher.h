// A thread that follows one collection: it does what a Reflector asks for and hands over what the Reflector finds.
//
// Callbacks come from its own thread; whoever gets them carries the values on. None comes after the destructor, which ends what is under way at once
// (a lookup of the server's name, where it has one, is waited for).
#pragma once

#include <functional>
#include <thread>

#include "pkg/http/stopper.h"
#include "pkg/kube/api/api_client.h"
#include "pkg/kube/reflector/reflector.h"

namespace vigilcast::kube {

class Watcher {
 public:
  struct Callbacks {
    std::function<void(Delta)> on_delta;       // never empty
    std::function<void(WatchState)> on_state;  // when it changed
  };

  Watcher(ClientOptions options, Collection collection, Callbacks callbacks);
  ~Watcher();
  void stop() { stopper_.stop(); }  // from any thread: it ends soon; the destructor waits for it
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

 private:
  void run();
  void request(const std::string& target);
  void report();

  Callbacks callbacks_;
  http::Stopper stopper_;
  ApiClient client_;
  Reflector reflector_;
  WatchState told_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace vigilcast::kube
