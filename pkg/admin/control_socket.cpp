#include "pkg/admin/control_socket.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "pkg/runtime/errno_text.h"
#include "pkg/runtime/unix_socket.h"

namespace vigilcast::admin {
namespace {

using runtime::Descriptor;
using runtime::errno_text;
using runtime::unix_socket;
using runtime::UnixAddress;

// What to do here, or else to go elsewhere.
std::string hint(std::string_view here, std::string_view elsewhere) {
  std::string out(here);
  if (!out.empty()) out += ", or ";
  out += elsewhere;
  return out;
}

// Missing parents are made as mkdir -p does; the directory itself is for this user alone, unless somebody made it before.
Result<Descriptor> open_directory(const std::string& path, std::string_view elsewhere) {
  std::filesystem::path directory = std::filesystem::path(path).parent_path();
  if (directory.empty()) directory = ".";
  std::error_code ignored;  // the open below tells
  std::filesystem::create_directories(directory.parent_path(), ignored);
  if (::mkdir(directory.c_str(), 0700) == 0) ::chmod(directory.c_str(), 0700);  // whatever the mask is
  Descriptor opened(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened)
    return fail("the directory of the control socket cannot be made or opened: " + errno_text(errno), directory, hint("create it for this user", elsewhere));
  return opened;
}

// Whether somebody answers on the path.
struct Knock {
  int error = 0;  // errno; 0: somebody does
  pid_t pid = 0;  // who; 0: too busy to say
};

Knock knock(const std::string& path) {
  const auto address = UnixAddress::of(path);
  const Descriptor socket = unix_socket(SOCK_NONBLOCK);
  if (!address) return {ENAMETOOLONG, 0};
  if (!socket) return {errno, 0};
  const bool connected = ::connect(socket.get(), address->raw(), UnixAddress::length) == 0;
  if (!connected) return {errno == EAGAIN ? 0 : errno, 0};  // EAGAIN: it lives, and its backlog is full
  ucred owner{};
  socklen_t size = sizeof owner;
  ::getsockopt(socket.get(), SOL_SOCKET, SO_PEERCRED, &owner, &size);
  return {0, owner.pid};
}

// Only a refusal says that nobody lives there: another error may mean that it is somebody else's.
Result<void> remove_stale(const std::string& path, std::string_view elsewhere) {
  struct stat there{};
  if (::lstat(path.c_str(), &there) != 0) return {};
  if (!S_ISSOCK(there.st_mode)) return fail("this is no socket, so it is not replaced", path, hint("remove it", elsewhere));
  const Knock answer = knock(path);
  if (answer.error == 0) {
    return fail("another vigilcast answers here already" + (answer.pid == 0 ? std::string() : ": process " + std::to_string(answer.pid)), path,
                hint("stop it", elsewhere));
  }
  if (answer.error != ECONNREFUSED) {
    return fail("there is a socket that cannot be asked whether it is in use: " + errno_text(answer.error), path,
                hint("remove it if nobody uses it", elsewhere));
  }
  if (::unlink(path.c_str()) != 0) {
    return fail("the socket that a dead process left cannot be removed: " + errno_text(errno), path, hint("remove it", elsewhere));
  }
  return {};
}

}  // namespace

std::optional<pid_t> owner_of_control_socket(const std::string& path) {
  const Knock answer = knock(path);
  return answer.error == 0 ? std::optional(answer.pid) : std::nullopt;
}

Result<ControlSocket> ControlSocket::listen(const std::string& path, std::string_view elsewhere) {
  const auto address = UnixAddress::of(path);
  if (!address) return fail(address.error().text, path, hint({}, elsewhere));
  const auto directory = open_directory(path, elsewhere);
  if (!directory) return std::unexpected(directory.error());
  // From looking for a live owner to listening ourselves, that is, until `directory` is closed. Whoever may read the folder may hold it, so nobody waits.
  if (::flock(directory->get(), LOCK_EX | LOCK_NB) != 0)
    return fail("somebody holds the folder of the control socket: " + errno_text(errno), path,
                hint("try again; `fuser -v` names who has the folder open", elsewhere));
  if (const auto removed = remove_stale(path, elsewhere); !removed) return std::unexpected(removed.error());

  Descriptor socket = unix_socket(SOCK_NONBLOCK);
  struct stat made{};
  const bool listening = socket && ::fchmod(socket.get(), 0600) == 0 &&  // Linux gives this mode to the file that bind() makes
                         ::bind(socket.get(), address->raw(), UnixAddress::length) == 0 && ::listen(socket.get(), SOMAXCONN) == 0 &&
                         ::lstat(path.c_str(), &made) == 0;
  if (!listening) return fail("the control socket cannot be opened: " + errno_text(errno), path, hint({}, elsewhere));
  return ControlSocket(path, std::move(socket), made.st_dev, made.st_ino);
}

ControlSocket::~ControlSocket() {
  struct stat there{};
  if (!path_.empty() && ::lstat(path_.c_str(), &there) == 0 && there.st_dev == device_ && there.st_ino == inode_) ::unlink(path_.c_str());
}

}  // namespace vigilcast::admin
