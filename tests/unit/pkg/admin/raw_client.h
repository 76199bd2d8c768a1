// A client that says exactly what a test wants, byte by byte, and sees what comes back. Never waits longer than ten seconds.
#pragma once

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <string>

#include "pkg/runtime/descriptor.h"

namespace vigilcast::admin {

class RawClient {
 public:
  explicit RawClient(int socket) : socket_(socket) {}
  static RawClient over_unix(const std::string& path) {
    RawClient out(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    EXPECT_EQ(::connect(out.socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    return out;
  }

  // False when the other side is gone or does not read.
  bool send(std::string_view text) {
    while (!text.empty()) {
      if (!ready(POLLOUT, 10'000)) return false;
      const ssize_t sent = ::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (sent <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  // What arrives until `mark` is in it, the end, or ten seconds of silence.
  std::string read_until(std::string_view mark) {
    while (seen_.find(mark) == std::string::npos && read_some(10'000)) {}
    return std::exchange(seen_, {});
  }
  // What arrives until the other side closes; fails when it does not.
  std::string read_to_end() {
    while (read_some(10'000)) {}
    EXPECT_TRUE(closed_) << "still open after ten seconds";
    return std::exchange(seen_, {});
  }
  // Waits a moment for the other side to close.
  bool closed_within(int milliseconds) {
    read_some(milliseconds);
    return closed_;
  }

 private:
  bool ready(short what, int milliseconds) {
    pollfd one{socket_.get(), what, 0};
    return ::poll(&one, 1, milliseconds) > 0;
  }
  bool read_some(int milliseconds) {
    if (closed_ || !ready(POLLIN, milliseconds)) return false;
    char chunk[16384];
    const ssize_t got = ::recv(socket_.get(), chunk, sizeof chunk, 0);
    closed_ = got <= 0;
    if (got > 0) seen_.append(chunk, static_cast<std::size_t>(got));
    return got > 0;
  }

  runtime::Descriptor socket_;
  std::string seen_;
  bool closed_ = false;
};

}  // namespace vigilcast::admin
