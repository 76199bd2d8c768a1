// Where the log thread writes: a file descriptor, line by line and unbuffered. A pipe that nobody reads holds up the log thread alone,
// and that only until close_within() is over; SIGPIPE is the log thread's to block.
#pragma once

#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/base_sink.h>

#include <atomic>

#include "pkg/base/time.h"

namespace vigilcast::telemetry {

class DescriptorSink : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  DescriptorSink(int descriptor, bool owned) : descriptor_(descriptor), owned_(owned) {}
  ~DescriptorSink() override;

  void close_within(Duration limit);  // from any thread: what is not written by then is thrown away

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override {}
  virtual void make_room(std::size_t) {}  // for a line of so many bytes that comes next
  void replace(int descriptor);           // with another one that is ours

 private:
  [[nodiscard]] bool wait_for_room() const;

  int descriptor_;
  bool owned_;
  std::atomic<std::int64_t> give_up_at_{0};  // steady nanoseconds; 0: never
};

}  // namespace vigilcast::telemetry
