#include "pkg/app/command_socket.h"

#include <sys/stat.h>
#include <unistd.h>

#include <limits>
#include <utility>

namespace vigilcast::app {

std::optional<std::string> existing_socket(const std::vector<std::string>& candidates) {
  for (const std::string& path : candidates) {
    struct stat found{};
    if (::stat(path.c_str(), &found) == 0 && S_ISSOCK(found.st_mode)) return path;
  }
  return std::nullopt;
}

std::optional<std::string> place_for_socket(const std::vector<std::string>& candidates) {
  for (const std::string& path : candidates) {
    const std::string folder = path.substr(0, path.rfind('/'));
    struct stat found{};
    if (::stat(folder.c_str(), &found) == 0 && S_ISDIR(found.st_mode) && ::access(folder.c_str(), W_OK | X_OK) == 0) return path;
  }
  return std::nullopt;
}

Result<std::unique_ptr<CommandSocket>> CommandSocket::open(runtime::Loop& loop, const std::string& path, std::function<void(runtime::Descriptor)> on_client) {
  auto listening = admin::ControlSocket::listen(path, "exabgp.api.socketname gives it another name");
  if (!listening) return std::unexpected(listening.error());
  return std::unique_ptr<CommandSocket>(new CommandSocket(loop, *std::move(listening), std::move(on_client)));
}

CommandSocket::CommandSocket(runtime::Loop& loop, admin::ControlSocket socket, std::function<void(runtime::Descriptor)> on_client)
    : socket_(std::move(socket)), listener_(loop, socket_.take(), std::move(on_client)) {}

CommandClient::CommandClient(runtime::Loop& loop, runtime::Descriptor socket, runtime::LineStream::Callbacks callbacks)
    : stream_(loop, std::move(socket), std::numeric_limits<std::size_t>::max() / 2, std::move(callbacks)) {}  // Processes has the limits

int CommandClient::pid() const { return ::getpid(); }

}  // namespace vigilcast::app
