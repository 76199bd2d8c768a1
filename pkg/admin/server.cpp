#include "pkg/runtime/asio_headers.h"

#include "pkg/admin/server.h"

#include <future>
#include <thread>

#include "pkg/admin/api.h"
#include "pkg/admin/connection.h"
#include "pkg/admin/control_socket.h"
#include "pkg/admin/metrics_door.h"
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

// A listening socket stays open when a reload asks for the endpoint that it has.
struct Opened {
  Endpoint asked;
  runtime::TcpListener listener;
};
using SharedOpened = std::shared_ptr<Opened>;

std::optional<Endpoint> local_of(const SharedOpened& opened) { return opened ? std::optional(opened->listener.local()) : std::nullopt; }

Result<void> check_loopback(const std::optional<Endpoint>& endpoint) {
  if (!endpoint || endpoint->address.is_loopback()) return {};
  return fail("the admin endpoint must be a loopback address, and " + endpoint->to_string() + " is not: whoever reaches it sees all", "admin.listen",
              "use 127.0.0.1 or [::1]");
}

std::optional<Endpoint> endpoint_of(const std::optional<model::MetricsConfig>& metrics) { return metrics ? std::optional(metrics->listen) : std::nullopt; }

}  // namespace

// Destroyed from the last member to the first: the thread is joined before.
struct AdminServer::State {
  std::shared_ptr<runtime::Loop> loop = std::make_shared<runtime::Loop>();
  TlsIdentity::Complain complain;
  std::optional<ControlSocket> socket;
  std::shared_ptr<Api> api;
  std::shared_ptr<Places> places = std::make_shared<Places>();
  std::optional<ControlAcceptor> control;
  std::shared_ptr<TokenGate> gate;  // none: nobody judges tokens
  std::shared_ptr<const MetricsDoor> door;
  SharedOpened loopback, metrics;
  std::thread thread;

  ~State() {
    loop->stop();
    if (thread.joinable()) thread.join();
  }

  void accepted(runtime::Descriptor client, Door at) {
    serve(*loop, {std::move(client), at, at == Door::metrics ? door->tls() : nullptr}, places, kRequestTime,
          [this](const Request& request, std::function<void(Response)> done) { answer(request, std::move(done)); });
  }
  void answer(const Request& request, std::function<void(Response)> done);

  Result<void> listen(const AdminOptions& options);
  Result<void> open_tcp(const std::optional<Endpoint>& endpoint, const std::optional<model::MetricsConfig>& readers);
  [[nodiscard]] Result<std::shared_ptr<const MetricsDoor>> next_door_of(const std::optional<model::MetricsConfig>& readers) const;
  Result<SharedOpened> keep_or_open(const SharedOpened& present, const std::optional<Endpoint>& endpoint, Door at, const char* key);
};

Result<void> AdminServer::State::listen(const AdminOptions& options) {
  auto made = ControlSocket::listen(options.socket_path);
  if (!made) return std::unexpected(made.error());
  socket.emplace(std::move(*made));
  control.emplace(*loop, socket->take(), [this](runtime::Descriptor client) { accepted(std::move(client), Door::control); });
  return open_tcp(options.listen, options.metrics);
}

// Judged by the door of this moment, also on a connection that is older.
void AdminServer::State::answer(const Request& request, std::function<void(Response)> done) {
  const bool open = request.door != Door::metrics || !needs_authority(request.path) || (door && !door->judged());
  if (open || !gate) return api->answer(request, std::move(done));
  gate->admit(request,
              [this, request, done = std::move(done)](std::optional<Response> refused) { refused ? done(*std::move(refused)) : api->answer(request, done); });
}

// All that can fail comes before anything is changed.
Result<void> AdminServer::State::open_tcp(const std::optional<Endpoint>& endpoint, const std::optional<model::MetricsConfig>& readers) {
  if (auto allowed = check_loopback(endpoint); !allowed) return allowed;
  auto next_door = next_door_of(readers);
  if (!next_door) return std::unexpected(next_door.error());
  auto next_loopback = keep_or_open(loopback, endpoint, Door::loopback, "admin.listen");
  if (!next_loopback) return std::unexpected(next_loopback.error());
  auto next_metrics = keep_or_open(metrics, endpoint_of(readers), Door::metrics, "metrics.listen");
  if (!next_metrics) return std::unexpected(next_metrics.error());
  loopback = *std::move(next_loopback);
  metrics = *std::move(next_metrics);
  door = *std::move(next_door);
  return {};
}

Result<std::shared_ptr<const MetricsDoor>> AdminServer::State::next_door_of(const std::optional<model::MetricsConfig>& readers) const {
  if (!readers) return nullptr;
  if (readers->auth == model::MetricsConfig::Auth::kubernetes && !gate) return fail("nobody is there to judge tokens", "metrics.auth", "use none");
  return make_metrics_door(*readers, door, complain);
}

Result<SharedOpened> AdminServer::State::keep_or_open(const SharedOpened& present, const std::optional<Endpoint>& endpoint, Door at, const char* key) {
  if (!endpoint) return nullptr;
  if (present && present->asked == *endpoint) return present;
  const auto on_accept = [this, at](runtime::Descriptor client, const Endpoint&, const Endpoint&) { accepted(std::move(client), at); };
  SharedOpened next(new Opened{*endpoint, {*loop, on_accept}});
  if (auto opened = next->listener.open(*endpoint); !opened) return fail(opened.error().text, key, opened.error().hint);
  return next;
}

AdminServer::AdminServer(AdminOptions options, model::AskCore ask) : options_(std::move(options)), ask_(std::move(ask)) {}

AdminServer::~AdminServer() { stop(); }

Result<void> AdminServer::start() {
  auto state = std::make_unique<State>();
  state->complain = options_.complain;
  if (options_.authorize) state->gate = std::make_shared<TokenGate>(state->loop, options_.authorize);
  state->api = std::make_shared<Api>(state->loop, ask_, options_.socket_path);
  if (auto listening = state->listen(options_); !listening) return listening;
  state->thread = std::thread([loop = state->loop.get()] { loop->run(); });
  state_ = std::move(state);
  return {};
}

// Listeners belong to the loop that waits for them; it never waits for the owner, so the owner may wait for it.
Result<void> AdminServer::listen_on(const std::optional<Endpoint>& endpoint, const std::optional<model::MetricsConfig>& metrics) {
  std::promise<Result<void>> opened;
  state_->loop->post([&] { opened.set_value(state_->open_tcp(endpoint, metrics)); });
  return opened.get_future().get();
}

void AdminServer::stop() { state_.reset(); }

std::optional<Endpoint> AdminServer::listening() const { return state_ ? local_of(state_->loopback) : std::nullopt; }

std::optional<Endpoint> AdminServer::metrics_listening() const { return state_ ? local_of(state_->metrics) : std::nullopt; }

}  // namespace vigilcast::admin
