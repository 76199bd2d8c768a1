#include "pkg/runtime/asio_headers.h"

#include "healthcheck/probe/dialer.h"

#include "healthcheck/probe/proxy_header.h"
#include "pkg/base/text.h"
#include "pkg/runtime/errno_text.h"

namespace vigilcast::health {
namespace {

namespace asio = boost::asio;

Answer resolve_failure(const boost::system::error_code& error, const std::string& host) {
  if (error == asio::error::host_not_found || error == asio::error::no_data) return Answer::fail("L4CON", "there is no address for the name " + host);
  return Answer::inconclusive("cannot look up the name " + host + ": " + error.message());
}

// The loopback addresses, whatever a name service thinks of it (RFC 6761 section 6.3): a bare system may have no /etc/hosts.
bool is_localhost(std::string_view host) {
  const std::string name = to_lower(host.substr(0, host.size() - (host.ends_with('.') ? 1 : 0)));
  return name == "localhost" || name.ends_with(".localhost");
}

}  // namespace

Dialer::Dialer(const ProbeTools& tools, HostPort server, DataPath path) : tools_(tools), server_(std::move(server)), path_(std::move(path)) {
  boost::system::error_code no_literal;
  const auto address = asio::ip::make_address(server_.host, no_literal);
  literal_ = !no_literal;
  if (literal_) addresses_ = {TcpEndpoint(address, server_.port)};
  if (!is_localhost(server_.host)) return;
  literal_ = true;
  if (path_.family != AddressFamily::ipv6) addresses_.emplace_back(asio::ip::address_v4::loopback(), server_.port);
  if (path_.family != AddressFamily::ipv4) addresses_.emplace_back(asio::ip::address_v6::loopback(), server_.port);
}

void Dialer::over_tls(TlsOptions options, std::string alpn) {
  if (options.server_name.empty()) options.server_name = server_.host;
  tls_.emplace(tools_.tls, std::move(options), std::move(alpn));
}

Task<std::optional<Answer>> Dialer::resolve(Flight& flight) {
  flight.enter(Phase::resolve);
  if (resolving_) co_return Answer::inconclusive("still waiting for the address of " + server_.host);
  resolving_ = true;
  asio::ip::tcp::resolver resolver(tools_.context);
  boost::system::error_code error;
  const auto found = co_await resolver.async_resolve(server_.host, std::to_string(server_.port), asio::ip::resolver_base::numeric_service,
                                                     asio::redirect_error(asio::use_awaitable, error));
  resolving_ = false;
  if (error) co_return resolve_failure(error, server_.host);
  addresses_.clear();
  for (const auto& entry : found) {
    const TcpEndpoint address = entry.endpoint();
    const bool wanted = path_.family == AddressFamily::any || address.address().is_v6() == (path_.family == AddressFamily::ipv6);
    if (wanted) addresses_.push_back(address);
  }
  co_return std::nullopt;
}

Task<std::optional<Answer>> Dialer::reach(Flight& flight) {
  std::optional<Answer> failure;
  const std::vector<TcpEndpoint> addresses = addresses_;
  for (const TcpEndpoint& address : addresses) {
    if (flight.over) break;
    flight.enter(Phase::connect);
    flight.connection = std::make_unique<Connection>(tools_.context, flight.trace.get());
    std::optional<Answer> problem = co_await flight.connection->connect(address, path_);
    if (!problem) co_return std::nullopt;
    // What a target says weighs more than that we have no route to another address of it.
    if (!failure || problem->outcome == Outcome::fail) failure = std::move(problem);
  }
  if (!failure) failure = Answer::inconclusive("there is no address for the name " + server_.host);
  co_return failure;
}

Task<std::optional<Answer>> Dialer::dial(Flight& flight) {
  if (!literal_) {
    std::optional<Answer> failure = co_await resolve(flight);
    if (failure) co_return failure;
  }
  std::optional<Answer> failure = co_await reach(flight);
  if (failure || flight.over) co_return failure;
  const std::string header = proxy_header(path_.proxy_protocol, flight.connection->local(), flight.connection->remote());
  if (!header.empty()) {
    const int unsent = co_await flight.connection->send(header);
    if (unsent != 0) co_return Answer::fail_by_time("L4CON", "the connection to " + flight.connection->peer() + " broke: " + runtime::errno_text(unsent));
  }
  if (tls_) failure = co_await tls_->secure(flight);
  co_return failure;
}

}  // namespace vigilcast::health
