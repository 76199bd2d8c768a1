#include "pkg/runtime/line_reader.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <vector>

#include "pkg/runtime/pipe.h"

namespace vigilcast::runtime {

LineReader::LineReader(Loop& loop, Descriptor pipe, Callbacks callbacks) : loop_(loop), callbacks_(std::move(callbacks)), pipe_(loop.context()) {
  set_non_blocking(pipe.get());
  pipe_.assign(pipe.get());
  std::ignore = pipe.release();
}

void LineReader::wait() {
  if (std::exchange(waiting_, true)) return;
  pipe_.async_wait(boost::asio::posix::stream_descriptor::wait_read, [self = shared_from_this()](const boost::system::error_code& error) {
    self->waiting_ = false;
    if (self->stopped_) return;
    if (error == boost::asio::error::operation_not_supported) {  // a file, or /dev/null: whoever waits for it waits for ever
      self->at_end_ = true;
      self->proceed();
    } else if (!error && !self->paused_) {
      self->read();
    }
  });
}

void LineReader::read() {
  static thread_local std::vector<char> buffer(std::size_t{64} * 1024);
  const std::size_t wanted = left_ ? std::min(*left_, buffer.size()) : buffer.size();
  const ssize_t count = ::read(pipe_.native_handle(), buffer.data(), wanted);
  if (count > 0) {
    lines_.add({buffer.data(), static_cast<std::size_t>(count)});
    if (left_) *left_ -= static_cast<std::size_t>(count);
  } else if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
    at_end_ = true;
  }
  if (left_ && *left_ == 0) at_end_ = true;
  proceed();
}

void LineReader::proceed() {
  const auto self = shared_from_this();
  while (!paused_ && !stopped_) {
    const auto line = lines_.next();
    if (const std::size_t dropped = lines_.take_dropped(); dropped != 0) callbacks_.on_dropped(dropped);
    if (!line) break;
    callbacks_.on_line(*line);
  }
  if (paused_ || stopped_) return;
  if (!at_end_) return wait();
  stop();
  callbacks_.on_end();
}

// Posted: whoever resumes may be inside on_line.
void LineReader::resume() {
  if (!std::exchange(paused_, false)) return;
  loop_.post([self = shared_from_this()] {
    if (!self->paused_ && !self->stopped_) self->proceed();
  });
}

void LineReader::finish() {
  if (stopped_ || left_) return;
  int in_pipe = 0;
  ::ioctl(pipe_.native_handle(), FIONREAD, &in_pipe);
  left_ = static_cast<std::size_t>(in_pipe);
  at_end_ = at_end_ || in_pipe == 0;
  if (paused_) return;
  loop_.post([self = shared_from_this()] {
    if (!self->paused_ && !self->stopped_) self->proceed();
  });
}

void LineReader::stop() {
  stopped_ = true;
  boost::system::error_code ignored;
  pipe_.close(ignored);
}

}  // namespace vigilcast::runtime
