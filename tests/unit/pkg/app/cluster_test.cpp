// The core as a node of a cluster, whose API server is a script on loopback.
#include "pkg/app/cluster.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <set>
#include <sstream>

#include "pkg/app/core.h"
#include "pkg/app/load.h"
#include "pkg/runtime/listener.h"
#include "tests/unit/healthcheck/probe/test_server.h"
#include "tests/unit/pkg/runtime/run_until.h"

namespace vigilcast::app::cluster_test {

using health::probe_test::Peer;
using health::probe_test::Server;

// What a list of each kind has; those that are not named are empty.
const std::map<std::string, std::string> kObjects = {
    {"/api/v1/nodes", R"({"metadata":{"name":"n1","uid":"1","resourceVersion":"5"},"status":{"addresses":[{"type":"InternalIP","address":"127.0.0.179"}]}})"},
    {"/api/v1/services", R"({"metadata":{"name":"web","namespace":"default","uid":"2","resourceVersion":"6"},
        "spec":{"type":"LoadBalancer","loadBalancerClass":"vigilcast.dev/vigilcast","ipFamilies":["IPv4"],"ports":[{"port":80}]},
        "status":{"loadBalancer":{"ingress":[{"ip":"198.51.100.10"}]}}})"},
    {"/apis/discovery.k8s.io/v1/endpointslices",
     R"({"metadata":{"name":"web-1","namespace":"default","uid":"3","resourceVersion":"7","labels":{"kubernetes.io/service-name":"web"}},
        "addressType":"IPv4","endpoints":[{"addresses":["10.0.0.1"],"nodeName":"n1"}],"ports":[{"port":80}]})"},
    {"/apis/vigilcast.dev/v1alpha1/bgppeers",
     R"({"metadata":{"name":"tor-a","uid":"4","resourceVersion":"8"},"spec":{"address":"127.0.0.9","asn":65000,"passive":true}})"},
    {"/apis/vigilcast.dev/v1alpha1/advertisements", R"({"metadata":{"name":"all","uid":"5","resourceVersion":"9"},"spec":{}})"},
};

// Without this definition nothing can be said.
std::atomic<bool> no_advertisements = false;

// All that was written.
std::mutex written_mutex;
std::string written;

// The healthCheckNodePort of the Service, which is then for local endpoints only; 0: it has none.
std::atomic<unsigned> node_port = 0;

std::string objects_at(const std::string& path) {
  const auto found = kObjects.find(path);
  std::string out = found == kObjects.end() ? "" : found->second;
  const std::string_view ports = R"("ports":[{"port":80}])";
  const auto at = out.find(ports);
  if (node_port == 0 || path != "/api/v1/services" || at == std::string::npos) return out;
  return out.insert(at, R"("externalTrafficPolicy":"Local","healthCheckNodePort":)" + std::to_string(node_port) + ",");
}

