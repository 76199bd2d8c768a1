#include "pkg/http/client.h"

#include <httplib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace vigilcast::http {
namespace {

using Server = std::variant<std::string, Endpoint>;

std::string server_name(const Server& server) {
  const auto* endpoint = std::get_if<Endpoint>(&server);
  return endpoint != nullptr ? endpoint->to_string() : std::get<std::string>(server);
}

httplib::Client open(const Server& server, Duration timeout) {
  const auto* endpoint = std::get_if<Endpoint>(&server);
  httplib::Client client =
      endpoint != nullptr ? httplib::Client(endpoint->address.to_string(), endpoint->port) : httplib::Client(std::get<std::string>(server), 80);
  if (endpoint == nullptr) client.set_address_family(AF_UNIX);
  const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(timeout);
  client.set_connection_timeout(microseconds);
  client.set_read_timeout(microseconds);
  client.set_write_timeout(microseconds);
  return client;
}

// The library says only that there is no connection; what the kernel says differs in what to do.
bool permission_denied(const Server& server) {
  const auto* path = std::get_if<std::string>(&server);
  return path != nullptr && ::access(path->c_str(), R_OK | W_OK) != 0 && errno == EACCES;
}

Error explain(const Server& server, httplib::Error error, Duration timeout) {
  const std::string name = server_name(server);
  if (permission_denied(server)) return {"no permission to use " + name, "", "use it as the user that runs the agent, or as root"};
  if (error == httplib::Error::Read || error == httplib::Error::Write) {
    return {"the vigilcast agent on " + name + " takes the request, but gives no answer within " + format_duration(timeout), "",
            "it may be stalled: look at its log"};
  }
  return {"no vigilcast agent answers on " + name, "", "is `vigilcast run` running? $VIGILCAST_SOCKET names another socket"};
}

Result<Reply> reply(const Server& server, const httplib::Result& result, Duration timeout) {
  if (!result) return std::unexpected(explain(server, result.error(), timeout));
  return Reply{result->status, result->get_header_value("Content-Type"), result->body};
}

// Over a unix socket the library would send the file's path as host.
httplib::Headers headers(const Server& server) {
  return std::holds_alternative<std::string>(server) ? httplib::Headers{{"Host", "localhost"}} : httplib::Headers{};
}

}  // namespace

Result<Reply> Client::get(const std::string& path, const QueryParameters& query, Duration timeout) const {
  const httplib::Params parameters(query.begin(), query.end());
  return reply(server_, open(server_, timeout).Get(path, parameters, headers(server_)), timeout);
}

Result<Reply> Client::post(const std::string& path, const QueryParameters& query, const std::string& body, const std::string& content_type,
                           Duration timeout) const {
  const std::string whole = query.empty() ? path : httplib::append_query_params(path, httplib::Params(query.begin(), query.end()));
  return reply(server_, open(server_, timeout).Post(whole, headers(server_), body, content_type), timeout);
}

}  // namespace vigilcast::http
