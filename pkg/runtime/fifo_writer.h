// Writes into a FIFO that others read now and then. Bytes that nobody reads are nobody's: without a reader they are dropped, so that the next one does not get
// the answers of the one before. Never blocks. Thread: the loop's.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "pkg/runtime/loop.h"

namespace vigilcast::runtime {

class PipeWriter;

class FifoWriter {
 public:
  FifoWriter(Loop& loop, std::string path, std::size_t queue_limit);
  ~FifoWriter();
  FifoWriter(const FifoWriter&) = delete;
  FifoWriter& operator=(const FifoWriter&) = delete;

  bool write(std::string_view bytes);  // all or nothing; false: nobody reads, or too slowly
  [[nodiscard]] std::size_t queued() const;

 private:
  void close_when_done();

  Loop& loop_;
  std::string path_;
  std::size_t queue_limit_;
  std::shared_ptr<PipeWriter> writer_;  // while something waits
};

}  // namespace vigilcast::runtime
