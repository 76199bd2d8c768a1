#include "pkg/http/channel.h"

#include <algorithm>
#include <array>
#include <utility>

#include "pkg/base/text.h"
#include "pkg/http/response_reader.h"
#include "pkg/http/stream_socket.h"
#include "pkg/runtime/loop.h"

namespace vigilcast::http {
namespace {

constexpr Duration kConnectTimeout = std::chrono::seconds(5);     // for each address of the server
constexpr Duration kHandshakeTimeout = std::chrono::seconds(10);
constexpr std::size_t kBodyLimit = 64U << 20U;
constexpr std::size_t kReadSize = 16 * 1024;

std::unexpected<Failure> failure(Failure::Kind kind, std::string text) { return std::unexpected(Failure{kind, std::move(text)}); }

std::string host_and_port(const ServerAddress& server) {
  const std::string host = server.host.find(':') == std::string::npos ? server.host : "[" + server.host.substr(0, server.host.find('%')) + "]";
  const bool usual = server.port == (server.tls ? 443 : 80);
  return usual ? host : host + ":" + std::to_string(server.port);
}

std::string head(const ServerAddress& server, const Request& request) {
  std::string out = request.method + " " + request.target + " HTTP/1.1\r\nHost: " + host_and_port(server) + "\r\n";
  for (const auto& [name, value] : request.headers) out.append(name).append(": ").append(value).append("\r\n");
  if (!request.content_type.empty()) out.append("Content-Type: ").append(request.content_type).append("\r\n");
  if (request.method != "GET") out.append("Content-Length: ").append(std::to_string(request.body.size())).append("\r\n");
  return out + "\r\n";
}

// A line break in a token or a path would be a request of its own.
bool has_control_characters(const Request& request) {
  const auto bad = [](const std::string& text) { return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }); };
  return bad(request.target) || request.target.find(' ') != std::string::npos || bad(request.content_type) ||
         std::ranges::any_of(request.headers, [&](const auto& header) { return bad(header.first) || bad(header.second); });
}

Reply reply_of(const ResponseReader& response) {
  Reply reply{static_cast<int>(response.status()), response.content_type(), response.body()};
  if (const auto seconds = parse_number<std::uint32_t>(trim(response.retry_after()))) reply.retry_after = std::chrono::seconds(*seconds);
  return reply;
}

}  // namespace

std::string ServerAddress::url() const { return (tls ? "https://" : "http://") + host_and_port(*this); }

struct Channel::State {
  State(ServerAddress to, TlsOptions with, const Stopper& stopper) : server(std::move(to)), options(std::move(with)), socket(stopper) {}

  Outcome<void> connect();
  Outcome<Reply> answer(const Request& request, const Receiver* receiver);
  Outcome<Reply> once(const Request& request, const Receiver* receiver);
  Outcome<Reply> talk(const Request& request, const Receiver* receiver);

  ServerAddress server;
  TlsOptions options;
  TlsContext context;
  StreamSocket socket;
  bool kept = false;        // the connection served a request before
  bool unanswered = false;  // of the request under way not a byte was answered yet
};

Channel::Channel(ServerAddress server, TlsOptions tls, const Stopper& stopper) : state_(std::make_unique<State>(std::move(server), std::move(tls), stopper)) {}
Channel::~Channel() {
  if (state_) state_->socket.close();
}
Channel::Channel(Channel&&) noexcept = default;
const ServerAddress& Channel::server() const { return state_->server; }

Outcome<void> Channel::State::connect() {
  kept = false;
  if (server.tls && !context) {
    auto made = make_tls_context(options);
    if (!made) return failure(Failure::Kind::tls, made.error().to_string());
    context = *std::move(made);
  }
  if (auto connected = socket.connect(server.host, server.port, kConnectTimeout); !connected || !server.tls) return connected;
  const std::string& name = options.server_name.empty() ? server.host : options.server_name;
  auto trusted = socket.handshake(context.get(), name, runtime::monotonic_now() + kHandshakeTimeout);
  if (!trusted && trusted.error().kind == Failure::Kind::silent) return failure(Failure::Kind::tls, "TLS: no answer in time");
  return trusted;
}

// Sends the request and reads until its response is whole. The connection is of use afterwards only when this says `kept`.
Outcome<Reply> Channel::State::answer(const Request& request, const Receiver* receiver) {
  unanswered = true;
  const auto limit = [&] { return runtime::monotonic_now() + request.patience; };
  if (auto sent = socket.send(head(server, request) + request.body, limit()); !sent) return std::unexpected(sent.error());

  bool opened = false;
  const auto open = [&] {
    if (!std::exchange(opened, true)) receiver->opened();
  };
  bool enough = false;
  const auto sink = [&](std::string_view piece) {
    open();
    enough = !receiver->piece(piece);
    return !enough;
  };
  ResponseReader response(kBodyLimit, request.method == "HEAD", receiver != nullptr ? ResponseReader::Sink(sink) : ResponseReader::Sink{});
  std::array<char, kReadSize> buffer;  // NOLINT: filled by receive()
  for (;;) {
    const auto count = socket.receive(buffer, opened ? receiver->deadline() : limit());
    if (!count) return std::unexpected(count.error());
    unanswered = unanswered && *count == 0;
    const auto complete = *count == 0 ? response.end() : response.feed({buffer.data(), *count});
    if (!complete) return failure(Failure::Kind::broken, complete.error().text);
    if (enough) return failure(Failure::Kind::stopped, "enough was read");
    if (receiver != nullptr && response.has_header() && response.status() / 100 == 2) open();
    if (!*complete) continue;
    if (response.truncated()) return failure(Failure::Kind::broken, "the answer is longer than 64 MiB");
    kept = *count > 0 && response.connection_stays();
    return reply_of(response);
  }
}

Outcome<Reply> Channel::State::once(const Request& request, const Receiver* receiver) {
  const bool reused = std::exchange(kept, false) && socket.quiet();
  if (!reused) {
    if (auto connected = connect(); !connected) return std::unexpected(connected.error());
  }
  Outcome<Reply> outcome = answer(request, receiver);
  if (!kept) socket.close();
  return outcome;
}

// The server may close an idle connection just when we use it. What is not answered at all is asked again, unless doing it twice would be something else.
Outcome<Reply> Channel::State::talk(const Request& request, const Receiver* receiver) {
  if (has_control_characters(request)) return failure(Failure::Kind::broken, "the request has a space or control character where none may be");
  const bool was_kept = kept;
  unanswered = false;
  Outcome<Reply> outcome = once(request, receiver);
  const bool again = !outcome && was_kept && unanswered && outcome.error().kind == Failure::Kind::broken && request.method != "POST";
  return again ? once(request, receiver) : outcome;
}

Outcome<Reply> Channel::exchange(const Request& request) { return state_->talk(request, nullptr); }

Outcome<Reply> Channel::stream(const Request& request, const Receiver& receiver) { return state_->talk(request, &receiver); }

}  // namespace vigilcast::http
