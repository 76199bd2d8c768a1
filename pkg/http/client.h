// A small blocking HTTP client for the agent's API, over its control socket or TCP: what the command line uses.
// An answer of any status is a Reply; an Error means that nobody answered, and says why and what to do. Thread: the caller's, which waits.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "pkg/base/ip.h"
#include "pkg/base/result.h"
#include "pkg/base/time.h"
#include "pkg/http/reply.h"

namespace vigilcast::http {

using QueryParameters = std::vector<std::pair<std::string, std::string>>;  // not yet encoded

class Client {
 public:
  static Client over_unix_socket(std::string path) { return Client(std::move(path)); }
  static Client over_tcp(const Endpoint& endpoint) { return Client(endpoint); }

  // `timeout` bounds the connecting, and each silence of the server.
  [[nodiscard]] Result<Reply> get(const std::string& path, const QueryParameters& query, Duration timeout) const;
  [[nodiscard]] Result<Reply> post(const std::string& path, const QueryParameters& query, const std::string& body, const std::string& content_type,
                                   Duration timeout) const;

 private:
  explicit Client(std::variant<std::string, Endpoint> server) : server_(std::move(server)) {}

  std::variant<std::string, Endpoint> server_;  // the path of a unix socket, or an endpoint
};

}  // namespace vigilcast::http
