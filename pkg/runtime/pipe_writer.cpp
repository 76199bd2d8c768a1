#include "pkg/runtime/pipe_writer.h"

#include <unistd.h>

#include <algorithm>

#include "pkg/runtime/pipe.h"

namespace vigilcast::runtime {

PipeWriter::PipeWriter(Loop& loop, Descriptor pipe, std::size_t queue_limit, std::function<void(std::size_t queued)> on_queue)
    : pipe_(loop.context()), queue_limit_(queue_limit), on_queue_(std::move(on_queue)) {
  set_non_blocking(pipe.get());
  pipe_.assign(pipe.get());
  std::ignore = pipe.release();
}

bool PipeWriter::write(std::string_view bytes) {
  if (!open_ || queue_.size() + bytes.size() > queue_limit_) return false;
  ByteView data = as_bytes(bytes);
  if (queue_.empty()) data = data.subspan(give(data));
  if (!open_) return false;
  if (!data.empty()) {
    queue_.push(data);
    wait();
  }
  return true;
}

std::size_t PipeWriter::give(ByteView data) {
  const ssize_t count = ::write(pipe_.native_handle(), data.data(), data.size());
  if (count >= 0) return static_cast<std::size_t>(count);
  if (errno != EAGAIN && errno != EINTR) close();
  return 0;
}

std::size_t PipeWriter::queued_lines() const { return static_cast<std::size_t>(std::ranges::count(as_text(queue_.front()), '\n')); }

void PipeWriter::wait() {
  if (std::exchange(waiting_, true)) return;
  pipe_.async_wait(boost::asio::posix::stream_descriptor::wait_write, [self = shared_from_this()](const boost::system::error_code& error) {
    self->waiting_ = false;
    if (!error && self->open_) self->flush();
  });
}

void PipeWriter::flush() {
  const std::size_t before = queue_.size();
  queue_.pop(give(queue_.front()));
  if (!queue_.empty()) wait();
  if (queue_.size() != before) on_queue_(queue_.size());
}

void PipeWriter::close() {
  open_ = false;
  queue_.clear();
  boost::system::error_code ignored;
  pipe_.close(ignored);
}

}  // namespace vigilcast::runtime
