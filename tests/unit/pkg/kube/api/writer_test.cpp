#include "pkg/kube/api/writer.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

#include "pkg/runtime/loop.h"
#include "tests/unit/pkg/kube/api/fake_api_server.h"

namespace vigilcast::kube::api_test {

Write status_write(const std::string& path, int body) { return {WriteKind::apply_status, path, json::Value::object().set("n", body)}; }

TEST(Writer, WritesInOrderBeforeItStops) {
  FakeApiServer server([](Peer& peer, const Call&) { peer.send(answer(200, "{}")); });
  Writer writer(server.options(), {}, [](const Write&, const ApiError& error, bool) { ADD_FAILURE() << error.to_string(); });
  writer.put({WriteKind::apply, "/a", json::Value::object()});
  writer.put(status_write("/a", 1));
  writer.put({WriteKind::create, "/events", json::Value::object()});
  writer.put({WriteKind::remove, "/old", {}});
  writer.stop(std::chrono::seconds(20));
  EXPECT_EQ(writer.counts().written, 4U);
  std::string all;
  for (const Call& call : server.calls()) all += call.method + " " + call.target.substr(0, call.target.find('?')) + ", ";
  EXPECT_EQ(all, "PATCH /a, PATCH /a/status, POST /events, DELETE /old, ");
}

TEST(Writer, NobodyWaitsForAServerThatDoesNotAnswer) {
  std::promise<void> asked;
  FakeApiServer server([&](Peer& peer, const Call&) {
    asked.set_value();
    peer.wait_for_close();
  });
  const Instant start = runtime::monotonic_now();
  {
    Writer writer(server.options(), {}, [](const Write&, const ApiError&, bool) {});
    writer.put(status_write("/a", 0));
    asked.get_future().wait();
    for (int i = 1; i < 1000; ++i) writer.put(status_write("/a", i));
  }
  EXPECT_LT(runtime::monotonic_now() - start, std::chrono::seconds(10));
}

TEST(Writer, TellsWhatIsRefused) {
  FakeApiServer server([](Peer& peer, const Call&) { peer.send(answer(403, R"({"kind":"Status","code":403,"message":"forbidden"})")); });
  std::promise<std::string> told;
  Writer writer(server.options(), {}, [&](const Write& write, const ApiError& error, bool dropped) {
    told.set_value(write.path + " " + error.to_string() + (dropped ? " dropped" : ""));
  });
  writer.put(status_write("/a", 1));
  EXPECT_EQ(told.get_future().get(), "/a 403: forbidden dropped");
}

TEST(Writer, TriesAgain) {
  std::atomic<int> count = 0;
  FakeApiServer server([&](Peer& peer, const Call&) { peer.send(++count == 1 ? answer(503, "") : answer(200, "{}")); });
  std::promise<bool> failed;
  Writer writer(server.options(), {}, [&](const Write&, const ApiError&, bool dropped) { failed.set_value(dropped); });
  writer.put(status_write("/a", 1));
  EXPECT_FALSE(failed.get_future().get());
  writer.stop(std::chrono::seconds(20));
  EXPECT_EQ(writer.counts().written, 1U);
  EXPECT_EQ(writer.counts().retried, 1U);
}

}  // namespace vigilcast::kube::api_test
