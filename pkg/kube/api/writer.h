// A thread that writes to the API server what it is told, when the server takes it. Nobody waits for it.
//
// put() may be called from any thread and never blocks; callbacks come from the writer's own. What is refused, retried and dropped is decided by the
// WriteQueue.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "pkg/http/stopper.h"
#include "pkg/kube/api/api_client.h"
#include "pkg/kube/api/write_queue.h"

namespace vigilcast::kube {

class Writer {
 public:
  // A write failed; `dropped`: for good.
  using OnFailure = std::function<void(const Write& write, const ApiError& error, bool dropped)>;

  Writer(ClientOptions options, WriteLimits limits, OnFailure on_failure);
  ~Writer();  // like stop() without a flush
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void put(Write write);
  // What waits is not written any more: somebody else has the say now.
  void drop_all();
  // Ends the thread. What waits is written first, as far as `flush` suffices; the rest is lost.
  void stop(Duration flush);

  [[nodiscard]] WriteCounts counts() const;

 private:
  void run();
  [[nodiscard]] bool wait(std::unique_lock<std::mutex>& lock);  // false: the end
  ApiResult<void> send(const Write& write);

  OnFailure on_failure_;
  http::Stopper stopper_;
  ApiClient client_;  // of the thread
  mutable std::mutex mutex_;
  std::condition_variable changed_, ended_;
  WriteQueue queue_;
  bool stopping_ = false, over_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace vigilcast::kube
