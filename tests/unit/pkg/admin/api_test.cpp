#include "pkg/admin/api.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "pkg/json/value.h"
#include "tests/unit/pkg/admin/sample.h"

namespace vigilcast::admin::api_test {

using std::chrono::milliseconds;

// A core that knows the sample; it answers at once, from the caller's thread.
void sample_core(model::Query query, const std::function<void(Result<model::Answer>)>& answer) {
  if (std::holds_alternative<model::ReadyQuery>(query)) return answer(model::Readiness{true, {}});
  if (std::holds_alternative<model::SnapshotQuery>(query)) return answer(std::make_shared<const model::Snapshot>(sample::snapshot()));
  if (const auto* routes = std::get_if<model::RoutesQuery>(&query)) {
    if (routes->peer == "nobody") return answer(fail("there is no peer nobody", "", "there are tor-a, tor-b"));
    model::RoutesAnswer out = sample::routes_out();
    if (routes->direction == bgp::Direction::receive) out.count = 5;
    if (routes->count_only) out.routes.clear();
    return answer(std::move(out));
  }
  if (const auto* explain = std::get_if<model::ExplainQuery>(&query)) {
    model::Explanation out = sample::explanation();
    out.text = explain->subject + (explain->kind == model::SubjectKind::peer ? ", a peer" : "");
    return answer(std::move(out));
  }
  answer(fail("vigilcast.yaml:3:7: unknown key", "", "did you mean peers?"));
}

class ApiTest : public testing::Test {
 protected:
  explicit ApiTest(model::AskCore core = sample_core) : api_(loop_, std::move(core), "/run/vigilcast/vigilcast.sock") {}

  Response ask(Request request) {
    std::optional<Response> out;
    loop_->post([&] {
      api_.answer(request, [&](Response response) {
        EXPECT_FALSE(out) << "answered twice";
        out = std::move(response);
        loop_->stop();
      });
    });
    loop_->run();
    return *out;
  }
  Response get(std::string path, std::map<std::string, std::string> query = {}) {
    return ask({.method = "GET", .path = std::move(path), .query = std::move(query), .host = "localhost:7479", .accept = {}});
  }

  std::shared_ptr<runtime::Loop> loop_ = std::make_shared<runtime::Loop>();
  Api api_;
};

TEST_F(ApiTest, EveryGetAnswers) {
  for (const Route& route : routes()) {
    if (route.method != "GET") continue;
    const Response response = get(std::string(route.path), {{"subject", "web"}});
    EXPECT_EQ(response.status, 200U) << route.path << ": " << response.body;
    EXPECT_FALSE(response.body.empty()) << route.path;
    EXPECT_EQ(response.body.back(), '\n') << route.path;
    EXPECT_TRUE(response.content_type != "application/json" || json::parse(response.body)) << route.path;
  }
}

TEST_F(ApiTest, RowsAreUniqueAndExplained) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const Route& route : routes()) {
    EXPECT_TRUE(seen.emplace(route.method, route.path).second) << route.path;
    EXPECT_FALSE(route.help.empty()) << route.path;
    EXPECT_EQ(route.reach == Reach::order, route.method != "GET") << route.path << ": what changes something is an order";
  }
}

TEST_F(ApiTest, RoutesPassTheirParametersOn) {
  EXPECT_EQ(json::parse(get("/api/v1/routes/in").body).value()["count"].integer(), 5);
  const auto counted = *json::parse(get("/api/v1/routes/out", {{"count", "1"}}).body);
  EXPECT_EQ(counted["count"].integer(), 2);
  EXPECT_TRUE(counted["routes"].items().empty());
  EXPECT_EQ(json::parse(get("/api/v1/explain", {{"subject", "198.51.100.10/32"}}).body).value()["text"].string(), "198.51.100.10/32");
  EXPECT_EQ(json::parse(get("/api/v1/explain", {{"subject", "web"}, {"kind", "peer"}}).body).value()["text"].string(), "web, a peer");
}

TEST_F(ApiTest, MetricsComeInTheFormThatIsAskedFor) {
  EXPECT_EQ(get("/metrics").content_type, "text/plain; version=0.0.4; charset=utf-8");
  const Response open = ask({.method = "GET", .path = "/metrics", .query = {}, .host = "127.0.0.1", .accept = "application/openmetrics-text"});
  EXPECT_TRUE(open.content_type.starts_with("application/openmetrics-text"));
  EXPECT_TRUE(open.body.ends_with("# EOF\n"));
}

struct Refusal {
  Request request;
  unsigned status;
  const char* says;
};

