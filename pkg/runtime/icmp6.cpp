#include "pkg/runtime/asio_headers.h"

#include "pkg/runtime/icmp6.h"

#include <net/if.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "pkg/runtime/descriptor.h"
#include "pkg/runtime/errno_text.h"
#include "pkg/runtime/socket_address.h"
#include "pkg/runtime/socket_options.h"

namespace vigilcast::runtime {

namespace {

constexpr int on_link = 255;
constexpr std::size_t longest = 2048;
constexpr int read_a_turn = 16;

Error open_error(const std::string& interface, int error) {
  if (error == EPERM || error == EACCES) {
    return {"no permission to look for routers on " + interface, {}, "run as root, or grant CAP_NET_RAW; or give the peer's address"};
  }
  return {"cannot look for routers on " + interface + ": " + errno_text(error), {}, {}};
}

bool configure(int socket, const std::string& interface, std::span<const std::uint8_t> types) {
  const int yes = 1, no = 0, hops = on_link, index = static_cast<int>(::if_nametoindex(interface.c_str()));
  icmp6_filter filter;
  ICMP6_FILTER_SETBLOCKALL(&filter);
  for (const std::uint8_t type : types) ICMP6_FILTER_SETPASS(type, &filter);
  ipv6_mreq all_routers{};
  all_routers.ipv6mr_interface = static_cast<unsigned>(index);
  std::ranges::copy(std::array<std::uint8_t, 16>{0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02}, all_routers.ipv6mr_multiaddr.s6_addr);
  const auto set = [&](int level, int option, const auto& value) { return ::setsockopt(socket, level, option, &value, sizeof value) == 0; };
  return set(IPPROTO_ICMPV6, ICMP6_FILTER, filter) && set(IPPROTO_IPV6, IPV6_RECVHOPLIMIT, yes) && set(IPPROTO_IPV6, IPV6_MULTICAST_HOPS, hops) &&
         set(IPPROTO_IPV6, IPV6_UNICAST_HOPS, hops) && set(IPPROTO_IPV6, IPV6_MULTICAST_LOOP, no) && set(IPPROTO_IPV6, IPV6_MULTICAST_IF, index) &&
         set(IPPROTO_IPV6, IPV6_JOIN_GROUP, all_routers);
}

int hop_limit_of(msghdr& header) {
  for (cmsghdr* part = CMSG_FIRSTHDR(&header); part != nullptr; part = CMSG_NXTHDR(&header, part)) {
    if (part->cmsg_level != IPPROTO_IPV6 || part->cmsg_type != IPV6_HOPLIMIT) continue;
    int value = 0;
    std::memcpy(&value, CMSG_DATA(part), sizeof value);
    return value;
  }
  return -1;
}

}  // namespace

struct Icmp6Socket::State : std::enable_shared_from_this<Icmp6Socket::State> {
  State(Loop& loop, OnMessage call) : on_message(std::move(call)), socket(loop.context()) {}

  void wait() {
    socket.async_wait(boost::asio::posix::stream_descriptor::wait_read, [self = shared_from_this()](const boost::system::error_code& error) {
      if (!error) self->readable();
    });
  }

  void readable() {
    for (int i = 0; i < read_a_turn && socket.is_open(); ++i) {
      if (!read_one()) break;
    }
    if (socket.is_open()) wait();
  }

  bool read_one() {
    std::array<std::uint8_t, longest> buffer;
    alignas(cmsghdr) std::array<char, 64> control;
    SocketAddress from;
    iovec part{buffer.data(), buffer.size()};
    msghdr header{};
    header.msg_name = from.raw();
    header.msg_namelen = from.length;
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    header.msg_control = control.data();
    header.msg_controllen = control.size();
    const ssize_t count = ::recvmsg(socket.native_handle(), &header, 0);
    if (count < 0) return errno != EAGAIN && errno != EWOULDBLOCK && errno != ENETDOWN;
    on_message(from.endpoint().address, hop_limit_of(header), ByteView(buffer).first(static_cast<std::size_t>(count)));
    return true;
  }

  OnMessage on_message;
  boost::asio::posix::stream_descriptor socket;
  std::string interface;
};

Icmp6Socket::Icmp6Socket(Loop& loop, OnMessage on_message) : state_(std::make_shared<State>(loop, std::move(on_message))) {}

Icmp6Socket::~Icmp6Socket() {
  boost::system::error_code ignored;
  state_->socket.close(ignored);
}

Result<void> Icmp6Socket::open(const std::string& interface, std::span<const std::uint8_t> types) {
  Descriptor socket(::socket(AF_INET6, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_ICMPV6));
  if (!socket) return std::unexpected(open_error(interface, errno));
  if (const auto bound = bind_to_device(socket.get(), interface, {}); !bound) return bound;
  if (!configure(socket.get(), interface, types)) return std::unexpected(open_error(interface, errno));
  boost::system::error_code error;
  state_->socket.assign(socket.get(), error);
  if (error) return std::unexpected(open_error(interface, error.value()));
  std::ignore = socket.release();
  state_->interface = interface;
  state_->wait();
  return {};
}

void Icmp6Socket::send(const IpAddress& to, ByteView message) {
  if (!state_->socket.is_open()) return;
  SocketAddress address({to, 0}, state_->interface);
  std::ignore = ::sendto(state_->socket.native_handle(), message.data(), message.size(), MSG_NOSIGNAL, address.raw(), address.length);
}

}  // namespace vigilcast::runtime
