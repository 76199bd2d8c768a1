// Signals as callbacks on the loop. Thread: the loop's.
#pragma once

#include <functional>
#include <initializer_list>
#include <memory>

#include "pkg/runtime/loop.h"

namespace vigilcast::runtime {

class Signals {
 public:
  Signals(Loop& loop, std::initializer_list<int> numbers, std::function<void(int number)> callback);
  ~Signals();  // the signals act as before again
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace vigilcast::runtime
