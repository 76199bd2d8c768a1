// Reads one HTTP/1.x response from bytes as they come (RFC 9112), within bounds: 16 KiB of header, and as much of the body as asked for.
//
// No I/O: whoever owns the connection feeds it. Interim responses (1xx) are skipped. The body is taken as sent, chunked coding undone, no decompression.
// Errors say what is wrong with the response; what comes after one is undefined, so drop the connection. Not thread-safe.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "pkg/base/result.h"

namespace vigilcast::http {

class ResponseReader {
 public:
  // Takes the body of a success (2xx) piece by piece, instead of its being kept; false: enough. The limit is for what is kept only.
  using Sink = std::function<bool(std::string_view piece)>;

  // `to_head`: the request was a HEAD, whose response has no body whatever its header says.
  ResponseReader(std::size_t body_limit, bool to_head, Sink sink = {});
  ~ResponseReader();
  ResponseReader(ResponseReader&&) noexcept;
  ResponseReader& operator=(ResponseReader&&) noexcept;

  // Takes the next bytes; true once enough is known: the response is complete, its body reached the limit, or the sink has enough.
  Result<bool> feed(std::string_view bytes);
  // The peer closed its side: the end of a response without a length, an error in the midst of any other.
  Result<bool> end();

  [[nodiscard]] unsigned status() const;           // 0 before the status line is read
  [[nodiscard]] bool has_header() const;           // it is whole, and of the final response
  [[nodiscard]] const std::string& content_type() const;
  [[nodiscard]] const std::string& retry_after() const;  // as written
  [[nodiscard]] const std::string& body() const;   // at most the limit
  [[nodiscard]] bool truncated() const;            // the body is longer than the limit
  [[nodiscard]] bool connection_stays() const;     // complete, with nothing after it, and the server did not say close

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace vigilcast::http
