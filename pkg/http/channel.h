// A kept connection to one HTTP or HTTPS server, for a thread that may wait: requests one after the other, and bodies that come for minutes.
//
// An answer of any status is a Reply; a Failure means that there was none, or not a whole one, and says why. A connection that the server closed while it was
// idle is replaced, which the caller does not notice. Redirects are not followed, bodies are not decompressed (and none is asked for).
// Thread: one at a time; the Stopper may be used from any, and ends what is under way within milliseconds, except for the lookup of a host name.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pkg/base/time.h"
#include "pkg/http/failure.h"
#include "pkg/http/reply.h"
#include "pkg/http/stopper.h"
#include "pkg/http/tls_options.h"

namespace vigilcast::http {

struct ServerAddress {
  bool tls = false;
  std::string host;  // a name or an address, without brackets
  std::uint16_t port = 0;

  [[nodiscard]] std::string url() const;   // "https://[2001:db8::1]:6443"
  friend bool operator==(const ServerAddress&, const ServerAddress&) = default;
};

struct Request {
  std::string method = "GET";
  std::string target;                                             // path and query, encoded
  std::vector<std::pair<std::string, std::string>> headers = {};  // besides Host, Content-Type and Content-Length
  std::string content_type = {};
  std::string body = {};
  Duration patience = std::chrono::seconds(30);                   // how long the server may be silent; of a stream only until its header
};

// What happens to a success (2xx) that is streamed. Called by the thread that waits in stream().
struct Receiver {
  std::function<void()> opened = [] {};              // the header is there, the body may take its time
  std::function<bool(std::string_view piece)> piece = {};  // false: enough, the connection is closed
  std::function<Instant()> deadline = {};                 // asked before each wait: until when the server may be silent
};

class Channel {
 public:
  // `stopper` outlives the channel.
  Channel(ServerAddress server, TlsOptions tls, const Stopper& stopper);
  ~Channel();
  Channel(Channel&&) noexcept;

  Outcome<Reply> exchange(const Request& request);
  // A reply without the body when the server ended it, or with the body when the status is no success; Failure::stopped after piece() said that it is enough.
  Outcome<Reply> stream(const Request& request, const Receiver& receiver);

  [[nodiscard]] const ServerAddress& server() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vigilcast::http
