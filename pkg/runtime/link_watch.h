// Tells when a link of this host, or an address on it, may have changed. Reads rtnetlink, changes nothing, and needs no privilege. Thread: the loop's.
//
// What it says is "look again": the messages themselves are not read, so that none can be missed. Of many changes there may be one call.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "pkg/base/result.h"
#include "pkg/runtime/loop.h"

namespace vigilcast::runtime {

struct LinkState {
  unsigned index = 0;    // the kernel's number; one that is deleted and made again has another; 0: there is none of that name
  bool running = false;  // up, and its carrier is there
  friend bool operator==(const LinkState&, const LinkState&) = default;
};

LinkState link_state(const std::string& interface);  // now

class LinkWatch {
 public:
  LinkWatch(Loop& loop, std::function<void()> on_news);
  ~LinkWatch();
  LinkWatch(const LinkWatch&) = delete;
  LinkWatch& operator=(const LinkWatch&) = delete;

  Result<void> open();  // nothing happens if it is open
  void close();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace vigilcast::runtime
