#include "healthcheck/probe/socket.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <exception>

#include "pkg/runtime/errno_text.h"
#include "pkg/runtime/socket_address.h"

namespace vigilcast::health {
namespace {

using runtime::Descriptor;

constexpr rlim_t kReserved = 64;  // descriptors that probes leave to BGP sessions, helpers and the admin API

// Descriptors are given out from the lowest, so a high number means that few are left.
bool is_reserved(int descriptor) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return false;
  return static_cast<rlim_t>(descriptor) + std::min(kReserved, limit.rlim_cur / 4) >= limit.rlim_cur;
}

std::unexpected<Error> no_socket(int error) {
  if (error == EMFILE || error == ENFILE) return fail("out of file descriptors", "", "raise the limit (ulimit -n, LimitNOFILE=)");
  if (error == EAFNOSUPPORT) return fail("this host does not speak the address family of the target");
  if (error == EPERM || error == EACCES) return fail("this process may not make such a socket: " + runtime::errno_text(error));
  return fail("cannot make a socket: " + runtime::errno_text(error));
}

Result<Descriptor> open_here(int family, int type, int protocol) {
  Descriptor socket(::socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol));
  if (!socket) return no_socket(errno);
  if (is_reserved(socket.get())) return no_socket(EMFILE);
  return socket;
}

Descriptor open_namespace(const std::string& path) { return Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC)); }

Result<Descriptor> open_there(const std::string& name, int family, int type, int protocol) {
  const std::string path = name.starts_with('/') ? name : "/run/netns/" + name;
  const Descriptor there = open_namespace(path);
  if (!there) return fail("cannot open the network namespace " + path + ": " + runtime::errno_text(errno));
  const Descriptor home = open_namespace("/proc/thread-self/ns/net");
  if (!home) return fail("cannot open our own network namespace: " + runtime::errno_text(errno));
  if (::setns(there.get(), CLONE_NEWNET) != 0) {
    return fail("cannot enter the network namespace " + path + ": " + runtime::errno_text(errno), "", "this takes CAP_SYS_ADMIN");
  }
  Result<Descriptor> socket = open_here(family, type, protocol);
  if (::setns(home.get(), CLONE_NEWNET) != 0) std::terminate();  // every later socket would be made in the wrong place
  return socket;
}

Result<void> bind_source(int socket, const DataPath& path, int family) {
  const auto address = IpAddress::parse(path.source);
  if (!address) return fail("the source address " + path.source + " is none");
  if (address->is_v6() != (family == AF_INET6)) return fail("the source address " + path.source + " and the target are of different address families");
  const int on = 1;
  ::setsockopt(socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);  // ports are shared among targets then
  const runtime::SocketAddress local({*address, 0}, path.interface);
  if (::bind(socket, local.raw(), local.length) == 0) return {};
  if (errno == EADDRNOTAVAIL) return fail("the source address " + path.source + " is not on this host");
  return fail("cannot use the source address " + path.source + ": " + runtime::errno_text(errno));
}

Result<void> apply(int socket, const DataPath& path, int family) {
  if (!path.interface.empty() && ::setsockopt(socket, SOL_SOCKET, SO_BINDTODEVICE, path.interface.data(), static_cast<socklen_t>(path.interface.size())) != 0) {
    if (errno == ENODEV) return fail("there is no interface " + path.interface);
    return fail("cannot bind to the interface " + path.interface + ": " + runtime::errno_text(errno));
  }
  if (path.mark != 0 && ::setsockopt(socket, SOL_SOCKET, SO_MARK, &path.mark, sizeof path.mark) != 0) {
    return fail("cannot set the mark of a probe: " + runtime::errno_text(errno), "", errno == EPERM ? "this takes CAP_NET_ADMIN or CAP_NET_RAW" : "");
  }
  if (!path.source.empty()) return bind_source(socket, path, family);
  return {};
}

}  // namespace

Result<Descriptor> open_socket(const DataPath& path, int family, int type, int protocol) {
  auto socket = path.network_namespace.empty() ? open_here(family, type, protocol) : open_there(path.network_namespace, family, type, protocol);
  if (!socket) return socket;
  if (const auto applied = apply(socket->get(), path, family); !applied) return std::unexpected(applied.error());
  return socket;
}

}  // namespace vigilcast::health
