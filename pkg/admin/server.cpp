#include "pkg/runtime/asio_headers.h"

#include "pkg/admin/server.h"

#include <future>
#include <thread>

#include "pkg/admin/api.h"
#include "pkg/admin/connection.h"
#include "pkg/admin/control_socket.h"
#include "pkg/runtime/listener.h"

namespace vigilcast::admin {
namespace {

namespace local = boost::asio::local;

// Accepts from the control socket. Short of descriptors it pauses instead of spinning.
class ControlAcceptor {
 public:
  using OnAccept = std::function<void(runtime::Descriptor)>;

  ControlAcceptor(runtime::Loop& loop, runtime::Descriptor listening, OnAccept on_accept)
      : loop_(loop),
        acceptor_(loop.context(), local::stream_protocol(), listening.release()),
        again_(loop, [this] { accept(); }),
        on_accept_(std::move(on_accept)) {
    accept();
  }

 private:
  void accept() {
    acceptor_.async_accept([this](const boost::system::error_code& error, local::stream_protocol::socket socket) {
      if (error == boost::asio::error::operation_aborted) return;
      if (error) return again_.arm(loop_.now() + std::chrono::milliseconds(100));
      on_accept_(runtime::Descriptor(socket.release()));
      accept();
    });
  }

  runtime::Loop& loop_;
  local::stream_protocol::acceptor acceptor_;
  runtime::Timer again_;
  OnAccept on_accept_;
};

}  // namespace

// Destroyed from the last member to the first: the thread is joined before.
struct AdminServer::State {
  std::shared_ptr<runtime::Loop> loop = std::make_shared<runtime::Loop>();
  std::optional<ControlSocket> socket;
  std::shared_ptr<Api> api;
  std::shared_ptr<Places> places = std::make_shared<Places>();
  std::optional<ControlAcceptor> control;
  std::unique_ptr<runtime::TcpListener> tcp;
  std::thread thread;

  ~State() {
    loop->stop();
    if (thread.joinable()) thread.join();
  }

  void accepted(runtime::Descriptor client, bool over_control) {
    serve(*loop, std::move(client), over_control, places, kRequestTime,
          [this](const Request& request, std::function<void(Response)> done) { api->answer(request, std::move(done)); });
  }

  Result<void> listen(const AdminOptions& options);
  Result<void> open_tcp(const std::optional<Endpoint>& endpoint);
};

Result<void> AdminServer::State::listen(const AdminOptions& options) {
  auto made = ControlSocket::listen(options.socket_path);
  if (!made) return std::unexpected(made.error());
  socket.emplace(std::move(*made));
  control.emplace(*loop, socket->take(), [this](runtime::Descriptor client) { accepted(std::move(client), true); });
  return open_tcp(options.listen);
}

Result<void> AdminServer::State::open_tcp(const std::optional<Endpoint>& endpoint) {
  std::unique_ptr<runtime::TcpListener> next;
  if (endpoint && !endpoint->address.is_loopback()) {
    return fail("the admin endpoint must be a loopback address, and " + endpoint->to_string() + " is not: whoever reaches it sees all", "admin.listen",
                "use 127.0.0.1 or [::1]");
  }
  if (endpoint) {
    next = std::make_unique<runtime::TcpListener>(*loop,
                                                  [this](runtime::Descriptor client, const Endpoint&, const Endpoint&) { accepted(std::move(client), false); });
    if (auto opened = next->open(*endpoint); !opened) return fail(opened.error().text, "admin.listen", opened.error().hint);
  }
  tcp = std::move(next);
  return {};
}

AdminServer::AdminServer(AdminOptions options, model::AskCore ask) : options_(std::move(options)), ask_(std::move(ask)) {}

AdminServer::~AdminServer() { stop(); }

Result<void> AdminServer::start() {
  auto state = std::make_unique<State>();
  state->api = std::make_shared<Api>(state->loop, ask_, options_.socket_path);
  if (auto listening = state->listen(options_); !listening) return listening;
  state->thread = std::thread([loop = state->loop.get()] { loop->run(); });
  state_ = std::move(state);
  return {};
}

// Listeners belong to the loop that waits for them; it never waits for the owner, so the owner may wait for it.
Result<void> AdminServer::listen_on(const std::optional<Endpoint>& endpoint) {
  if (endpoint == options_.listen) return {};
  std::promise<Result<void>> opened;
  state_->loop->post([&] { opened.set_value(state_->open_tcp(endpoint)); });
  auto result = opened.get_future().get();
  if (result) options_.listen = endpoint;
  return result;
}

void AdminServer::stop() { state_.reset(); }

std::optional<Endpoint> AdminServer::listening() const { return state_ && state_->tcp ? std::optional(state_->tcp->local()) : std::nullopt; }

}  // namespace vigilcast::admin
