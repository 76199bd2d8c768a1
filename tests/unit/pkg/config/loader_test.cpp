// The values are in tests/corpus/yaml; here is what a file cannot show.
#include "pkg/config/loader.h"

#include <gtest/gtest.h>

namespace vigilcast::config::loader_test {

using std::chrono::milliseconds;

Result<std::string> no_file(const std::string& path) { return fail("no such file", path); }

constexpr std::string_view kHead = "router: {asn: 65001, id: 192.0.2.11}\npeers: [{address: 192.0.2.1, asn: 65000}]\n";

model::Loaded load(std::string_view text) { return load_yaml("/etc/vigilcast/vigilcast.yaml", std::string(kHead) + std::string(text), no_file); }

TEST(LoadYaml, ReadsFilesFromItsOwnDirectory) {
  std::vector<std::string> asked;
  const ReadFile read = [&](const std::string& path) -> Result<std::string> {
    asked.push_back(path);
    return "s3cret\r\n";
  };
  constexpr std::string_view kText =
      "router: {asn: 65001, id: 192.0.2.11}\n"
      "peers:\n"
      "  - {address: 192.0.2.1, asn: 65000, password: {file: keys/a.md5}}\n"
      "  - {address: 192.0.2.2, asn: 65000, password: {file: /run/b.md5}}\n"
      "exabgp: [exabgp.conf, /etc/exabgp/exabgp.conf]\n";
  const auto loaded = load_yaml("/etc/vigilcast/vigilcast.yaml", kText, read);
  EXPECT_TRUE(loaded.diagnostics.empty()) << loaded.diagnostics.to_string();
  EXPECT_EQ(asked, (std::vector<std::string>{"/etc/vigilcast/keys/a.md5", "/run/b.md5"}));
  EXPECT_EQ(loaded.config.peers[0].md5_password, "s3cret");
  EXPECT_EQ(loaded.config.exabgp_files, (std::vector<std::string>{"/etc/vigilcast/exabgp.conf", "/etc/exabgp/exabgp.conf"}));

  asked.clear();
  load_yaml("vigilcast.yaml", kText, read);
  EXPECT_EQ(asked.front(), "keys/a.md5");
}

TEST(LoadYaml, PeersHaveTheDefaultsOfTheProduct) {
  const auto loaded = load("");
  ASSERT_FALSE(loaded.diagnostics.has_errors());
  const bgp::PeerConfig& peer = loaded.config.peers.at(0);
  EXPECT_EQ(peer.name, "192.0.2.1");
  EXPECT_EQ(peer.hold_time, 9);
  EXPECT_EQ(peer.local_as, 65001U);
  EXPECT_EQ(peer.router_id.to_string(), "192.0.2.11");
  EXPECT_EQ(peer.families, (std::vector<bgp::Family>{bgp::kIpv4Unicast, bgp::kIpv6Unicast}));
  EXPECT_TRUE(peer.route_refresh);
  EXPECT_FALSE(peer.listen_port);
  EXPECT_FALSE(peer.graceful_restart);
  EXPECT_EQ(loaded.config.router->hold_down, std::chrono::seconds(5));
  EXPECT_EQ(loaded.config.admin.listen->to_string(), "127.0.0.1:7479");
}

TEST(LoadYaml, TtlSecurityCountsHops) {
  struct Case {
    const char* hops;
    int least;
  };
  for (const Case& one : {Case{"1", 255}, Case{"2", 254}, Case{"254", 2}}) {
    const auto loaded =
        load_yaml("f", "router: {asn: 1, id: 1.1.1.1}\npeers: [{address: 192.0.2.1, asn: 2, ttlSecurity: " + std::string(one.hops) + "}]\n", no_file);
    ASSERT_FALSE(loaded.diagnostics.has_errors()) << loaded.diagnostics.to_string();
    EXPECT_EQ(loaded.config.peers[0].incoming_ttl, one.least);
    EXPECT_EQ(loaded.config.peers[0].outgoing_ttl, 255);
  }
}

TEST(LoadYaml, APassivePeerListensWhereItIsAwaited) {
  const auto loaded =
      load_yaml("f", "router: {asn: 1, id: 1.1.1.1}\npeers: [{address: 192.0.2.1, sourceAddress: 192.0.2.2, asn: 2, passive: true}]\n", no_file);
  ASSERT_FALSE(loaded.diagnostics.has_errors()) << loaded.diagnostics.to_string();
  EXPECT_EQ(loaded.config.peers[0].listen_port, 179);
}

TEST(LoadYaml, ShortIntervalsShortenWhatDependsOnThem) {
  const auto loaded = load("checks: {a: {tcp: {address: \"127.0.0.1:1\"}, interval: 100ms}, b: {tcp: {address: \"127.0.0.1:1\"}, interval: 10s}}\n");
  ASSERT_TRUE(loaded.diagnostics.empty()) << loaded.diagnostics.to_string();
  EXPECT_EQ(loaded.config.checks[0].fast, milliseconds(100));
  EXPECT_EQ(loaded.config.checks[0].timeout, milliseconds(100));
  EXPECT_EQ(loaded.config.checks[1].fast, milliseconds(200));
  EXPECT_EQ(loaded.config.checks[1].timeout, milliseconds(800));
}

TEST(LoadYaml, AMistakeInOneThingHidesNoneInOthers) {
  const auto loaded = load("checks: {web: {tcp: {address: nowhere}}}\nservices: [{name: web, prefixes: [192.0.2.1/24], healthy: wbe}]\nadmin: {listen: x}\n");
  EXPECT_EQ(loaded.diagnostics.all().size(), 4U) << loaded.diagnostics.to_string();
}

TEST(LoadYaml, NoFileContentOrSecretIsShown) {
  const ReadFile read = [](const std::string&) -> Result<std::string> { return "hunter2\nsecond line"; };
  const auto loaded = load_yaml(
      "f",
      "router: {asn: 1, id: 1.1.1.1}\npeers: [{address: 192.0.2.1, asn: 2, password: {file: x}, oops: 1}, {address: 192.0.2.2, asn: 2, password: {value: "
      "\"hunter2\"}, oops: 1}]\nchecks: {a: {http: {url: \"http://x/\", headers: {Authorization: hunter2}, oops: 1}}}\n",
      read);
  EXPECT_TRUE(loaded.diagnostics.has_errors());
  EXPECT_EQ(loaded.diagnostics.to_string().find("hunter2"), std::string::npos) << loaded.diagnostics.to_string();
}

TEST(LoadYaml, ManyChecksAreReadInOneGo) {
  std::string text = "checks:\n";
  for (int i = 0; i < 5000; ++i)
    text += "  s" + std::to_string(i) + ": {http: {url: \"http://127.1.0.1:8080/\", reuse: false}, interval: 1s, fast: 1s, timeout: 1s, rise: 1, fall: 3}\n";
  const auto loaded = load(text);
  EXPECT_TRUE(loaded.diagnostics.empty());
  EXPECT_EQ(loaded.config.checks.size(), 5000U);
}

}  // namespace vigilcast::config::loader_test
