// Notices when files become others: a ConfigMap that the kubelet exchanges, an editor that replaces or rewrites.
// Told once the files were the same at two looks in a row, so that a file which is still being written is left alone. Thread: the loop's.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "pkg/runtime/loop.h"

namespace vigilcast::app {

class FileWatch {
 public:
  static constexpr Duration kInterval = std::chrono::seconds(2);

  FileWatch(runtime::Loop& loop, std::function<void()> on_change, Duration interval = kInterval);

  void set(std::vector<std::string> files);  // as they are now counts as known

 private:
  using Stamps = std::vector<std::string>;
  [[nodiscard]] Stamps look() const;
  void on_time();

  runtime::Loop& loop_;
  std::function<void()> on_change_;
  Duration interval_;
  std::vector<std::string> files_;
  Stamps known_, last_;
  runtime::Timer timer_;
};

}  // namespace vigilcast::app