// No streaming lists, watches in which nothing happens, and every write is taken.
void api_server(Peer& peer) {
  for (;;) {
    const std::string head = peer.read_request();
    if (head.empty()) return;
    const std::string target = head.substr(head.find(' ') + 1, head.find(' ', head.find(' ') + 1) - head.find(' ') - 1);
    if (!head.starts_with("GET ")) {
      const auto length = head.find("Content-Length: ");
      const std::string body = peer.read(static_cast<std::size_t>(std::atoi(head.c_str() + length + 16)));
      const std::lock_guard lock(written_mutex);
      written += target + " " + body + "\n";
      peer.ok("{}");
    } else if (target.find("sendInitialEvents") != std::string::npos) {
      peer.send("HTTP/1.1 422 Invalid\r\nContent-Length: 0\r\n\r\n");
    } else if (target.find("watch=1") != std::string::npos) {
      peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
      peer.wait_for_close();
      return;
    } else if (no_advertisements && target.find("/advertisements") != std::string::npos) {
      peer.send("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    } else {
      peer.ok(R"({"kind":"List","metadata":{"resourceVersion":"10"},"items":[)" + objects_at(target.substr(0, target.find('?'))) + "]}");
    }
  }
}

class ClusterTest : public ::testing::Test {
 protected:
  ClusterTest() {
    std::string name = (std::filesystem::temp_directory_path() / "cluster-XXXXXX").string();
    folder = mkdtemp(name.data());
    options.yaml = folder + "/vigilcast.yaml";
    options.log.destination = folder + "/log";
    log = std::move(*telemetry::Log::open(options.log));
    write("kubeconfig",
          "current-context: one\ncontexts: [{name: one, context: {cluster: here, user: us, namespace: vigil}}]\n"
          "clusters: [{name: here, cluster: {server: \"http://127.0.0.1:" +
              std::to_string(server.port()) + "\"}}]\nusers: [{name: us, user: {token: x}}]\n");
  }
  ~ClusterTest() override {
    core.reset();
    log.reset();
    std::filesystem::remove_all(folder);
  }
  void write(const std::string& file, const std::string& text) const { std::ofstream(folder + "/" + file) << text; }
  void configure(unsigned asn, const std::string& more = "") const {
    write("vigilcast.yaml", "router: {asn: " + std::to_string(asn) + ", holdDown: 0s}\nkubernetes: {kubeconfig: kubeconfig, node: n1}\n" + more);
  }
  void start() {
    core = std::make_unique<Core>(loop, *log, options);
    model::Loaded loaded = load(options);
    ASSERT_FALSE(loaded.diagnostics.has_errors()) << loaded.diagnostics.to_string();
    ASSERT_TRUE(core->start(std::move(loaded.config)));
    ASSERT_TRUE(runtime::run_until(loop, [this] { return snapshot().cluster->synced && snapshot().services.size() == 1; }));
  }
  Result<std::string> reload() {
    std::optional<Result<std::string>> out;
    core->reload([&](const Result<std::string>& done) { out = done; });
    EXPECT_TRUE(runtime::run_until(loop, [&] { return out.has_value(); }));
    return out.value_or(fail("no answer"));
  }
  model::Snapshot snapshot() {
    std::shared_ptr<const model::Snapshot> out;
    core->ask(model::SnapshotQuery{}, [&](const Result<model::Answer>& answer) { out = std::get<std::shared_ptr<const model::Snapshot>>(*answer); });
    return *out;
  }
  std::string logged() const {
    std::ostringstream out;
    out << std::ifstream(folder + "/log").rdbuf();
    return out.str();
  }

  std::string folder;
  RunOptions options;
  Server server{api_server};
  runtime::Loop loop;
  // Who may not have port 179 cannot listen there either.
  runtime::TcpListener taken{loop, [](runtime::Descriptor, const Endpoint&, const Endpoint&) {}};
  bool takes = taken.open(*Endpoint::parse("127.0.0.179:179")).has_value();
  std::unique_ptr<telemetry::Log> log;
  std::unique_ptr<Core> core;
};

std::atomic<bool> forwards = false;

void kube_proxy(Peer& peer) {
  peer.read_request();
  forwards ? peer.ok("{}") : peer.send("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
}

TEST_F(ClusterTest, ALocalServiceWaitsForKubeProxy) {
  Server proxy{kube_proxy};  // on loopback alone: nobody answers at the node's address
  forwards = false;
  node_port = proxy.port();
  configure(65001);
  start();
  const std::string said =
      "Kubernetes: kube-proxy of this node does not forward yet (healthCheckNodePort " + std::to_string(proxy.port()) + " answers with status 503)";
  EXPECT_TRUE(runtime::run_until(loop, [&] { return snapshot().services.front().text.ends_with(said); })) << snapshot().services.front().text;
  EXPECT_EQ(snapshot().services.front().state, "down");
  forwards = true;
  EXPECT_TRUE(runtime::run_until(loop, [&] { return snapshot().services.front().state == "up"; })) << snapshot().services.front().text;
  node_port = 0;
}

TEST_F(ClusterTest, AServiceThatCanBeServedIsUpFromTheFirstMoment) {
  configure(65001);
  start();
  EXPECT_EQ(snapshot().services.front().state, "up") << snapshot().services.front().text;
  for (const model::EventView& event : snapshot().events) {
    const bool wavers = event.kind == "service_state" && !event.text.starts_with("up");
    EXPECT_FALSE(wavers) << "what was there before a restart is withdrawn for a moment: " << event.text;
  }
}

TEST_F(ClusterTest, AReloadChangesWhoWeAreForPeersOfTheClusterToo) {
  configure(65001);
  start();
  ASSERT_EQ(snapshot().peers.front().config.local_as, 65001U);
  configure(65009);
  ASSERT_TRUE(reload());
  EXPECT_EQ(snapshot().peers.front().config.local_as, 65009U);
  EXPECT_EQ(snapshot().services.front().state, "up");
}

TEST_F(ClusterTest, IsReadyOnlyWhenItKnowsTheCluster) {
  const auto state = [&] {
    model::Readiness out;
    core->ask(model::ReadyQuery{}, [&](const Result<model::Answer>& answer) { out = std::get<model::Readiness>(*answer); });
    return out;
  };
  no_advertisements = true;
  configure(65001);
  core = std::make_unique<Core>(loop, *log, options);
  ASSERT_TRUE(core->start(load(options).config));
  EXPECT_TRUE(runtime::run_until(loop, [&] { return state().because == "not all objects of the cluster are known yet: Advertisement"; })) << state().because;
  EXPECT_FALSE(state().ready);
  no_advertisements = false;
  EXPECT_TRUE(runtime::run_until(loop, [&] { return state().ready; })) << state().because;
}

TEST_F(ClusterTest, WhatThisHostRefusesIsToldOnTheObject) {
  {
    const std::lock_guard lock(written_mutex);
    written.clear();
  }
  write("vigilcast.yaml", "router: {asn: 65001, holdDown: 0s, mayAnnounce: [192.0.2.0/24]}\nkubernetes: {kubeconfig: kubeconfig, node: n1}\n");
  start();
  const auto told = [](const std::string& what) {
    const std::lock_guard lock(written_mutex);
    return written.find(what) != std::string::npos;
  };
  // First of the state of the node, then as Events.
  EXPECT_TRUE(runtime::run_until(loop, [&] { return told("\"reason\":\"CannotListen\"") && told("\"reason\":\"MayNotAnnounce\""); })) << written;
  EXPECT_TRUE(told("127.0.0.179:179"));
  EXPECT_TRUE(told("198.51.100.10/32 may not be announced: router.mayAnnounce of this node does not cover it"));
  const std::vector<std::string> problems = snapshot().cluster->problems;
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_TRUE(problems[0].starts_with("Service default/web: 198.51.100.10/32")) << problems[0];
  EXPECT_TRUE(problems[1].starts_with("BGPPeer tor-a: the router cannot connect to this node")) << problems[1];
}

void lines_of(const model::Explanation& part, std::vector<std::string>& out) {
  out.push_back(part.text);
  for (const model::Explanation& below : part.because) lines_of(below, out);
}

TEST_F(ClusterTest, ExplainTellsWhatTheNodeDoesAndWhatTheClusterLeftOut) {
  write("vigilcast.yaml", "router: {asn: 65001, holdDown: 0s, mayAnnounce: [192.0.2.0/24]}\nkubernetes: {kubeconfig: kubeconfig, node: n1}\n");
  start();
  const auto explain = [&](const model::ExplainQuery& query) {
    std::vector<std::string> out;
    core->ask(query, [&](const Result<model::Answer>& answer) {
      if (answer) lines_of(std::get<model::Explanation>(*answer), out);
      if (!answer) out.push_back(answer.error().to_string());
    });
    return out;
  };
  const std::string refusal = "198.51.100.10/32 may not be announced: router.mayAnnounce of this node does not cover it";
  for (const char* subject : {"default/web", "198.51.100.10/32", "198.51.100.10"}) {
    const std::vector<std::string> lines = explain({subject, model::SubjectKind::any});
    EXPECT_EQ(std::ranges::count(lines, refusal), 1) << subject;
    EXPECT_EQ(std::set(lines.begin(), lines.end()).size(), lines.size()) << "nothing is said twice of " << subject;
  }
  EXPECT_TRUE(explain({"tor-a", model::SubjectKind::peer}).back().starts_with("the router cannot connect to this node"));
  EXPECT_EQ(explain({"tor-a", model::SubjectKind::service}).front(),
            "'tor-a' is no peer, service or prefix of this agent (`vigilcast peers` and `vigilcast services` list the names)");
  EXPECT_EQ(explain({"default/nothing", model::SubjectKind::any}),
            std::vector<std::string>{"the cluster has no Service default/nothing of type LoadBalancer with the class vigilcast.dev/vigilcast (kubectl -n "
                                     "default get service nothing -o yaml: spec.type and spec.loadBalancerClass; the class is given when the Service is made)"})
      << "an error, for whoever goes by the exit code";
  EXPECT_EQ(explain({"all", model::SubjectKind::any}).front(), "Advertisement all asks this node to announce default/web");
}

TEST_F(ClusterTest, APeerOfTheClusterThatCannotCallUsKeepsNoFileFromBeingLoaded) {
  configure(65001);
  start();
  configure(65001, "checks: {port: {tcp: {address: \"127.0.0.1:9\"}}}\n");
  const auto reloaded = reload();
  EXPECT_TRUE(reloaded) << reloaded.error().to_string();
  core.reset();
  log.reset();
  const std::string text = logged();
  const auto first = text.find("127.0.0.179:179");
  ASSERT_NE(first, std::string::npos) << text;
  EXPECT_EQ(text.find("127.0.0.179:179", first + 1), std::string::npos) << "told once\n" << text;
}

}  // namespace vigilcast::app::cluster_test
