#include "pkg/kube/api/watch_thread.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <thread>

#include "pkg/runtime/loop.h"
#include "tests/unit/pkg/kube/api/fake_api_server.h"

namespace vigilcast::kube::api_test {

using std::chrono::seconds;

// What the callbacks brought, for the test's thread to wait for.
class Findings {
 public:
  WatchThread<Namespace>::Callbacks callbacks() {
    return {.on_change =
                [this](Change<Namespace> change) {
                  const std::lock_guard lock(mutex_);
                  for (const Namespace& object : change.upserted) all_ += "+" + object.meta.key.name + " ";
                  for (const ObjectKey& key : change.removed) all_ += "-" + key.name + " ";
                  for (const auto& refused : change.refused) all_ += "!" + refused.meta.key.name + "(" + refused.why + ") ";
                  if (change.synced) all_ += "synced ";
                  changed_.notify_all();
                },
            .on_state =
                [this](const WatchState& state) {
                  const std::lock_guard lock(mutex_);
                  all_ += state.current ? "current " : "[" + state.problem + "] ";
                  changed_.notify_all();
                }};
  }
  std::string wait_for(const std::string& end) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, seconds(20), [&] { return all_.ends_with(end); });
    return all_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string all_;
};

std::string event(const std::string& type, const std::string& name, int version, const std::string& more = "") {
  return R"({"type":")" + type + R"(","object":{"metadata":{"name":")" + name + R"(","resourceVersion":")" + std::to_string(version) + "\"" + more + "}}}\n";
}
const std::string kEnd = event("BOOKMARK", "", 10, R"(,"annotations":{"k8s.io/initial-events-end":"true"})");

Result<Namespace> decode_all_but_bad(const json::Value& object) {
  if (object["metadata"]["name"].string() == "bad") return fail("spec: this one is bad");
  return decode<Namespace>(object);
}

const Collection kNamespaces{.kind = "Namespace", .path = "/api/v1/namespaces"};

TEST(WatchThread, FollowsACollectionAndStopsInTheMidstOfAStream) {
  FakeApiServer server([](Peer& peer, const Call&) {
    peer.send(kStreamHead + chunk(event("ADDED", "a", 1) + event("ADDED", "bad", 2)) + chunk(kEnd));
    peer.send(chunk(event("DELETED", "a", 11)));
    peer.wait_for_close();
  });
  Findings findings;
  Instant stopping{};
  {
    const WatchThread<Namespace> thread(server.options(), kNamespaces, decode_all_but_bad, findings.callbacks());
    const std::string all = findings.wait_for("-a ");
    EXPECT_TRUE(all.ends_with("-a ")) << all;
    EXPECT_NE(all.find("+a "), std::string::npos) << all;
    EXPECT_NE(all.find("!bad(spec: this one is bad) "), std::string::npos) << all;
    EXPECT_NE(all.find("synced current "), std::string::npos) << all;
    stopping = runtime::monotonic_now();
  }
  EXPECT_LT(runtime::monotonic_now() - stopping, seconds(5));
}

TEST(WatchThread, FallsBackAndComesBackWithoutTellingThingsTwice) {
  FakeApiServer server([](Peer& peer, const Call& call) {
    if (call.target.find("sendInitialEvents") != std::string::npos) {
      peer.send(answer(422, R"({"kind":"Status","code":422,"message":"sendInitialEvents is forbidden"})"));
    } else if (call.target.find("watch=1") == std::string::npos) {
      peer.send(answer(200, R"({"metadata":{"resourceVersion":"5"},"items":[{"metadata":{"name":"a","resourceVersion":"3"}}]})"));
    } else if (call.target.find("resourceVersion=5") != std::string::npos) {
      peer.send(kStreamHead + chunk(event("ADDED", "b", 6)) + "0\r\n\r\n");  // ends at once
    } else {
      peer.send(kStreamHead + chunk(event("ADDED", "c", 7)));
      peer.wait_for_close();
    }
  });
  Findings findings;
  const WatchThread<Namespace> thread(server.options(), kNamespaces, decode_all_but_bad, findings.callbacks());
  const std::string all = findings.wait_for("+c ");
  EXPECT_EQ(all, "[422: sendInitialEvents is forbidden] +a synced current +b [the server ends watches as soon as they begin] current +c ") << all;
  EXPECT_NE(server.calls().back().target.find("resourceVersion=6"), std::string::npos);
}

TEST(WatchThread, StopsWhileItWaitsForAServerThatIsNotThere) {
  const ScratchDirectory files;
  files.write("token", "x");
  files.write("ca.crt", Certificate("IP:127.0.0.1").pem());
  Findings findings;
  Instant stopping{};
  {
    const WatchThread<Namespace> thread({.access = InCluster{"127.0.0.1", "1", files.path()}}, kNamespaces, decode_all_but_bad, findings.callbacks());
    EXPECT_EQ(findings.wait_for("] "), "[connection refused: https://127.0.0.1:1] ");
    stopping = runtime::monotonic_now();
  }
  EXPECT_LT(runtime::monotonic_now() - stopping, seconds(5));
}

}  // namespace vigilcast::kube::api_test
