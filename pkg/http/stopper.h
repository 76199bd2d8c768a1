// Ends blocking work of other threads: who waits looks at it, who wants the end calls stop(). For good: there is no way back.
// Thread-safe. It must outlive those who wait on it.
#pragma once

#include "pkg/base/time.h"
#include "pkg/runtime/descriptor.h"

namespace vigilcast::http {

class Stopper {
 public:
  Stopper();

  void stop();
  [[nodiscard]] bool stopped() const;
  bool wait_until(Instant deadline) const;  // whether it was stopped; sleeps until then or the deadline

  [[nodiscard]] int descriptor() const { return event_.get(); }  // readable once stopped, for poll(2)

 private:
  runtime::Descriptor event_;
};

}  // namespace vigilcast::http
