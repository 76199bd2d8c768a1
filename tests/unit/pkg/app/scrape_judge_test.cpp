// Tokens are judged by a small API server on loopback, which a kubeconfig names.
#include "pkg/app/scrape_judge.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <sstream>

#include "pkg/app/metrics_reading.h"
#include "pkg/json/value.h"
#include "tests/unit/healthcheck/probe/test_server.h"

namespace vigilcast::app::scrape_judge_test {

using health::probe_test::Peer;
using health::probe_test::Server;
using model::TokenVerdict;

void created(Peer& peer, const std::string& body) {
  peer.send("HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
}

std::string body_of(Peer& peer, const std::string& head) {
  const auto length = head.find("Content-Length: ");
  return length == std::string::npos ? "" : peer.read(static_cast<std::size_t>(std::atoi(head.c_str() + length + 16)));
}

// Knows the tokens of prometheus, who may read, and of eve, who may not. Needs the agent's own token.
void api_server(Peer& peer) {
  for (;;) {
    const std::string head = peer.read_request();
    if (head.empty()) return;
    const json::Value asked = json::parse(body_of(peer, head)).value_or(json::Value{});
    if (head.find("Authorization: Bearer ours\r\n") == std::string::npos) {
      peer.send("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
    } else if (head.starts_with("POST /apis/authentication.k8s.io/v1/tokenreviews?")) {
      const std::string& token = asked["spec"]["token"].string();
      const bool known = token == "prometheus" || token == "eve";
      created(peer, known ? R"({"status":{"authenticated":true,"user":{"username":")" + token + R"(","groups":["g"]}}})"
                          : R"({"status":{"error":"invalid bearer token"}})");
    } else if (head.starts_with("POST /apis/authorization.k8s.io/v1/subjectaccessreviews?")) {
      const json::Value& spec = asked["spec"];
      const bool right = spec["user"].string() == "prometheus" && spec["groups"].items().size() == 1 &&
                         spec["nonResourceAttributes"]["path"].string() == "/metrics" && spec["nonResourceAttributes"]["verb"].string() == "get";
      created(peer, right ? R"({"status":{"allowed":true}})" : R"({"status":{"allowed":false}})");
    } else {
      peer.send("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    }
  }
}

class ScrapeJudgeTest : public testing::Test {
 protected:
  ScrapeJudgeTest() {
    std::string name = (std::filesystem::temp_directory_path() / "judge-XXXXXX").string();
    folder = mkdtemp(name.data());
    log = std::move(*telemetry::Log::open({.destination = folder + "/log"}));
  }
  ~ScrapeJudgeTest() override {
    log.reset();
    std::filesystem::remove_all(folder);
  }
  std::string kubeconfig(std::uint16_t port, const std::string& token = "ours") const {
    const std::string path = folder + "/kubeconfig";
    std::ofstream(path) << "apiVersion: v1\nkind: Config\ncurrent-context: one\n"
                        << "contexts: [{name: one, context: {cluster: here, user: us}}]\n"
                        << "clusters: [{name: here, cluster: {server: \"http://127.0.0.1:" << port << "\"}}]\n"
                        << "users: [{name: us, user: {token: " << token << "}}]\n";
    return path;
  }
  kube::ClientOptions options(std::uint16_t port, const std::string& token = "ours") const {
    return {.access = kube::Kubeconfig{.file = kubeconfig(port, token)}};
  }
  static Result<TokenVerdict> verdict(const std::function<void(std::string, ScrapeJudge::Done)>& judge, const std::string& token) {
    std::promise<Result<TokenVerdict>> said;
    judge(token, [&](Result<TokenVerdict> answer) { said.set_value(std::move(answer)); });
    return said.get_future().get();
  }
  static Result<TokenVerdict> verdict(ScrapeJudge& judge, const std::string& token) {
    return verdict([&](std::string one, ScrapeJudge::Done done) { judge.judge(std::move(one), std::move(done)); }, token);
  }
  std::string logged() {
    log.reset();
    std::ostringstream out;
    out << std::ifstream(folder + "/log").rdbuf();
    return out.str();
  }

  std::string folder;
  std::unique_ptr<telemetry::Log> log;
};

TEST_F(ScrapeJudgeTest, AsksWhoItIsAndWhatHeMay) {
  Server server(api_server);
  ScrapeJudge judge(options(server.port()), *log);
  EXPECT_EQ(verdict(judge, "prometheus"), TokenVerdict::allowed);
  EXPECT_EQ(verdict(judge, "eve"), TokenVerdict::forbidden);
  EXPECT_EQ(verdict(judge, "stranger"), TokenVerdict::unknown);
  EXPECT_EQ(server.connections(), 1) << "one connection is kept";
}

TEST_F(ScrapeJudgeTest, AnApiServerThatIsAwayIsNoVerdictAndOneLineInTheLog) {
  std::uint16_t port = 0;
  {
    const Server gone(api_server);
    port = gone.port();
  }
  {
    ScrapeJudge judge(options(port), *log);
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(verdict(judge, "prometheus"));
  }
  const std::string text = logged();
  const auto line = text.find("the API server cannot be asked who may read metrics: connection refused");
  EXPECT_NE(line, std::string::npos) << text;
  EXPECT_EQ(line, text.rfind("cannot be asked") - std::string_view("the API server ").size()) << text;
  EXPECT_EQ(text.find("prometheus"), std::string::npos) << "tokens are not for the log";
}

TEST_F(ScrapeJudgeTest, OurOwnTokenRefusedIsNotTheReadersFault) {
  Server server(api_server);
  ScrapeJudge judge(options(server.port(), "expired"), *log);
  EXPECT_FALSE(verdict(judge, "prometheus"));
}

TEST_F(ScrapeJudgeTest, EndsWhileTheApiServerSaysNothing) {
  Server silent([](Peer& peer) { peer.wait_for_close(); });
  bool answered = false;
  {
    ScrapeJudge judge(options(silent.port()), *log);
    for (std::size_t i = 0; i < 10; ++i) judge.judge("t" + std::to_string(i), [&](const Result<TokenVerdict>&) { answered = true; });
    while (silent.connections() == 0) ::poll(nullptr, 0, 1);
  }
  EXPECT_FALSE(answered);
}

TEST_F(ScrapeJudgeTest, QuestionsThatWaitAreBounded) {
  Server silent([](Peer& peer) { peer.wait_for_close(); });
  int refused = 0;
  {
    ScrapeJudge judge(options(silent.port()), *log);
    for (std::size_t i = 0; i < 3 * ScrapeJudge::kWaiting; ++i) judge.judge("t", [&](const Result<TokenVerdict>& answer) { refused += answer ? 0 : 1; });
  }
  EXPECT_GE(refused, static_cast<int>(2 * ScrapeJudge::kWaiting) - 1);
}

TEST_F(ScrapeJudgeTest, AConfigurationSaysWhoJudges) {
  Server server(api_server);
  MetricsReading reading(*log);
  const auto ask = [&] { return verdict([&](std::string one, ScrapeJudge::Done done) { reading.authorize(std::move(one), std::move(done)); }, "prometheus"); };
  EXPECT_FALSE(ask()) << "nobody";
  model::Config config;
  config.metrics = model::MetricsConfig{.listen = {}, .auth = model::MetricsConfig::Auth::kubernetes, .tls = true, .certificate = {}, .key = {}};
  config.kubernetes.emplace().kubeconfig = kubeconfig(server.port());
  reading.use(config);
  EXPECT_EQ(ask(), TokenVerdict::allowed);
  reading.use({});
  EXPECT_FALSE(ask());
}

TEST_F(ScrapeJudgeTest, TheNodesAddressComesFromTheEnvironment) {
  model::Config config;
  EXPECT_FALSE(MetricsReading::listener(config).value());
  config.metrics = model::MetricsConfig{.listen = Endpoint{{}, 7480}, .on_node_address = true, .certificate = {}, .key = {}};
  ::setenv("POD_IP", "2001:db8::7", 1);
  EXPECT_EQ(MetricsReading::listener(config).value()->listen, Endpoint::parse("[2001:db8::7]:7480").value());
  ::setenv("POD_IP", "here", 1);
  EXPECT_NE(MetricsReading::listener(config).error().text.find("'here'"), std::string::npos);
  ::unsetenv("POD_IP");
  EXPECT_EQ(MetricsReading::listener(config).error().where, "metrics.listen");
  config.metrics->on_node_address = false;
  EXPECT_TRUE(MetricsReading::listener(config).value());
}

}  // namespace vigilcast::app::scrape_judge_test
