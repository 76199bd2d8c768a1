// Going to the background, for those who start the program without a service manager (`exabgp.daemon.daemonize`).
//
// It is entered before any thread is there and left to itself once the configuration has been read: until then mistakes go to the terminal, and whoever
// called gets the exit code that they deserve. Thread: main, at the start.
#pragma once

#include "pkg/base/result.h"
#include "pkg/runtime/descriptor.h"

namespace vigilcast::app {

class Background {
 public:
  // In the caller's process this does not return: it ends with 0 after detach(), else with the exit code of the other.
  static Result<Background> enter();
  // A service manager or a super-server has us in the background already.
  static bool is_there_already();

  void detach();

 private:
  explicit Background(runtime::Descriptor word) : word_(std::move(word)) {}
  runtime::Descriptor word_;  // to the caller's process, which waits for it
};

}  // namespace vigilcast::app
