#include "pkg/runtime/pipe_writer.h"

#include "pkg/runtime/fifo_writer.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <utility>

namespace vigilcast::runtime {

FifoWriter::FifoWriter(Loop& loop, std::string path, std::size_t queue_limit) : loop_(loop), path_(std::move(path)), queue_limit_(queue_limit) {}

FifoWriter::~FifoWriter() {
  if (writer_) writer_->close();
}

bool FifoWriter::write(std::string_view bytes) {
  if (writer_ && !writer_->is_open()) writer_.reset();
  if (!writer_) {
    Descriptor pipe(::open(path_.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC));
    struct stat found{};
    if (!pipe || ::fstat(pipe.get(), &found) != 0 || !S_ISFIFO(found.st_mode)) return false;
    writer_ = std::make_shared<PipeWriter>(loop_, std::move(pipe), queue_limit_, [this](std::size_t) { close_when_done(); });
  }
  const bool taken = writer_->write(bytes);
  close_when_done();
  return taken;
}

// As long as it is open, the pipe keeps what its reader has left in it.
void FifoWriter::close_when_done() {
  if (writer_ && writer_->queued() == 0) std::exchange(writer_, nullptr)->close();
}

std::size_t FifoWriter::queued() const { return writer_ && writer_->is_open() ? writer_->queued() : 0; }

}  // namespace vigilcast::runtime
