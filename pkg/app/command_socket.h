// The unix socket of ExaBGP 6's command line, and a client of it as a counterpart. Who may connect, its permissions say: 0600. Thread: the core loop's.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pkg/admin/control_socket.h"
#include "pkg/app/counterpart.h"
#include "pkg/runtime/line_stream.h"
#include "pkg/runtime/local_listener.h"

namespace vigilcast::app {

// The first that is a socket.
std::optional<std::string> existing_socket(const std::vector<std::string>& candidates);
// The first whose folder is there, and ours to write in; nothing: none is.
std::optional<std::string> place_for_socket(const std::vector<std::string>& candidates);

class CommandSocket {
 public:
  // What a dead process left there is replaced, a live one is an error. The file goes with the object.
  static Result<std::unique_ptr<CommandSocket>> open(runtime::Loop& loop, const std::string& path, std::function<void(runtime::Descriptor client)> on_client);

 private:
  CommandSocket(runtime::Loop& loop, admin::ControlSocket socket, std::function<void(runtime::Descriptor)> on_client);

  admin::ControlSocket socket_;
  runtime::LocalListener listener_;
};

class CommandClient : public Counterpart {
 public:
  CommandClient(runtime::Loop& loop, runtime::Descriptor socket, runtime::LineStream::Callbacks callbacks);

  [[nodiscard]] bool running() const override { return stream_.is_open(); }
  [[nodiscard]] int pid() const override;
  bool write(std::string_view bytes) override { return stream_.write(bytes); }
  [[nodiscard]] std::size_t queued() const override { return stream_.queued(); }
  [[nodiscard]] std::size_t queued_lines() const override { return stream_.queued_lines(); }
  void terminate() override {}

 private:
  runtime::LineStream stream_;
};

}  // namespace vigilcast::app
