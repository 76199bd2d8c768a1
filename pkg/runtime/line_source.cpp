#include "pkg/runtime/line_source.h"

#include "pkg/runtime/line_reader.h"

namespace vigilcast::runtime {

LineSource::LineSource(Loop& loop, Descriptor pipe, Callbacks callbacks) : on_end_(std::make_shared<std::function<void()>>(std::move(callbacks.on_end))) {
  const std::weak_ptr<std::function<void()>> end = on_end_;
  const auto ended = [end] {
    if (const auto call = end.lock()) (*call)();
  };
  try {
    reader_ = std::make_shared<LineReader>(loop, std::move(pipe), LineReader::Callbacks{std::move(callbacks.on_line), std::move(callbacks.on_dropped), ended});
    reader_->start();
  } catch (const boost::system::system_error&) {  // a file, or nothing at all
    reader_.reset();
    loop.post(ended);
  }
}

LineSource::~LineSource() {
  if (reader_) reader_->stop();
}

}  // namespace vigilcast::runtime
