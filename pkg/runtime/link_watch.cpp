#include "pkg/runtime/asio_headers.h"

#include "pkg/runtime/link_watch.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "pkg/runtime/descriptor.h"
#include "pkg/runtime/errno_text.h"

namespace vigilcast::runtime {

LinkState link_state(const std::string& interface) {
  ifreq request{};
  if (interface.size() >= sizeof request.ifr_name) return {};
  std::ranges::copy(interface, request.ifr_name);
  const Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket || ::ioctl(socket.get(), SIOCGIFINDEX, &request) != 0) return {};
  LinkState out{static_cast<unsigned>(request.ifr_ifindex)};
  constexpr short needed = IFF_UP | IFF_RUNNING;
  if (::ioctl(socket.get(), SIOCGIFFLAGS, &request) != 0) return {};
  out.running = (request.ifr_flags & needed) == needed;
  return out;
}

struct LinkWatch::State : std::enable_shared_from_this<LinkWatch::State> {
  State(Loop& loop, std::function<void()> call) : on_news(std::move(call)), socket(loop.context()) {}

  void wait() {
    socket.async_wait(boost::asio::posix::stream_descriptor::wait_read, [self = shared_from_this()](const boost::system::error_code& error) {
      if (!error) self->readable();
    });
  }

  // ENOBUFS, too many messages, is news like any other.
  void readable() {
    std::array<std::uint8_t, 1> ignored;
    while (::recv(socket.native_handle(), ignored.data(), ignored.size(), MSG_TRUNC) >= 0 || errno == ENOBUFS || errno == EINTR) {}
    on_news();
    if (socket.is_open()) wait();
  }

  std::function<void()> on_news;
  boost::asio::posix::stream_descriptor socket;
};

LinkWatch::LinkWatch(Loop& loop, std::function<void()> on_news) : state_(std::make_shared<State>(loop, std::move(on_news))) {}

LinkWatch::~LinkWatch() { close(); }

Result<void> LinkWatch::open() {
  if (state_->socket.is_open()) return {};
  Descriptor socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE));
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;
  boost::system::error_code error;
  const bool bound = socket && ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  if (!bound) error.assign(errno, boost::system::system_category());
  if (bound) state_->socket.assign(socket.get(), error);
  if (error) {
    return std::unexpected(Error{"cannot watch the links of this host: " + errno_text(error.value()), "",
                                 "until a reload, a session by interface does not notice that its interface went down or was made again; let vigilcast open "
                                 "AF_NETLINK sockets"});
  }
  std::ignore = socket.release();
  state_->wait();
  return {};
}

void LinkWatch::close() {
  boost::system::error_code ignored;
  state_->socket.close(ignored);
}

}  // namespace vigilcast::runtime
