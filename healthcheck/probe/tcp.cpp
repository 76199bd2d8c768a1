#include "pkg/runtime/asio_headers.h"

#include "healthcheck/probe/tcp.h"

#include "healthcheck/probe/dialer.h"

namespace vigilcast::health {
namespace {

class TcpTarget final : public Target {
 public:
  TcpTarget(const ProbeTools& tools, HostPort server, DataPath path) : dialer_(tools, std::move(server), std::move(path)) {}

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
  const TcpProbe& probe = std::get<TcpProbe>(spec);
  auto server = HostPort::parse(probe.address);
  if (!server) return std::unexpected(server.error());
  return std::make_unique<TcpTarget>(tools, *std::move(server), probe.path);
}

}  // namespace

const ProbeKind kTcpKind{
    .name = "tcp",
    .owns = [](const ProbeSpec& spec) { return std::holds_alternative<TcpProbe>(spec); },
    .target = [](const ProbeSpec& spec) { return std::get<TcpProbe>(spec).address; },
    .prepare = prepare,
};

}  // namespace vigilcast::health
