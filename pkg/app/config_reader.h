// Reads the configuration files again, on a thread of its own: a million routes take most of a second, in which BFD and hold timers would run out.
// Of the routes in use, what the files still say word for word is taken over, so that the core has nothing left to compare.
// Thread: the core loop's; `done` runs on it as well, and not after the destructor, which waits for a reading to end.
#pragma once

#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "pkg/app/options.h"
#include "pkg/model/config.h"
#include "pkg/runtime/loop.h"

namespace vigilcast::app {

class ConfigReader {
 public:
  explicit ConfigReader(runtime::Loop& loop) : loop_(loop) {}
  ~ConfigReader();
  ConfigReader(const ConfigReader&) = delete;
  ConfigReader& operator=(const ConfigReader&) = delete;

  // One at a time.
  void read(RunOptions options, std::vector<model::PeerRoutes> in_use, std::function<void(model::Loaded)> done);

 private:
  runtime::Loop& loop_;
  std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
  std::thread thread_;
};

}  // namespace vigilcast::app
