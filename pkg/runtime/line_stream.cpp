#include "pkg/runtime/pipe_writer.h"

#include "pkg/runtime/line_stream.h"

#include <fcntl.h>

#include <utility>

namespace vigilcast::runtime {

LineStream::LineStream(Loop& loop, Descriptor socket, std::size_t queue_limit, Callbacks callbacks)
    : on_queue_(std::make_shared<std::function<void(std::size_t)>>(std::move(callbacks.on_queue))) {
  Descriptor other(::fcntl(socket.get(), F_DUPFD_CLOEXEC, 0));
  const std::weak_ptr<std::function<void(std::size_t)>> queue = on_queue_;
  if (other) {
    writer_ = std::make_shared<PipeWriter>(loop, std::move(other), queue_limit, [queue](std::size_t queued) {
      if (const auto call = queue.lock()) (*call)(queued);
    });
  }
  source_ = std::make_unique<LineSource>(loop, std::move(socket),
                                         LineSource::Callbacks{std::move(callbacks.on_line), std::move(callbacks.on_dropped), std::move(callbacks.on_end)});
}

LineStream::~LineStream() {
  if (writer_) writer_->close();
}

bool LineStream::write(std::string_view bytes) { return writer_ && writer_->write(bytes); }
std::size_t LineStream::queued() const { return is_open() ? writer_->queued() : 0; }
std::size_t LineStream::queued_lines() const { return is_open() ? writer_->queued_lines() : 0; }
bool LineStream::is_open() const { return writer_ && writer_->is_open(); }

}  // namespace vigilcast::runtime
