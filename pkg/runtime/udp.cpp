#include "pkg/runtime/asio_headers.h"

#include "pkg/runtime/udp.h"

#include <net/if.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <sys/ioctl.h>

#include <array>
#include <cstring>

#include "pkg/base/rng.h"
#include "pkg/runtime/chance.h"
#include "pkg/runtime/errno_text.h"
#include "pkg/runtime/socket_address.h"
#include "pkg/runtime/socket_options.h"

namespace vigilcast::runtime {

namespace {

constexpr int received_a_turn = 512;   // then others have their turn
constexpr int receive_buffer = 1 << 20;
constexpr int tries_for_a_port = 64;

Error udp_error(const Endpoint& endpoint, int error) {
  const std::string port = std::to_string(endpoint.port);
  if (error == EADDRINUSE) {
    return {"address in use: UDP " + endpoint.to_string(), {}, "another program listens there; 'ss -lunp sport = :" + port + "' names it (FRR's bfdd? BIRD?)"};
  }
  if (error == EADDRNOTAVAIL) return {"cannot use " + endpoint.address.to_string() + " for UDP: it is not on any interface of this host", {}, {}};
  return {"cannot open UDP " + endpoint.to_string() + ": " + errno_text(error), {}, {}};
}

void set(int socket, int level, int option, int value) { ::setsockopt(socket, level, option, &value, sizeof value); }

Result<Descriptor> make_socket(const Endpoint& endpoint) {
  Descriptor socket(::socket(endpoint.address.is_v6() ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) return std::unexpected(udp_error(endpoint, errno));
  if (endpoint.address.is_v6()) set(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, 1);
  return socket;
}

// What the kernel says beside a datagram, by level and type.
void read_note(const cmsghdr* note, Datagram& into, unsigned& interface) {
  const auto* data = CMSG_DATA(note);
  int number = 0;
  if (note->cmsg_level == IPPROTO_IP && note->cmsg_type == IP_TTL) {
    std::memcpy(&number, data, sizeof number);
    into.ttl = static_cast<std::uint8_t>(number);
  } else if (note->cmsg_level == IPPROTO_IPV6 && note->cmsg_type == IPV6_HOPLIMIT) {
    std::memcpy(&number, data, sizeof number);
    into.ttl = static_cast<std::uint8_t>(number);
  } else if (note->cmsg_level == IPPROTO_IP && note->cmsg_type == IP_PKTINFO) {
    in_pktinfo info{};
    std::memcpy(&info, data, sizeof info);
    into.to = IpAddress::v4(ntohl(info.ipi_addr.s_addr));
    interface = static_cast<unsigned>(info.ipi_ifindex);
  } else if (note->cmsg_level == IPPROTO_IPV6 && note->cmsg_type == IPV6_PKTINFO) {
    in6_pktinfo info{};
    std::memcpy(&info, data, sizeof info);
    into.to = IpAddress::v6(ByteView(reinterpret_cast<const std::uint8_t*>(&info.ipi6_addr), 16));
    interface = info.ipi6_ifindex;
  }
}

std::string interface_name(int socket, unsigned index) {
  ifreq request{};
  request.ifr_ifindex = static_cast<int>(index);
  return ::ioctl(socket, SIOCGIFNAME, &request) == 0 ? std::string(request.ifr_name) : std::string();
}

void share(int socket, bool does) { set(socket, SOL_SOCKET, SO_REUSEADDR, does ? 1 : 0); }

}  // namespace

struct UdpReceiver::State : std::enable_shared_from_this<UdpReceiver::State> {
  State(Loop& loop, OnDatagram call) : on_datagram(std::move(call)), socket(loop.context()) {}

  void wait() {
    socket.async_wait(boost::asio::posix::stream_descriptor::wait_read, [self = shared_from_this()](const boost::system::error_code& error) {
      if (error) return;
      self->receive_some();
      if (self->socket.is_open()) self->wait();
    });
  }

  void receive_some() {
    for (int i = 0; i < received_a_turn && socket.is_open() && receive_one(); ++i) {}
  }

  bool receive_one() {
    std::array<std::uint8_t, 256> buffer;
    alignas(cmsghdr) std::array<char, 256> notes;
    SocketAddress from;
    iovec part{buffer.data(), buffer.size()};
    msghdr message{};
    message.msg_name = from.raw();
    message.msg_namelen = from.length;
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = notes.data();
    message.msg_controllen = notes.size();
    const ssize_t size = ::recvmsg(socket.native_handle(), &message, 0);
    if (size < 0) return errno == EINTR;
    Datagram datagram{from.endpoint(), {}, 0, {}, ByteView(buffer).first(static_cast<std::size_t>(size))};
    unsigned interface = 0;
    for (cmsghdr* note = CMSG_FIRSTHDR(&message); note != nullptr; note = CMSG_NXTHDR(&message, note)) read_note(note, datagram, interface);
    datagram.interface = interface_name(socket.native_handle(), interface);
    on_datagram(datagram);
    return true;
  }

