#include "pkg/kube/agent/endpoints.h"

#include <gtest/gtest.h>

#include "pkg/kube/agent/slices.h"
#include "tests/unit/pkg/kube/agent/story.h"

namespace vigilcast::kube::endpoints_test {

using agent_test::ip;
using agent_test::Line;

// The policy, the endpoints of this node (r ready, t terminating and serving, x not ready, g terminating and not serving; - none), those of other nodes, and
// whether the Service can be served through this node.
struct Row {
  std::string_view policy, here, there, text;
  bool serve;
};

constexpr bool kServe = true, kStop = false;

constexpr Row kTable[] = {
    // Cluster: one ready endpoint anywhere is enough.
    {"cluster", "r", "-", "1 endpoint is ready", kServe},
    {"cluster", "-", "r", "1 endpoint is ready", kServe},
    {"cluster", "rr", "rrr", "5 endpoints are ready", kServe},
    {"cluster", "x", "r", "1 endpoint is ready", kServe},
    {"cluster stop", "t", "r", "1 endpoint is ready", kServe},
    // … else those that terminate and still serve.
    {"cluster", "t", "-", "no endpoint is ready; 1 endpoint terminates and still serves", kServe},
    {"cluster", "-", "t", "no endpoint is ready; 1 endpoint terminates and still serves", kServe},
    {"cluster serve", "t", "t", "no endpoint is ready; 2 endpoints terminate and still serve", kServe},
    {"cluster stop", "t", "t", "no endpoint can serve", kStop},
    // … else as whenNoEndpoints says.
    {"cluster", "-", "-", "no endpoint can serve", kStop},
    {"cluster", "x", "-", "no endpoint can serve", kStop},
    {"cluster", "g", "-", "no endpoint can serve", kStop},
    {"cluster keep", "-", "-", "no endpoint can serve, and the route stays (whenNoEndpoints: keep)", kServe},
    {"cluster keep", "xg", "-", "no endpoint can serve, and the route stays (whenNoEndpoints: keep)", kServe},
    {"cluster keep stop", "t", "t", "no endpoint can serve, and the route stays (whenNoEndpoints: keep)", kServe},

    // Local: a ready endpoint of this node, whatever the others have.
    {"local", "r", "-", "1 of 1 endpoint on this node is ready", kServe},
    {"local", "rrx", "r", "2 of 3 endpoints on this node are ready", kServe},
    {"local stop", "rt", "r", "1 of 2 endpoints on this node is ready", kServe},
    // None here, but elsewhere: traffic that came here would be lost.
    {"local", "-", "r", "no endpoint on this node; elsewhere 1 endpoint is ready", kStop},
    {"local", "x", "rr", "no endpoint on this node is ready; elsewhere 2 endpoints are ready", kStop},
    {"local", "-", "t", "no endpoint on this node; elsewhere 1 endpoint terminates and still serves", kStop},
    {"local keep", "-", "r", "no endpoint on this node; elsewhere 1 endpoint is ready", kStop},
    {"local keep", "x", "t", "no endpoint on this node is ready; elsewhere 1 endpoint terminates and still serves", kStop},
    // The last one here terminates. drain: it goes once another node has a ready one.
    {"local", "t", "r", "no endpoint on this node is ready; elsewhere 1 endpoint is ready", kStop},
    {"local", "tx", "-", "no endpoint on this node is ready; 1 endpoint terminates and still serves", kServe},
    {"local", "t", "t", "no endpoint on this node is ready; 1 endpoint terminates and still serves", kServe},
    {"local keep", "t", "r", "no endpoint on this node is ready; elsewhere 1 endpoint is ready", kStop},
    // serve: it counts all the same. stop: it never does.
    {"local serve", "t", "r", "no endpoint on this node is ready; 1 endpoint terminates and still serves", kServe},
    {"local serve", "g", "r", "no endpoint on this node is ready; elsewhere 1 endpoint is ready", kStop},
    {"local stop", "t", "r", "no endpoint on this node is ready; elsewhere 1 endpoint is ready", kStop},
    {"local stop", "t", "-", "no endpoint can serve", kStop},
    {"local stop", "t", "t", "no endpoint can serve", kStop},
    {"local stop keep", "t", "t", "no endpoint can serve, and the route stays (whenNoEndpoints: keep)", kServe},
    // Nothing anywhere.
    {"local", "-", "-", "no endpoint can serve", kStop},
    {"local", "xg", "-", "no endpoint can serve", kStop},
    {"local keep", "-", "-", "no endpoint can serve, and the route stays (whenNoEndpoints: keep)", kServe},
    {"local keep", "g", "-", "no endpoint can serve, and the route stays (whenNoEndpoints: keep)", kServe},
};

EndpointPolicy policy(std::string_view text) {
  EndpointPolicy out;
  for (const std::string_view word : words(text)) {
    if (word == "local") out.local = true;
    if (word == "keep") out.when_none = WhenNoEndpoints::keep;
    if (word == "serve") out.terminating = Terminating::serve;
    if (word == "stop") out.terminating = Terminating::stop;
  }
  return out;
}

EndpointView view(std::string_view here, std::string_view there) {
  EndpointView out;
  for (std::size_t i = 0; i < here.size(); ++i) {
    if (here[i] != '-') out.add_local(agent_test::endpoint("10.0.0." + std::to_string(i + 1) + ":" + here[i]));
  }
  out.remote_ready = static_cast<std::uint64_t>(std::ranges::count(there, 'r'));
  out.remote_serving = static_cast<std::uint64_t>(std::ranges::count(there, 't'));
  return out;
}

TEST(Endpoints, DecideByTheTable) {
  for (const Row& row : kTable) {
    const Judgement judgement = judge(view(row.here, row.there), policy(row.policy));
    EXPECT_EQ(judgement.serve, row.serve) << row.policy << ", here " << row.here << ", there " << row.there;
    EXPECT_EQ(judgement.text, row.text) << row.policy << ", here " << row.here << ", there " << row.there;
  }
}

// What the table must imply for every mixture of endpoints: an endpoint more that can serve never takes a route away from the node that has it, and with Local
// somebody announces whenever somebody can serve.
TEST(Endpoints, AReadyEndpointHereIsAlwaysServed) {
  for (const std::string_view when : {"", " keep"}) {
    for (const std::string_view terminating : {"", " serve", " stop"}) {
      for (const std::string_view scope : {"local", "cluster"}) {
        const EndpointPolicy its = policy(std::string(scope) + std::string(when) + std::string(terminating));
        for (const std::string_view others : {"", "x", "t", "g", "xtg"}) {
          for (const std::string_view there : {"-", "r", "t", "rt"}) EXPECT_TRUE(judge(view("r" + std::string(others), there), its).serve);
        }
        // Two nodes, and each sees the other's as remote.
        for (const std::string_view mine : {"-", "x", "t", "g"}) {
          for (const std::string_view other : {"r", "t"}) {
            const bool can_serve = other == "r" || terminating != " stop" || when == " keep";
            EXPECT_EQ(judge(view(mine, other), its).serve || judge(view(other, mine), its).serve, can_serve) << scope << when << terminating << mine << other;
          }
        }
      }
    }
  }
}

TEST(Endpoints, TrafficGoesToTheReadyOnesElseToThoseThatDrain) {
  using Addresses = std::vector<IpAddress>;
  EXPECT_EQ(view("rtx", "-").local_targets(), Addresses{ip("10.0.0.1")});
  EXPECT_EQ(view("xtt", "-").local_targets(), (Addresses{ip("10.0.0.2"), ip("10.0.0.3")}));
  EXPECT_TRUE(view("xg", "r").local_targets().empty());
}

EndpointSlice slice(std::string_view line) { return agent_test::make_slice(Line(line)); }
const ObjectKey kWeb{"default", "web"};

TEST(Slices, AreMergedByServiceAndFamilyAndAddress) {
  Slices slices;
  EXPECT_EQ(slices.upsert(slice("slice default/web-1 of=web here=10.0.0.1:x,10.0.0.2:r there=2r")), std::vector{kWeb});
  slices.upsert(slice("slice default/web-2 of=web here=10.0.0.1:r,10.0.0.2:x there=1r3t"));
  slices.upsert(slice("slice default/web-3 of=web v6 here=2001:db8::1:t there=7r"));
  slices.upsert(slice("slice other/web-1 of=web here=10.0.0.9:r there=9r"));
  const EndpointView v4 = slices.view(kWeb, false);
  ASSERT_EQ(v4.local.size(), 2U);
  EXPECT_TRUE(v4.local[0].ready && v4.local[1].ready) << "the copy with the most life in it counts";
  EXPECT_EQ(v4.remote_ready, 3U);
  EXPECT_EQ(v4.remote_serving, 3U);
  EXPECT_EQ(slices.view(kWeb, true).remote_ready, 7U);
  EXPECT_EQ(slices.view({"default", "nobody"}, false), EndpointView{});
}

TEST(Slices, TellWhatTheyTouch) {
  Slices slices;
  slices.upsert(slice("slice default/s-1 of=web there=1r"));
  EXPECT_TRUE(slices.upsert(slice("slice default/s-1 of=web there=1r")).empty()) << "nothing changed";
  EXPECT_EQ(slices.upsert(slice("slice default/s-1 of=api there=1r")), (std::vector{kWeb, ObjectKey{"default", "api"}}));
  EXPECT_EQ(slices.view(kWeb, false), EndpointView{});
  EXPECT_EQ(slices.remove({"default", "s-1"}), (std::vector{ObjectKey{"default", "api"}}));
  EXPECT_TRUE(slices.remove({"default", "s-1"}).empty());
  EXPECT_TRUE(slices.upsert(slice("slice default/custom there=1r")).empty()) << "a slice of no Service concerns nobody";
  EXPECT_EQ(slices.size(), 0U);
}

TEST(Slices, KnowWhereEachEndpointAnswers) {
  Slices slices;
  slices.upsert(slice("slice default/web-1 of=web here=10.0.0.1:r port=http:8080 port=admin:9000"));
  slices.upsert(slice("slice default/web-2 of=web here=10.0.0.1:x,10.0.0.2:r,10.0.0.3:x port=http:8081"));
  using Targets = std::vector<vigilcast::Endpoint>;
  EXPECT_EQ(slices.local_targets(kWeb, false, "admin"), (Targets{{ip("10.0.0.1"), 9000}}));
  EXPECT_EQ(slices.local_targets(kWeb, false, "http"), (Targets{{ip("10.0.0.1"), 8080}, {ip("10.0.0.1"), 8081}, {ip("10.0.0.2"), 8081}}));
  EXPECT_TRUE(slices.local_targets(kWeb, true, "http").empty());
  EXPECT_TRUE(slices.has_local(kWeb));
}

}  // namespace vigilcast::kube::endpoints_test
