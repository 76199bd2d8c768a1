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
  if (writer_ && (!writer_->is_open() || writer_->queued() == 0)) std::exchange(writer_, nullptr)->close();
  if (!writer_) {
    Descriptor pipe(::open(path_.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC));
    struct stat found{};
    if (!pipe || ::fstat(pipe.get(), &found) != 0 || !S_ISFIFO(found.st_mode)) return false;
    writer_ = std::make_shared<PipeWriter>(loop_, std::move(pipe), queue_limit_, [](std::size_t) {});
  }
  return writer_->write(bytes);
}

std::size_t FifoWriter::queued() const { return writer_ && writer_->is_open() ? writer_->queued() : 0; }

}  // namespace vigilcast::runtime
