#include "pkg/runtime/asio_headers.h"

#include "pkg/runtime/listener.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include "pkg/runtime/errno_text.h"
#include "pkg/runtime/socket_address.h"
#include "pkg/runtime/socket_options.h"

namespace vigilcast::runtime {

namespace {

constexpr Duration back_off = std::chrono::seconds(1);  // when no descriptor is left: the caller waits in the kernel's queue
constexpr int accepted_a_turn = 16;

Error listen_error(const Endpoint& endpoint, int error) {
  const std::string where = endpoint.to_string(), port = std::to_string(endpoint.port);
  switch (error) {
    case EADDRINUSE:
      return {"address in use: " + where,
              {},
              "another program listens there; 'ss -ltnp sport = :" + port + "' names it; stop it, or choose another address or port"};
    case EACCES: return {"no permission to listen on port " + port, {}, "run as root, grant CAP_NET_BIND_SERVICE, or choose another port"};
    case EADDRNOTAVAIL: return {"cannot listen on " + where + ": " + endpoint.address.to_string() + " is not on any interface of this host", {}, {}};
    default: return {"cannot listen on " + where + ": " + errno_text(error), {}, {}};
  }
}

Result<Descriptor> listen_on(const Endpoint& endpoint, const std::string& interface, const std::string& vrf) {
  Descriptor socket(::socket(endpoint.address.is_v6() ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) return std::unexpected(listen_error(endpoint, errno));
  const int on = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (endpoint.address.is_v6()) ::setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  if (const auto bound = bind_to_device(socket.get(), interface, vrf); !bound) {
    return std::unexpected(Error{"cannot listen on " + endpoint.to_string() + ": " + bound.error().text, {}, bound.error().hint});
  }
  const SocketAddress address(endpoint, interface);
  if (::bind(socket.get(), address.raw(), address.length) != 0 || ::listen(socket.get(), SOMAXCONN) != 0) return std::unexpected(listen_error(endpoint, errno));
  return socket;
}

bool out_of_resources(int error) { return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM; }

}  // namespace

struct TcpListener::State : std::enable_shared_from_this<TcpListener::State> {
  State(Loop& owner, OnAccept call) : loop(owner), on_accept(std::move(call)), socket(owner.context()), retry(owner, [this] { wait(); }) {}

  void wait() {
    socket.async_wait(boost::asio::posix::stream_descriptor::wait_read, [self = shared_from_this()](const boost::system::error_code& error) {
      if (!error) self->accept_some();
    });
  }

  void accept_some() {
    for (int i = 0; i < accepted_a_turn && socket.is_open(); ++i) {
      SocketAddress from;
      Descriptor accepted(::accept4(socket.native_handle(), from.raw(), &from.length, SOCK_NONBLOCK | SOCK_CLOEXEC));
      if (accepted) {
        const Endpoint to = local_endpoint(accepted.get());
        on_accept(std::move(accepted), to, from.endpoint());
      } else if (out_of_resources(errno)) {
        return retry.arm(loop.now() + back_off);
      } else if (errno == EAGAIN) {
        break;
      }  // else this caller is gone again: the next one
    }
    if (socket.is_open()) wait();
  }

  Loop& loop;
  OnAccept on_accept;
  boost::asio::posix::stream_descriptor socket;
  Timer retry;
  Endpoint local;
};

TcpListener::TcpListener(Loop& loop, OnAccept on_accept) : state_(std::make_shared<State>(loop, std::move(on_accept))) {}

TcpListener::~TcpListener() {
  state_->retry.disarm();
  boost::system::error_code ignored;
  state_->socket.close(ignored);
}

Result<void> TcpListener::open(const Endpoint& endpoint) { return open(endpoint, {}, {}); }

Result<void> TcpListener::open(const Endpoint& endpoint, const std::string& interface, const std::string& vrf) {
  Result<Descriptor> socket = listen_on(endpoint, interface, vrf);
  if (!socket) return std::unexpected(socket.error());
  boost::system::error_code error;
  state_->local = local_endpoint(socket->get());
  state_->socket.assign(socket->get(), error);
  if (error) return std::unexpected(listen_error(endpoint, error.value()));
  std::ignore = socket->release();
  state_->wait();
  return {};
}

const Endpoint& TcpListener::local() const { return state_->local; }

Result<void> TcpListener::set_md5_key(const Prefix& peers, std::string_view key) { return runtime::set_md5_key(state_->socket.native_handle(), peers, key); }

Result<void> TcpListener::set_ao_keys(const Prefix& peers, std::span<const TcpAoKey> present, std::span<const TcpAoKey> wanted) {
  return runtime::set_ao_keys(state_->socket.native_handle(), peers, present, wanted);
}

Result<void> TcpListener::set_min_ttl(std::uint8_t ttl) { return runtime::set_min_ttl(state_->socket.native_handle(), state_->local.address.is_v6(), ttl); }

Result<void> TcpListener::set_outgoing_ttl(std::optional<std::uint8_t> ttl) {
  return runtime::set_outgoing_ttl(state_->socket.native_handle(), state_->local.address.is_v6(), ttl);
}

}  // namespace vigilcast::runtime
