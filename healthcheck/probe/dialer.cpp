#include "pkg/runtime/asio_headers.h"

#include "healthcheck/probe/dialer.h"

#include "pkg/base/text.h"

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

Dialer::Dialer(asio::io_context& context, HostPort server) : context_(context), server_(std::move(server)) {
  boost::system::error_code no_literal;
  const auto address = asio::ip::make_address(server_.host, no_literal);
  literal_ = !no_literal;
  if (literal_) addresses_ = {TcpEndpoint(address, server_.port)};
  if (!is_localhost(server_.host)) return;
  literal_ = true;
  addresses_ = {TcpEndpoint(asio::ip::address_v4::loopback(), server_.port), TcpEndpoint(asio::ip::address_v6::loopback(), server_.port)};
}

Task<std::optional<Answer>> Dialer::resolve(Flight& flight) {
  flight.phase = Flight::Phase::resolve;
  if (resolving_) co_return Answer::inconclusive("still waiting for the address of " + server_.host);
  resolving_ = true;
  asio::ip::tcp::resolver resolver(context_);
  boost::system::error_code error;
  const auto found = co_await resolver.async_resolve(server_.host, std::to_string(server_.port), asio::ip::resolver_base::numeric_service,
                                                     asio::redirect_error(asio::use_awaitable, error));
  resolving_ = false;
  if (error) co_return resolve_failure(error, server_.host);
  addresses_.assign(found.begin(), found.end());
  co_return std::nullopt;
}

Task<std::optional<Answer>> Dialer::dial(Flight& flight) {
  if (!literal_) {
    std::optional<Answer> failure = co_await resolve(flight);
    if (failure) co_return failure;
  }
  std::optional<Answer> failure;
  const std::vector<TcpEndpoint> addresses = addresses_;
  for (const TcpEndpoint& address : addresses) {
    if (flight.over) break;
    flight.phase = Flight::Phase::connect;
    flight.connection = std::make_unique<Connection>(context_);
    const int error = co_await flight.connection->connect(address);
    if (error == 0) co_return std::nullopt;
    Answer answer = connect_failure(error, flight.connection->peer());
    // What a target says weighs more than that we have no route to another address of it.
    if (!failure || answer.outcome == Outcome::fail) failure = std::move(answer);
  }
  if (!failure) failure = Answer::inconclusive("there is no address for the name " + server_.host);
  co_return failure;
}

}  // namespace vigilcast::health
