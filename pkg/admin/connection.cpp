#include "pkg/runtime/asio_headers.h"

#include "pkg/admin/connection.h"

#include <sys/socket.h>

#include <optional>

#include "pkg/admin/target.h"

namespace vigilcast::admin {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;
using Stream = beast::basic_stream<asio::generic::stream_protocol>;

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

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(asio::generic::stream_protocol::socket socket, bool control, std::shared_ptr<Places> places, Duration request_time, Handler handler)
      : stream_(std::move(socket)), control_(control), places_(std::move(places)), request_time_(request_time), handler_(std::move(handler)) {
    ++(control_ ? places_->control : places_->tcp);
  }
  ~Connection() { --(control_ ? places_->control : places_->tcp); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void read() {
    parser_.emplace();
    parser_->header_limit(kMaxHeader);
    parser_->body_limit(kMaxBody);
    stream_.expires_after(request_time_);
    http::async_read(stream_, buffer_, *parser_, [self = shared_from_this()](const error_code& error, std::size_t) { self->have_read(error); });
  }

 private:
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
                          .control = control_};
    stream_.expires_never();  // while the core answers: that has a deadline of its own
    handler_(request, [self = shared_from_this()](Response response) { self->write(std::move(response)); });
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
    stream_.expires_after(request_time_);
    http::async_write(stream_, response_, [self = shared_from_this()](const error_code& error, std::size_t) { self->have_written(error); });
  }

  void have_written(const error_code& error) {
    if (error) return;
    if (keep_alive_) return read();
    error_code ignored;
    stream_.socket().shutdown(asio::socket_base::shutdown_send, ignored);
    stream_.expires_after(std::chrono::seconds(1));
    drain();
  }

  // What is still under way is read and forgotten for a moment: closing with unread bytes would reset the connection, and the
  // response might be lost with it.
  void drain() {
    stream_.async_read_some(asio::buffer(forgotten_), [self = shared_from_this()](const error_code& error, std::size_t) {
      if (!error) self->drain();
    });
  }

  Stream stream_;
  bool control_;
  std::shared_ptr<Places> places_;
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

}  // namespace

void serve(runtime::Loop& loop, runtime::Descriptor socket, bool control, const std::shared_ptr<Places>& places, Duration request_time, Handler handler) {
  if (!places->free(control)) return turn_away(socket);
  error_code error;
  asio::generic::stream_protocol::socket stream(loop.context());
  stream.assign(asio::generic::stream_protocol(control ? AF_UNIX : AF_INET, 0), socket.get(), error);
  if (error) return;
  [[maybe_unused]] const int owned_by_stream = socket.release();
  std::make_shared<Connection>(std::move(stream), control, places, request_time, std::move(handler))->read();
}

}  // namespace vigilcast::admin