TEST_F(ApiTest, RefusesWithAProblemThatSaysWhatToDo) {
  const Refusal cases[] = {
      {{.method = "GET", .path = "/api/v1/nothing", .query = {}, .host = "localhost", .accept = {}}, 404, "/api/v1/status"},
      {{.method = "GET", .path = "/", .query = {}, .host = "localhost", .accept = {}}, 404, "/metrics"},
      {{.method = "DELETE", .path = "/api/v1/peers", .query = {}, .host = "localhost", .accept = {}}, 405, "GET, HEAD"},
      {{.method = "GET", .path = "/api/v1/reload", .query = {}, .host = "localhost", .accept = {}, .door = Door::control}, 405, "POST"},
      {{.method = "POST", .path = "/api/v1/reload", .query = {}, .host = "localhost", .accept = {}}, 403, "/run/vigilcast/vigilcast.sock"},
      {{.method = "POST", .path = "/api/v1/reload", .query = {}, .host = "localhost", .accept = {}, .door = Door::control}, 409, "did you mean peers?"},
      {{.method = "GET", .path = "/api/v1/explain", .query = {}, .host = "localhost", .accept = {}}, 400, "?subject=NAME"},
      {{.method = "GET", .path = "/api/v1/explain", .query = {{"subject", "web"}, {"kind", "cat"}}, .host = "localhost", .accept = {}},
       400,
       "the kinds are peer, service, prefix, advertisement, healthcheck"},
      {{.method = "GET", .path = "/api/v1/routes/out", .query = {{"peer", "nobody"}}, .host = "localhost", .accept = {}}, 404, "tor-a, tor-b"},
      {{.method = "GET", .path = "/livez", .query = {}, .host = "evil.example", .accept = {}}, 403, "evil.example"},
      {{.method = "GET", .path = "/livez", .query = {}, .host = "", .accept = {}}, 403, "localhost"},
  };
  for (const Refusal& one : cases) {
    const Response response = ask(one.request);
    EXPECT_EQ(response.status, one.status) << one.request.method << " " << one.request.path;
    EXPECT_EQ(response.content_type, "application/problem+json");
    const auto body = json::parse(response.body);
    ASSERT_TRUE(body);
    EXPECT_EQ((*body)["status"].integer(), one.status);
    EXPECT_FALSE((*body)["title"].string().empty());
    EXPECT_NE(response.body.find(one.says), std::string::npos) << response.body;
  }
}

TEST_F(ApiTest, HostsThatAreOurs) {
  for (const char* host : {"localhost", "LOCALHOST:7479", "127.0.0.1", "127.0.0.1:7479", "[::1]", "[::1]:7479"}) {
    EXPECT_EQ(ask({.method = "GET", .path = "/livez", .query = {}, .host = host, .accept = {}}).status, 200U) << host;
  }
  EXPECT_EQ(ask({.method = "GET", .path = "/livez", .query = {}, .host = "whatever", .accept = {}, .door = Door::control}).status, 200U)
      << "the control socket has no names";
}

TEST_F(ApiTest, TheMetricsDoorShowsMetricsAndHealthAndNothingElse) {
  for (const Route& route : routes()) {
    const bool there = route.reach == Reach::metrics || route.reach == Reach::health;
    const Response response =
        ask({.method = std::string(route.method), .path = std::string(route.path), .query = {}, .host = "node", .accept = {}, .door = Door::metrics});
    EXPECT_EQ(response.status, there ? 200U : 404U) << route.path;
    EXPECT_TRUE(there || response.body.find("/api/") == response.body.find(route.path)) << "what else there is stays unsaid: " << response.body;
    EXPECT_EQ(there, !route.path.starts_with("/api/")) << route.path;
    EXPECT_EQ(needs_authority(route.path), route.path == "/metrics") << route.path;
  }
  const Response refused = ask({.method = "POST", .path = "/metrics", .query = {}, .host = "node", .accept = {}, .door = Door::metrics});
  EXPECT_EQ(refused.status, 405U);
}

TEST_F(ApiTest, AllowedMethodsAreInTheHeader) {
  const Response response = ask({.method = "PUT", .path = "/api/v1/status", .query = {}, .host = "localhost", .accept = {}});
  ASSERT_EQ(response.headers.size(), 1U);
  EXPECT_EQ(response.headers[0], (std::pair<std::string, std::string>{"Allow", "GET, HEAD"}));
}

// An empty list of a process that has none by nature would say that there is nothing anywhere.
class ControllerApiTest : public ApiTest {
 protected:
  ControllerApiTest()
      : ApiTest([](const model::Query&, const std::function<void(Result<model::Answer>)>& answer) {
          model::Snapshot snapshot;
          snapshot.controller = {"controller-0", true, "controller-0", ""};
          answer(std::make_shared<const model::Snapshot>(std::move(snapshot)));
        }) {}
};

