#include "pkg/telemetry/descriptor_sink.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>

namespace vigilcast::telemetry {
namespace {

std::int64_t steady_now() { return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

}  // namespace

DescriptorSink::~DescriptorSink() {
  if (owned_) ::close(descriptor_);
}

void DescriptorSink::replace(int descriptor) {
  if (owned_) ::close(descriptor_);
  descriptor_ = descriptor;
  owned_ = true;
}

void DescriptorSink::close_within(Duration limit) { give_up_at_ = steady_now() + limit.count(); }

// The descriptor may be shared with other programs, so it stays blocking; after poll() a pipe takes PIPE_BUF bytes without blocking.
bool DescriptorSink::wait_for_room() const {
  constexpr int kLookAgain = 50;  // milliseconds: how late close_within() is noticed
  while (true) {
    const std::int64_t give_up_at = give_up_at_;
    const bool give_up = give_up_at != 0 && steady_now() >= give_up_at;
    pollfd room{descriptor_, POLLOUT, 0};
    const int ready = ::poll(&room, 1, give_up ? 0 : kLookAgain);
    if (ready > 0) return (room.revents & POLLOUT) != 0;
    if (give_up || (ready < 0 && errno != EINTR)) return false;
  }
}

void DescriptorSink::sink_it_(const spdlog::details::log_msg& message) {
  spdlog::memory_buf_t line;
  formatter_->format(message, line);
  make_room(line.size());
  const char* at = line.data();
  std::size_t left = line.size();
  while (left > 0 && wait_for_room()) {
    const ssize_t written = ::write(descriptor_, at, std::min<std::size_t>(left, PIPE_BUF));
    if (written < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (written <= 0) return;
    at += written;
    left -= static_cast<std::size_t>(written);
  }
}

}  // namespace vigilcast::telemetry