  OnDatagram on_datagram;
  boost::asio::posix::stream_descriptor socket;
};

UdpReceiver::UdpReceiver(Loop& loop, OnDatagram on_datagram) : state_(std::make_shared<State>(loop, std::move(on_datagram))) {}

UdpReceiver::~UdpReceiver() {
  boost::system::error_code ignored;
  state_->socket.close(ignored);
}

Result<void> UdpReceiver::open(const Endpoint& endpoint, const std::string& vrf, std::span<UdpReceiver* const> beside) {
  auto socket = make_socket(endpoint);
  if (!socket) return std::unexpected(socket.error());
  if (const auto bound = bind_to_device(socket->get(), {}, vrf); !bound) {
    return std::unexpected(Error{"cannot open UDP " + endpoint.to_string() + ": " + bound.error().text, {}, bound.error().hint});
  }
  if (endpoint.address.is_v6()) {
    set(socket->get(), IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1);
    set(socket->get(), IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
  } else {
    set(socket->get(), IPPROTO_IP, IP_RECVTTL, 1);
    set(socket->get(), IPPROTO_IP, IP_PKTINFO, 1);
  }
  set(socket->get(), SOL_SOCKET, SO_RCVBUF, receive_buffer);
  // Who shares the port is looked at during bind() only.
  const auto share_all = [&](bool does) {
    if (!beside.empty()) share(socket->get(), does);
    for (const UdpReceiver* other : beside) share(other->state_->socket.native_handle(), does);
  };
  const SocketAddress address(endpoint);
  share_all(true);
  const int problem = ::bind(socket->get(), address.raw(), address.length) == 0 ? 0 : errno;
  share_all(false);
  if (problem != 0) return std::unexpected(udp_error(endpoint, problem));
  boost::system::error_code error;
  state_->socket.assign(socket->get(), error);
  if (error) return std::unexpected(udp_error(endpoint, error.value()));
  std::ignore = socket->release();
  state_->wait();
  return {};
}

Endpoint UdpReceiver::local() const { return local_endpoint(state_->socket.native_handle()); }
void UdpReceiver::receive() {
  if (state_->socket.is_open()) state_->receive_some();
}

UdpSender::UdpSender(Descriptor socket, const Endpoint& remote, std::string interface)
    : socket_(std::move(socket)), remote_(remote), interface_(std::move(interface)) {}

Result<UdpSender> UdpSender::open(const Endpoint& remote, const UdpOptions& options) {
  static constexpr std::uint8_t zeros[16] = {};
  const IpAddress local = options.local_address.value_or(remote.address.is_v6() ? IpAddress::v6(zeros) : IpAddress());
  auto socket = make_socket({local, 0});
  if (!socket) return std::unexpected(socket.error());
  if (const auto bound = bind_to_device(socket->get(), options.interface, options.vrf); !bound) return std::unexpected(bound.error());
  if (local.is_v6()) {
    set(socket->get(), IPPROTO_IPV6, IPV6_UNICAST_HOPS, options.ttl);
    set(socket->get(), IPPROTO_IPV6, IPV6_TCLASS, IPTOS_CLASS_CS6);
  } else {
    set(socket->get(), IPPROTO_IP, IP_TTL, options.ttl);
    set(socket->get(), IPPROTO_IP, IP_TOS, IPTOS_CLASS_CS6);
  }
  Rng rng(random_seed());
  const std::uint64_t ports = options.last_port - options.first_port + 1U;
  for (int i = 0; i < tries_for_a_port; ++i) {
    const Endpoint from{local, static_cast<std::uint16_t>(options.first_port + rng.below(ports))};
    const SocketAddress address(from, options.interface);
    if (::bind(socket->get(), address.raw(), address.length) == 0) return UdpSender(*std::move(socket), remote, options.interface);
    if (errno != EADDRINUSE) return std::unexpected(udp_error(from, errno));
  }
  return fail("no free UDP port between " + std::to_string(options.first_port) + " and " + std::to_string(options.last_port));
}

void UdpSender::send(ByteView data) const {
  const SocketAddress address(remote_, interface_);
  std::ignore = ::sendto(socket_.get(), data.data(), data.size(), MSG_DONTWAIT | MSG_NOSIGNAL, address.raw(), address.length);
}

Endpoint UdpSender::local() const { return local_endpoint(socket_.get()); }

}  // namespace vigilcast::runtime
