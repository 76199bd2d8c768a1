// A TCP connection, ours or accepted, that never blocks. What is sent goes to the kernel at once; what it does not take waits in a queue, in order.
// Invariant: callbacks run from the loop, never from inside a member function; none runs after close(), abort() or destruction.
// Thread: the loop's. Errors arrive as words for people ("connection refused"). Destroying an open connection resets it, close() says goodbye properly.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "pkg/base/shared_bytes.h"
#include "pkg/runtime/descriptor.h"
#include "pkg/runtime/loop.h"
#include "pkg/runtime/read_turns.h"
#include "pkg/runtime/socket_options.h"

namespace vigilcast::runtime {

class TcpConnection {
 public:
  struct Callbacks {
    std::function<void(const Endpoint& local, const Endpoint& remote)> on_connected = [](const Endpoint&, const Endpoint&) {};
    std::function<void(const std::string& reason)> on_failed = [](const std::string&) {};  // instead of on_connected; the end
    std::function<void(ByteView data)> on_data = [](ByteView) {};                          // valid during the call
    std::function<void(const std::string& reason)> on_closed = [](const std::string&) {};  // by the other side; the end
    std::function<void(std::size_t queued)> on_queue = [](std::size_t) {};                 // the queue became shorter
  };

  // `turns`: it is read in turn with others; nullptr: whenever there is something.
  TcpConnection(Loop& loop, Callbacks callbacks, ReadTurns* turns = nullptr);
  ~TcpConnection();
  TcpConnection(const TcpConnection&) = delete;
  TcpConnection& operator=(const TcpConnection&) = delete;

  void connect(const Endpoint& remote, const TcpOptions& options, Duration timeout);
  // A connected socket; reading starts with the next turn. Fails when an option cannot be set, and is closed then.
  Result<void> adopt(Descriptor socket, const TcpOptions& options);

  // Signs with another key from now on (RFC 2385, RFC 5925). Both sides must do so before the connection is given up.
  Result<void> set_md5_key(std::string_view key);
  Result<void> set_ao_keys(std::span<const TcpAoKey> present, std::span<const TcpAoKey> wanted);
  // The interface or VRF that it goes over, where it is bound to one or its addresses are link-local.
  [[nodiscard]] std::string interface() const;

  [[nodiscard]] bool connected() const;  // and not closed since

  // Returns what is queued after it; nothing is taken unless connected. Shared buffers go to the kernel together and are not copied.
  std::size_t send(ByteView data);
  std::size_t send(std::span<const SharedBytes> parts);
  [[nodiscard]] std::size_t queued() const;
  void pause_reading();  // from now on, not one byte
  void resume_reading();
  // Bytes are here that are not read, because reading is paused or it is not this connection's turn yet.
  [[nodiscard]] bool input_waits() const;

  // Sends what is queued, then FIN, and waits a moment for the other side's, so that our last words are not lost in a reset.
  // `done` runs once when it is over, however it ended. The object may be destroyed meanwhile.
  void close(std::function<void()> done = {});
  void abort();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace vigilcast::runtime
