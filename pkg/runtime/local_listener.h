// Takes the clients of a listening unix socket that somebody else has opened. Thread: the loop's; the callback runs from the loop, not after destruction.
#pragma once

#include <functional>
#include <memory>

#include "pkg/runtime/descriptor.h"
#include "pkg/runtime/loop.h"

namespace vigilcast::runtime {

class LocalListener {
 public:
  LocalListener(Loop& loop, Descriptor listening, std::function<void(Descriptor client)> on_client);
  ~LocalListener();
  LocalListener(const LocalListener&) = delete;
  LocalListener& operator=(const LocalListener&) = delete;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace vigilcast::runtime
