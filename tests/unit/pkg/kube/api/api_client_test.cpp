#include "pkg/kube/api/api_client.h"

#include <gtest/gtest.h>

#include "pkg/runtime/loop.h"
#include "tests/unit/pkg/kube/api/fake_api_server.h"

namespace vigilcast::kube::api_test {

const std::string kUnauthorized = R"({"kind":"Status","code":401,"reason":"Unauthorized","message":"Unauthorized"})";

TEST(ApiClient, SendsWhatTheServerAsksFor) {
  FakeApiServer server([](Peer& peer, const Call&) { peer.send(answer(200, R"({"ok":true})")); });
  http::Stopper stopper;
  ApiClient client(server.options(), stopper);
  const json::Value object = json::Value::object().set("kind", "X");
  EXPECT_TRUE((*client.get("/api/v1/nodes/one"))["ok"].boolean());
  EXPECT_TRUE(client.apply("/api/v1/x/y", object));
  EXPECT_TRUE(client.apply_status("/api/v1/x/y", object));
  EXPECT_TRUE(client.create("/api/v1/x", object));
  EXPECT_TRUE(client.remove("/api/v1/x/y"));
  const auto calls = server.calls();
  const std::vector<std::array<std::string, 4>> expected{
      {"GET", "/api/v1/nodes/one", "", ""},
      {"PATCH", "/api/v1/x/y?fieldManager=tester&force=true", "application/apply-patch+yaml", R"({"kind":"X"})"},
      {"PATCH", "/api/v1/x/y/status?fieldManager=tester&force=true", "application/apply-patch+yaml", R"({"kind":"X"})"},
      {"POST", "/api/v1/x?fieldManager=tester", "application/json", R"({"kind":"X"})"},
      {"DELETE", "/api/v1/x/y", "", ""},
  };
  ASSERT_EQ(calls.size(), expected.size());
  for (std::size_t i = 0; i < calls.size(); ++i) {
    EXPECT_EQ((std::array{calls[i].method, calls[i].target, calls[i].header("Content-Type"), calls[i].body}), expected[i]);
    EXPECT_EQ(calls[i].header("Authorization"), "Bearer first");
    EXPECT_EQ(calls[i].header("User-Agent"), "vigilcast/test");
  }
}

TEST(ApiClient, SaysWhatTheServerSays) {
  FakeApiServer server([](Peer& peer, const Call& call) {
    if (call.target == "/status") {
      peer.send(answer(422, R"({"kind":"Status","code":422,"reason":"Invalid","message":"spec.x: too long","details":{"retryAfterSeconds":3}})"));
    } else if (call.target == "/busy") {
      peer.send(answer(429, "slow down\n", "Retry-After: 9\r\n"));
    } else {
      peer.send(answer(404, ""));
    }
  });
  http::Stopper stopper;
  ApiClient client(server.options(), stopper);
  const ApiError invalid = client.get("/status").error();
  EXPECT_EQ(invalid.to_string(), "422: spec.x: too long");
  EXPECT_EQ(invalid.reason, "Invalid");
  EXPECT_EQ(invalid.retry_after, std::chrono::seconds(3));
  const ApiError busy = client.get("/busy").error();
  EXPECT_EQ(busy.to_string(), "429: slow down");
  EXPECT_EQ(busy.retry_after, std::chrono::seconds(9));
  EXPECT_EQ(client.get("/none").error().to_string(), "404: refused without a word");
  EXPECT_TRUE(client.remove("/none")) << "what is not there is removed";
}

TEST(ApiClient, ReadsTheTokenAgainAtOnceWhenItIsRefused) {
  FakeApiServer server([](Peer& peer, const Call& call) {
    const bool known = call.header("Authorization") == "Bearer second";
    peer.send(known ? answer(200, "{}") : answer(401, kUnauthorized));
  });
  http::Stopper stopper;
  ApiClient client(server.options(), stopper);
  EXPECT_EQ(client.get("/x").error().to_string(), "401: Unauthorized");
  EXPECT_EQ(server.calls().size(), 1U) << "the same token is not tried twice";
  server.files().write("token", "second\n");
  EXPECT_TRUE(client.get("/x"));
  EXPECT_EQ(server.calls().size(), 3U);
}

TEST(ApiClient, KeepsTheTokenWhoseFileIsGoneAndSaysSoWhenItIsRefused) {
  bool refuse = false;
  FakeApiServer server([&](Peer& peer, const Call&) { peer.send(refuse ? answer(401, kUnauthorized) : answer(200, "{}")); });
  http::Stopper stopper;
  ApiClient client(server.options(), stopper);
  EXPECT_TRUE(client.get("/x"));
  std::filesystem::remove(server.files().path() + "/token");
  EXPECT_TRUE(client.get("/x"));
  refuse = true;
  const std::string text = client.get("/x").error().text;
  EXPECT_TRUE(text.starts_with("Unauthorized; and " + server.files().path() + "/token: no such file")) << text;
}

TEST(ApiClient, ReadsTheCaAgainAtOnceWhenTheServersCertificateIsRefused) {
  FakeApiServer server([](Peer& peer, const Call&) { peer.send(answer(200, "{}")); });
  const Certificate old("IP:127.0.0.1");
  server.files().write("ca.crt", old.pem());
  http::Stopper stopper;
  ApiClient client(server.options(), stopper);
  const ApiError error = client.get("/x").error();
  EXPECT_EQ(error.code, 0);
  EXPECT_TRUE(error.text.starts_with("the server's certificate is refused: ")) << error.text;
  server.files().write("ca.crt", server.certificate().pem());
  EXPECT_TRUE(client.get("/x"));
}

TEST(ApiClient, SaysWhoDoesNotAnswer) {
  const ScratchDirectory files;
  files.write("token", "x");
  http::Stopper stopper;
  ApiClient without_ca({.access = InCluster{"127.0.0.1", "1", files.path()}}, stopper);
  EXPECT_TRUE(without_ca.get("/x").error().text.starts_with(files.path() + "/ca.crt: no such file"));
  files.write("ca.crt", Certificate("IP:127.0.0.1").pem());
  EXPECT_EQ(without_ca.get("/x").error().text, "connection refused: https://127.0.0.1:1") << "files may come later";
}

TEST(ApiClient, AnAnswerThatIsNoJsonIsAnError) {
  FakeApiServer server([](Peer& peer, const Call&) { peer.send(answer(200, "<html>")); });
  http::Stopper stopper;
  ApiClient client(server.options(), stopper);
  EXPECT_NE(client.get("/x").error().text.find("is no JSON"), std::string::npos);
}

}  // namespace vigilcast::kube::api_test
