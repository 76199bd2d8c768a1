#include "pkg/app/lab/demo_service.h"

namespace vigilcast::app {
namespace {

constexpr std::size_t kLongestRequest = 8192;
constexpr std::string_view kAnswer = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nok\n";

}  // namespace

Result<void> DemoService::revive() {
  auto listener =
      std::make_unique<runtime::TcpListener>(loop_, [this](runtime::Descriptor socket, const Endpoint&, const Endpoint&) { accept(std::move(socket)); });
  if (auto opened = listener->open(endpoint_); !opened) return opened;
  endpoint_ = listener->local();
  listener_ = std::move(listener);
  return {};
}

void DemoService::kill() {
  listener_.reset();
  clients_.clear();
}

void DemoService::accept(runtime::Descriptor socket) {
  sweep();
  Client& client = clients_.emplace_back();
  runtime::TcpConnection::Callbacks callbacks;
  callbacks.on_data = [this, &client](ByteView data) { serve(client, data); };
  callbacks.on_closed = [&client](const std::string&) { client.gone = true; };
  client.connection = std::make_unique<runtime::TcpConnection>(loop_, std::move(callbacks));
  if (!client.connection->adopt(std::move(socket), {})) client.gone = true;
}

void DemoService::serve(Client& client, ByteView data) {
  client.request += as_text(data);
  for (auto end = client.request.find("\r\n\r\n"); end != std::string::npos; end = client.request.find("\r\n\r\n")) {
    client.request.erase(0, end + 4);
    client.connection->send(as_bytes(kAnswer));
  }
  if (client.request.size() > kLongestRequest) client.connection->abort();
}

void DemoService::sweep() {
  clients_.remove_if([](const Client& client) { return client.gone; });
}

}  // namespace vigilcast::app
