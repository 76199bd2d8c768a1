#include "pkg/runtime/asio_headers.h"

#include "healthcheck/probe/tcp.h"

#include "healthcheck/probe/dialer.h"

namespace vigilcast::health {
namespace {

class TcpTarget final : public Target {
 public:
  TcpTarget(boost::asio::io_context& context, HostPort server) : dialer_(context, std::move(server)) {}

  Task<Answer> ask(Flight& flight) override {
    std::optional<Answer> failure = co_await dialer_.dial(flight);
    if (failure) co_return *std::move(failure);
    co_return Answer::pass("L4OK", "connected to " + flight.connection->peer());
  }
  [[nodiscard]] std::string where() const override { return dialer_.where(); }

 private:
  Dialer dialer_;
};

Result<std::unique_ptr<Target>> prepare(const ProbeSpec& spec, const ProbeTools& tools) {
  auto server = HostPort::parse(std::get<TcpProbe>(spec).address);
  if (!server) return std::unexpected(server.error());
  return std::make_unique<TcpTarget>(tools.context, *std::move(server));
}

}  // namespace

const ProbeKind kTcpKind{
    .name = "tcp",
    .owns = [](const ProbeSpec& spec) { return std::holds_alternative<TcpProbe>(spec); },
    .target = [](const ProbeSpec& spec) { return std::get<TcpProbe>(spec).address; },
    .prepare = prepare,
};

}  // namespace vigilcast::health
