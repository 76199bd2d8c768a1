#include "pkg/http/client.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

namespace vigilcast::http::client_test {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Takes one connection on a unix socket, keeps what it is told and answers with a fixed text; empty: with silence until the client leaves.
class OneAnswer {
 public:
  explicit OneAnswer(std::string answer) {
    std::string name = (std::filesystem::temp_directory_path() / "vigilcast-http-XXXXXX").string();
    root_ = ::mkdtemp(name.data());
    path_ = root_ / "s";
    listening_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    path_.copy(address.sun_path, sizeof address.sun_path - 1);
    EXPECT_EQ(::bind(listening_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(listening_, 1), 0);
    thread_ = std::thread([this, text = std::move(answer)] { serve(text); });
  }
  ~OneAnswer() {
    join();
    ::close(listening_);
    std::filesystem::remove_all(root_);
  }
  [[nodiscard]] const std::string& path() const { return path_; }
  const std::string& request() {
    join();
    return request_;
  }

 private:
  void join() {
    if (thread_.joinable()) thread_.join();
  }
  void serve(const std::string& answer) {
    const int client = ::accept(listening_, nullptr, nullptr);
    char chunk[4096];
    ssize_t got = 0;
    do {
      got = ::recv(client, chunk, sizeof chunk, 0);
      if (got > 0) request_.append(chunk, static_cast<std::size_t>(got));
    } while (got > 0 && (answer.empty() || request_.find("\r\n\r\n") == std::string::npos));
    if (!answer.empty()) ::send(client, answer.data(), answer.size(), MSG_NOSIGNAL);
    ::close(client);
  }

  std::filesystem::path root_;
  std::string path_;
  int listening_ = -1;
  std::string request_;
  std::thread thread_;
};

TEST(HttpClient, GetsOverAUnixSocket) {
  OneAnswer server("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
  const auto reply = Client::over_unix_socket(server.path()).get("/api/v1/explain", {{"subject", "a b&c=%/+"}}, seconds(10));
  ASSERT_TRUE(reply) << reply.error().to_string();
  EXPECT_TRUE(reply->ok());
  EXPECT_EQ(reply->content_type, "application/json");
  EXPECT_EQ(reply->body, "{}");
  EXPECT_TRUE(server.request().starts_with("GET /api/v1/explain?subject=a%20b%26c%3D%25%2F%2B HTTP/1.1\r\n")) << server.request();
  EXPECT_NE(server.request().find("Host: localhost\r\n"), std::string::npos) << "not the path of the socket";
}

TEST(HttpClient, AnAnswerOfAnyStatusIsAReply) {
  OneAnswer server("HTTP/1.1 409 Conflict\r\nContent-Length: 4\r\n\r\nwhy?");
  const auto reply = Client::over_unix_socket(server.path()).post("/api/v1/reload", {}, "", "application/json", seconds(10));
  ASSERT_TRUE(reply) << reply.error().to_string();
  EXPECT_EQ(reply->status, 409);
  EXPECT_FALSE(reply->ok());
  EXPECT_EQ(reply->body, "why?");
}

TEST(HttpClient, NobodyThereSaysWhatToDo) {
  const std::string text = "no vigilcast agent answers on /nowhere/vigilcast.sock (is `vigilcast run` running? $VIGILCAST_SOCKET names another socket)";
  EXPECT_EQ(Client::over_unix_socket("/nowhere/vigilcast.sock").get("/", {}, seconds(1)).error().to_string(), text);
  EXPECT_NE(Client::over_tcp(*Endpoint::parse("127.0.0.1:1")).get("/", {}, seconds(1)).error().text.find("127.0.0.1:1"), std::string::npos);
  EXPECT_FALSE(Client::over_unix_socket(std::string(300, 'x')).get("/", {}, seconds(1)));
  EXPECT_FALSE(Client::over_unix_socket("").get("/", {}, seconds(1)));
}

TEST(HttpClient, ASilentAgentIsNotWaitedForForever) {
  const OneAnswer server("");
  const auto reply = Client::over_unix_socket(server.path()).get("/livez", {}, milliseconds(50));
  ASSERT_FALSE(reply);
  EXPECT_NE(reply.error().text.find("gives no answer within 50ms"), std::string::npos) << reply.error().to_string();
}

TEST(HttpClient, NonsenseIsAnError) {
  for (const char* nonsense : {"\x01\x02\x03\r\n\r\n", "HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"}) {
    const OneAnswer server(nonsense);
    EXPECT_FALSE(Client::over_unix_socket(server.path()).get("/", {}, seconds(10))) << nonsense;
  }
}

}  // namespace vigilcast::http::client_test
