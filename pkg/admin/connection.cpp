#include "pkg/runtime/asio_headers.h"

#include "pkg/admin/connection.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <optional>
#include <type_traits>

#include "pkg/admin/target.h"

namespace vigilcast::admin {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;
using PlainStream = beast::basic_stream<asio::generic::stream_protocol>;
using TlsStream = asio::ssl::stream<PlainStream>;

constexpr Duration kFarewell = std::chrono::seconds(1);  // to take leave in order

Response parse_problem(const error_code& error) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow)
    return problem(431, "the header has more than " + std::to_string(kMaxHeader) + " bytes");
  if (error == http::error::body_limit) return problem(413, "the body has more than " + std::to_string(kMaxBody) + " bytes");
  return problem(400, "this is no HTTP/1.1 request: " + error.message());
}

bool is_parse_error(const error_code& error) {
  return error.category() == http::make_error_code(http::error::bad_method).category() && error != http::error::end_of_stream &&
         error != http::error::partial_message;
}

// A place that is taken, for as long as this lives.
class Seat {
 public:
  Seat(std::shared_ptr<Places> places, Door door) : places_(std::move(places)), door_(door) { ++places_->of(door_); }
  ~Seat() { --places_->of(door_); }
  Seat(const Seat&) = delete;
  Seat& operator=(const Seat&) = delete;

  [[nodiscard]] Door door() const { return door_; }

 private:
  std::shared_ptr<Places> places_;
  Door door_;
};

template <class Stream>
class Connection : public std::enable_shared_from_this<Connection<Stream>> {
 public:
  template <class... Made>
  Connection(const std::shared_ptr<Places>& places, Door door, Duration request_time, Handler handler, Made&&... made)
      : seat_(places, door), stream_(std::forward<Made>(made)...), request_time_(request_time), handler_(std::move(handler)) {}

  void start() {
    if constexpr (kTls) {
      plain().expires_after(request_time_);
      stream_.async_handshake(asio::ssl::stream_base::server, [self = this->shared_from_this()](const error_code& error) {
        if (!error) self->read();
      });
    } else {
      read();
    }
  }

 private:
  static constexpr bool kTls = !std::is_same_v<Stream, PlainStream>;

  PlainStream& plain() {
    if constexpr (kTls) {
      return stream_.next_layer();
    } else {
      return stream_;
    }
  }

  void read() {
    parser_.emplace();
    parser_->header_limit(kMaxHeader);
    parser_->body_limit(kMaxBody);
    plain().expires_after(request_time_);
    http::async_read(stream_, buffer_, *parser_, [self = this->shared_from_this()](const error_code& error, std::size_t) { self->have_read(error); });
  }

  void have_read(const error_code& error) {
    keep_alive_ = !error && parser_->get().keep_alive();
    head_ = !error && parser_->get().method() == http::verb::head;
    if (is_parse_error(error)) return write(parse_problem(error));
    if (error) return;  // gone, or too slow: the stream is closed already
    const auto& message = parser_->get();
    auto target = parse_target(std::string_view(message.target().data(), message.target().size()));
    if (!target) return write(problem(400, target.error().text));
    const auto text = [](boost::beast::string_view view) { return std::string(view); };
    const Request request{.method = head_ ? "GET" : text(message.method_string()),
                          .path = std::move(target->path),
                          .query = std::move(target->query),
                          .host = text(message[http::field::host]),
                          .accept = text(message[http::field::accept]),
                          .authorization = text(message[http::field::authorization]),
                          .door = seat_.door()};
    plain().expires_never();  // while the core answers: that has a deadline of its own
    handler_(request, [self = this->shared_from_this()](Response response) { self->write(std::move(response)); });
  }

  void write(Response response) {
    response_ = {};
    response_.result(response.status);
    response_.version(11);
    response_.set(http::field::server, "vigilcast");
    response_.set(http::field::content_type, response.content_type);
    response_.set(http::field::cache_control, "no-store");
    for (const auto& [name, value] : response.headers) response_.set(name, value);
    response_.keep_alive(keep_alive_);
    response_.content_length(response.body.size());
    if (!head_) response_.body() = std::move(response.body);
    plain().expires_after(request_time_);
    http::async_write(stream_, response_, [self = this->shared_from_this()](const error_code& error, std::size_t) { self->have_written(error); });
  }

  void have_written(const error_code& error) {
    if (error) return;
    if (keep_alive_) return read();
    plain().expires_after(kFarewell);
    if constexpr (kTls) {
      stream_.async_shutdown([self = this->shared_from_this()](const error_code&) { self->close(); });
    } else {
      close();
    }
  }

  void close() {
    error_code ignored;
    plain().socket().shutdown(asio::socket_base::shutdown_send, ignored);
    drain();
  }

  // What is still under way is read and forgotten for a moment: closing with unread bytes would reset the connection, and the
  // response might be lost with it.
  void drain() {
    plain().async_read_some(asio::buffer(forgotten_), [self = this->shared_from_this()](const error_code& error, std::size_t) {
      if (!error) self->drain();
    });
  }

  Seat seat_;
  Stream stream_;
  Duration request_time_;
  Handler handler_;
  beast::flat_buffer buffer_{2 * kMaxHeader};
  std::optional<http::request_parser<http::string_body>> parser_;
  http::response<http::string_body> response_;
  bool keep_alive_ = false;
  bool head_ = false;
  std::array<char, 4096> forgotten_{};
};

// Without waiting: a full socket buffer is the client's loss.
void turn_away(const runtime::Descriptor& socket) {
  const Response full = problem(503, "there are too many connections", "close some, or try again in a few seconds");
  const std::string text = "HTTP/1.1 503 Service Unavailable\r\nContent-Type: " + full.content_type +
                           "\r\nContent-Length: " + std::to_string(full.body.size()) + "\r\nConnection: close\r\n\r\n" + full.body;
  [[maybe_unused]] const ssize_t sent = ::send(socket.get(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

// Asio's wrapper owns one reference to the context; the connection made from it has another.
asio::ssl::context shared(const SharedTlsContext& context) {
  SSL_CTX_up_ref(context.get());
  return asio::ssl::context(context.get());
}

}  // namespace

bool Places::free(Door door) const {
  if (door == Door::metrics) return metrics < kMetrics;
  return control + loopback < kLocal && (door == Door::control || loopback < kLoopback);
}

unsigned& Places::of(Door door) {
  switch (door) {
    case Door::control: return control;
    case Door::loopback: return loopback;
    case Door::metrics: break;
  }
  return metrics;
}

void serve(runtime::Loop& loop, Arrival arrival, const std::shared_ptr<Places>& places, Duration request_time, Handler handler) {
  if (!places->free(arrival.door)) {
    if (!arrival.tls) turn_away(arrival.socket);
    return;
  }
  if (const int on = 1; arrival.door != Door::control) ::setsockopt(arrival.socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  error_code error;
  asio::generic::stream_protocol::socket socket(loop.context());
  if (socket.assign(asio::generic::stream_protocol(arrival.door == Door::control ? AF_UNIX : AF_INET, 0), arrival.socket.get(), error)) return;
  [[maybe_unused]] const int owned_by_socket = arrival.socket.release();
  if (arrival.tls) {
    asio::ssl::context context = shared(arrival.tls);
    std::make_shared<Connection<TlsStream>>(places, arrival.door, request_time, std::move(handler), PlainStream(std::move(socket)), context)->start();
  } else {
    std::make_shared<Connection<PlainStream>>(places, arrival.door, request_time, std::move(handler), std::move(socket))->start();
  }
}

}  // namespace vigilcast::admin
