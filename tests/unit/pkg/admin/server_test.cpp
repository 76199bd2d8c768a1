#include "pkg/admin/server.h"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <netinet/in.h>

#include <filesystem>
#include <future>
#include <mutex>

#include "pkg/http/client.h"
#include "pkg/json/value.h"
#include "tests/unit/pkg/admin/raw_client.h"
#include "tests/unit/pkg/admin/sample.h"

namespace vigilcast::admin::server_test {

using std::chrono::seconds;

void core(const model::Query& query, const std::function<void(Result<model::Answer>)>& answer) {
  if (std::holds_alternative<model::ReloadOrder>(query)) return answer(model::Answer(std::string("nothing changed")));
  if (std::holds_alternative<model::ReadyQuery>(query)) return answer(model::Readiness{true, {}});
  answer(std::make_shared<const model::Snapshot>(sample::snapshot()));
}

class ServerTest : public testing::Test {
 protected:
  ServerTest() {
    std::string name = (std::filesystem::temp_directory_path() / "vigilcast-admin-XXXXXX").string();
    root_ = ::mkdtemp(name.data());
  }
  ~ServerTest() override { std::filesystem::remove_all(root_); }
  [[nodiscard]] AdminOptions options(bool tcp = true) const {
    return {.socket_path = path(), .listen = tcp ? std::optional(*Endpoint::parse("127.0.0.1:0")) : std::nullopt};
  }
  [[nodiscard]] std::string path() const { return root_ / "run" / "vigilcast.sock"; }
  [[nodiscard]] http::Client over_socket() const { return http::Client::over_unix_socket(path()); }

 private:
  std::filesystem::path root_;
};

TEST_F(ServerTest, AnswersOnBothAndTakesOrdersOnTheSocketOnly) {
  AdminServer server(options(), core);
  const auto started = server.start();
  ASSERT_TRUE(started) << started.error().to_string();
  const auto tcp = http::Client::over_tcp(*server.listening());
  for (const auto& client : {over_socket(), tcp}) {
    const auto status = client.get("/api/v1/status", {}, seconds(10));
    ASSERT_TRUE(status) << status.error().to_string();
    EXPECT_EQ(status->status, 200);
    EXPECT_EQ(json::parse(status->body).value()["version"].string(), "0.1.0");
  }
  EXPECT_EQ(over_socket().post("/api/v1/reload", {}, "", "application/json", seconds(10))->body, "{\"result\":\"nothing changed\"}\n");
  EXPECT_EQ(tcp.post("/api/v1/reload", {}, "", "application/json", seconds(10))->status, 403);
}

TEST_F(ServerTest, ParametersArriveDecoded) {
  std::promise<std::string> subject;
  AdminServer server(options(false), [&](const model::Query& query, const std::function<void(Result<model::Answer>)>& answer) {
    subject.set_value(std::get<model::ExplainQuery>(query).subject);
    answer(sample::explanation());
  });
  ASSERT_TRUE(server.start());
  ASSERT_TRUE(over_socket().get("/api/v1/explain", {{"subject", "2001:db8::/32 & more+%"}}, seconds(10)));
  EXPECT_EQ(subject.get_future().get(), "2001:db8::/32 & more+%");
}

TEST_F(ServerTest, ASecondOneOnTheSameSocketIsRefusedAndTheFirstGoesOn) {
  AdminServer first(options(false), core), second(options(false), core);
  ASSERT_TRUE(first.start());
  const auto refused = second.start();
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().text.find(std::to_string(::getpid())), std::string::npos);
  EXPECT_EQ(over_socket().get("/livez", {}, seconds(10))->status, 200);
  first.stop();
  EXPECT_TRUE(second.start()) << "the socket is free again";
}

TEST_F(ServerTest, ListensOnLoopbackOnly) {
  AdminServer server({.socket_path = path(), .listen = *Endpoint::parse("0.0.0.0:0")}, core);
  const auto refused = server.start();
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().to_string().find("127.0.0.1"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(path())) << "after an error nothing listens";
}

TEST_F(ServerTest, APortInUseIsAnErrorAndLeavesNothingBehind) {
  AdminServer first(options(), core);
  ASSERT_TRUE(first.start());
  const std::string other = path() + "2";
  AdminServer second({.socket_path = other, .listen = first.listening()}, core);
  const auto refused = second.start();
  ASSERT_FALSE(refused);
  EXPECT_FALSE(std::filesystem::exists(other));
}

TEST_F(ServerTest, TheTcpEndpointMovesWhileItRuns) {
  AdminServer server(options(false), core), other({.socket_path = path() + "2", .listen = *Endpoint::parse("127.0.0.1:0")}, core);
  ASSERT_TRUE(server.start());
  ASSERT_TRUE(other.start());
  EXPECT_FALSE(server.listening());
  ASSERT_TRUE(server.listen_on(*Endpoint::parse("127.0.0.1:0")));
  const Endpoint first = server.listening().value();
  EXPECT_EQ(http::Client::over_tcp(first).get("/livez", {}, seconds(10))->status, 200);

  const auto taken = server.listen_on(other.listening());
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().where, "admin.listen");
  EXPECT_EQ(server.listening(), first) << "the old one still listens";
  EXPECT_FALSE(server.listen_on(*Endpoint::parse("0.0.0.0:0")));
  EXPECT_EQ(http::Client::over_tcp(first).get("/livez", {}, seconds(10))->status, 200);

  ASSERT_TRUE(server.listen_on(std::nullopt));
  EXPECT_FALSE(http::Client::over_tcp(first).get("/livez", {}, seconds(10)));
  EXPECT_EQ(over_socket().get("/livez", {}, seconds(10))->status, 200);
}

TEST_F(ServerTest, StopCutsWhatIsOpenEvenWhileTheCoreIsAsked) {
  std::promise<std::function<void(Result<model::Answer>)>> asked;
  AdminServer server(options(false), [&](const model::Query&, std::function<void(Result<model::Answer>)> answer) { asked.set_value(std::move(answer)); });
  ASSERT_TRUE(server.start());
  RawClient idle = RawClient::over_unix(path());
  RawClient waiting = RawClient::over_unix(path());
  waiting.send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto answer = asked.get_future().get();
  server.stop();
  EXPECT_EQ(waiting.read_to_end(), "");
  EXPECT_EQ(idle.read_to_end(), "");
  EXPECT_FALSE(std::filesystem::exists(path()));
  answer(model::Answer(std::string("too late")));
  server.stop();  // twice is once
}

TEST_F(ServerTest, AHundredIdleClientsDoNotKeepTheOperatorOut) {
  AdminServer server(options(), core);
  ASSERT_TRUE(server.start());
  std::vector<RawClient> idle;
  for (int i = 0; i < 100; ++i) {
    const Endpoint there = *server.listening();
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(there.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    idle.emplace_back(socket);
  }
  const auto answer = over_socket().get("/livez", {}, seconds(10));
  ASSERT_TRUE(answer) << answer.error().to_string();
  EXPECT_EQ(answer->status, 200);
}

}  // namespace vigilcast::admin::server_test