TEST_F(ControllerApiTest, SaysWhatItIsAndWhereToAsk) {
  for (const auto& [path, name] : {std::pair("/api/v1/peers", ""), {"/api/v1/peers", "tor-a"}, {"/api/v1/services", ""}, {"/api/v1/checks", ""}}) {
    const Response response = get(path, {{"name", name}});
    EXPECT_EQ(response.status, 404U) << path;
    EXPECT_NE(response.body.find("this is the controller controller-0"), std::string::npos) << response.body;
    EXPECT_NE(response.body.find("ask the agent of a node"), std::string::npos) << response.body;
  }
  EXPECT_EQ(get("/api/v1/status").status, 200U);
  EXPECT_EQ(get("/api/v1/events").status, 200U);
}

TEST(ApiReadiness, TellsWhy) {
  const auto loop = std::make_shared<runtime::Loop>();
  Api api(
      loop,
      [](const model::Query& query, const std::function<void(Result<model::Answer>)>& answer) {
        EXPECT_TRUE(std::holds_alternative<model::ReadyQuery>(query)) << "a probe is not worth a snapshot";
        answer(model::Readiness{false, "hold-down for 3 s more"});
      },
      "s");
  int answers = 0;
  for (const char* path : {"/readyz", "/healthz", "/livez"}) {
    api.answer({.method = "GET", .path = path, .query = {}, .host = "localhost", .accept = {}}, [&answers, &loop, path](const Response& response) {
      const bool live = std::string_view(path) == "/livez";
      EXPECT_EQ(response.status, live ? 200U : 503U) << path;
      EXPECT_EQ(response.body, live ? "ok\n" : "not ready: hold-down for 3 s more\n");
      if (++answers == 3) loop->stop();
    });
  }
  loop->run();
}

TEST(ApiPatience, LivenessIsAnAnswerWithinTwoSeconds) {
  for (const Route& route : routes()) {
    EXPECT_TRUE(route.path != "/livez" || route.patience == std::chrono::seconds(2));
    EXPECT_GT(route.patience, Duration{}) << route.path;
  }
}

TEST(CoreQuery, ACoreThatNeverAnswersIsNoAnswerInTime) {
  const auto loop = std::make_shared<runtime::Loop>();
  const auto query = std::make_shared<CoreQuery>(loop, [](const model::Query&, const auto&) {});
  bool called = false;
  query->ask(model::SnapshotQuery{}, milliseconds(10), [&](const CoreQuery::Outcome& outcome) {
    called = true;
    EXPECT_FALSE(outcome.has_value());
    loop->stop();
  });
  loop->run();
  EXPECT_TRUE(called);
}

TEST(CoreQuery, AnswersFromOtherThreadsLateOrTwiceCountOnce) {
  const auto loop = std::make_shared<runtime::Loop>();
  std::vector<std::function<void(Result<model::Answer>)>> kept;
  const auto query = std::make_shared<CoreQuery>(loop, [&](const model::Query&, auto answer) { kept.push_back(std::move(answer)); });
  int answered = 0, late = 0;
  query->ask(model::ReloadOrder{}, std::chrono::seconds(30), [&](const CoreQuery::Outcome& outcome) {
    ++answered;
    EXPECT_EQ(std::get<std::string>(**outcome), "done");
    loop->stop();
  });
  query->ask(model::ReloadOrder{}, Duration{}, [&](const CoreQuery::Outcome& outcome) {
    ++late;
    EXPECT_FALSE(outcome.has_value());
    // Only now does the core speak, and it says everything twice.
    std::thread([&] {
      for (int i = 0; i < 2; ++i) {
        kept[1](model::Answer(std::string("too late")));
        kept[0](model::Answer(std::string("done")));
      }
    }).join();
  });
  loop->run();
  loop->post([&] { loop->stop(); });  // whatever came second is looked at, too
  loop->run();
  EXPECT_EQ(answered, 1);
  EXPECT_EQ(late, 1);
}

TEST(CoreQuery, AnswersAfterTheEndAreForgotten) {
  auto loop = std::make_shared<runtime::Loop>();
  std::function<void(Result<model::Answer>)> kept;
  auto query = std::make_shared<CoreQuery>(loop, [&](const model::Query&, auto answer) { kept = std::move(answer); });
  query->ask(model::ReloadOrder{}, std::chrono::seconds(30), [](const CoreQuery::Outcome&) { FAIL() << "nobody waits any more"; });
  query.reset();
  kept(model::Answer(std::string("to nobody")));
  loop.reset();
  kept(model::Answer(std::string("to nothing")));
}

}  // namespace vigilcast::admin::api_test
