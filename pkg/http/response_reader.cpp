#include "pkg/runtime/asio_headers.h"

#include "pkg/http/response_reader.h"

#include <limits>
#include <optional>

#include "pkg/base/text.h"

namespace vigilcast::http {
namespace {

namespace beast = boost::beast;
using beast::error_code;

constexpr std::uint32_t kHeaderLimit = 16 * 1024;

// Keeps the status, two fields and the beginning of the body, or hands the body on; what else the header says is for the parser itself.
class BoundedResponse : public beast::http::basic_parser<false> {
 public:
  BoundedResponse(std::size_t limit, const ResponseReader::Sink& sink) : limit_(limit), sink_(sink) {
    header_limit(kHeaderLimit);
    body_limit(std::numeric_limits<std::uint64_t>::max());  // the bound is ours: a long body is no error
  }
  unsigned status = 0;
  std::string body, content_type, retry_after;
  bool truncated = false;
  bool enough = false;  // the sink says so

 private:
  using string_view = beast::string_view;

  void keep(string_view bytes) {
    if (sink_ && status >= 200 && status < 300) {
      enough = enough || !sink_({bytes.data(), bytes.size()});
      return;
    }
    const std::size_t room = limit_ - body.size();
    truncated = truncated || bytes.size() > room;
    body.append(bytes.data(), std::min(bytes.size(), room));
  }

  void on_request_impl(beast::http::verb, string_view, string_view, int, error_code&) override {}
  void on_response_impl(int code, string_view, int, error_code&) override { status = static_cast<unsigned>(code); }
  void on_field_impl(beast::http::field field, string_view, string_view value, error_code&) override {
    if (field == beast::http::field::content_type) content_type.assign(value.data(), value.size());
    if (field == beast::http::field::retry_after) retry_after.assign(value.data(), value.size());
  }
  void on_header_impl(error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(string_view bytes, error_code&) override {
    keep(bytes);
    return bytes.size();
  }
  void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, string_view bytes, error_code&) override {
    keep(bytes);
    return bytes.size();
  }
  void on_finish_impl(error_code&) override {}

  std::size_t limit_;
  const ResponseReader::Sink& sink_;
};

bool is_interim(unsigned status) { return status >= 100 && status < 200 && status != 101; }

std::string reason(const error_code& error, std::string_view begin) {
  using Problem = beast::http::error;
  if (error == Problem::partial_message || error == Problem::end_of_stream) return "the response is incomplete";
  if (error == Problem::header_limit) return "the header is longer than 16 KiB";
  if (error == Problem::bad_version || error == Problem::bad_status || error == Problem::bad_line_ending) {
    return "not an HTTP response: '" + printable(begin.substr(0, std::min<std::size_t>(begin.find_first_of("\r\n"), 40))) + "'";
  }
  return "malformed HTTP response: " + error.message();
}

}  // namespace

struct ResponseReader::Parser {
  Parser(std::size_t limit, bool head, Sink body_sink) : body_limit(limit), to_head(head), sink(std::move(body_sink)) { begin(); }

  void begin() {
    response.emplace(body_limit, sink);
    response->skip(to_head);
  }

  std::size_t body_limit;
  bool to_head;
  Sink sink;
  bool extra = false;   // bytes after the end of the response
  std::string unread;   // an unfinished part of the header, or of a chunk's
  std::optional<BoundedResponse> response;
};

ResponseReader::ResponseReader(std::size_t body_limit, bool to_head, Sink sink) : parser_(std::make_unique<Parser>(body_limit, to_head, std::move(sink))) {}
ResponseReader::~ResponseReader() = default;
ResponseReader::ResponseReader(ResponseReader&&) noexcept = default;
ResponseReader& ResponseReader::operator=(ResponseReader&&) noexcept = default;

Result<bool> ResponseReader::feed(std::string_view bytes) {
  Parser& self = *parser_;
  if (!self.unread.empty()) {
    self.unread.append(bytes);
    bytes = self.unread;
  }
  while (!bytes.empty() && !self.response->is_done()) {
    error_code error;
    const std::size_t used = self.response->put(boost::asio::buffer(bytes.data(), bytes.size()), error);
    const std::string_view begin = bytes;
    bytes.remove_prefix(used);
    if (error && error != beast::http::error::need_more) return fail(reason(error, begin));
    if (self.response->is_done() && is_interim(self.response->status)) {
      self.begin();
    } else if (self.response->truncated || self.response->enough) {
      return true;
    } else if (used == 0 || error) {
      break;
    }
  }
  self.extra = self.response->is_done() && !bytes.empty();
  if (self.response->is_done()) return true;
  if (bytes.size() > kHeaderLimit) return fail("malformed HTTP response: a line of the chunked body is longer than 16 KiB");
  self.unread = std::string(bytes);
  return false;
}

Result<bool> ResponseReader::end() {
  error_code error;
  if (!parser_->response->got_some()) return fail("the connection was closed without a response");
  if (!parser_->response->is_done()) parser_->response->put_eof(error);
  if (error) return fail("the connection was closed early: " + reason(error, {}));
  return true;
}

unsigned ResponseReader::status() const { return parser_->response->status; }
bool ResponseReader::has_header() const { return parser_->response->is_header_done() && !is_interim(parser_->response->status); }
const std::string& ResponseReader::content_type() const { return parser_->response->content_type; }
const std::string& ResponseReader::retry_after() const { return parser_->response->retry_after; }
const std::string& ResponseReader::body() const { return parser_->response->body; }
bool ResponseReader::truncated() const { return parser_->response->truncated; }
bool ResponseReader::connection_stays() const {
  const BoundedResponse& response = *parser_->response;
  return response.is_done() && !parser_->extra && !response.need_eof() && response.keep_alive();
}

}  // namespace vigilcast::http
