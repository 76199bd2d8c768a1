#include "pkg/model/diff.h"

#include <gtest/gtest.h>

#include "tests/unit/pkg/model/routes.h"

namespace vigilcast::model::diff_test {

using std::chrono::seconds;

bgp::PeerConfig peer(std::string name, std::string_view address) {
  bgp::PeerConfig out;
  out.name = std::move(name);
  out.address = IpAddress::parse(address).value();
  out.local_as = 65001;
  out.peer_as = 65000;
  return out;
}

WrittenRoute route(std::string peer, std::string_view prefix, std::optional<std::uint32_t> med = {}) {
  WrittenRoute out;
  out.peer = std::move(peer);
  out.nlri = bgp::unicast_nlri(Prefix::parse(prefix).value());
  bgp::AttributeSet attributes;
  if (med) attributes.set(bgp::Med{*med});
  out.terms.attributes = std::make_shared<const bgp::AttributeSet>(attributes);
  return out;
}

announce::ServiceSpec service(std::string name) {
  announce::ServiceSpec out;
  out.name = std::move(name);
  out.prefixes = {Prefix::parse("192.0.2.1/32").value()};
  return out;
}

health::CheckSpec check(std::string name) {
  health::CheckSpec out;
  out.name = std::move(name);
  return out;
}

Config config() {
  Config out;
  out.router = RouterConfig{65001, IpAddress::parse("192.0.2.11").value(), seconds(5), {}};
  out.peers = {peer("tor-a", "192.0.2.1"), peer("tor-b", "192.0.2.2")};
  out.routes = packed({route("tor-a", "198.51.100.0/24", 1), route("tor-b", "198.51.100.0/24", 1)});
  out.checks = {check("web")};
  out.services = {service("web")};
  out.processes = {ProcessSpec{"watch", {"/bin/watch"}, Encoder::json, true, Shape::standard, "/etc"}};
  out.attachments = {Attachment{"watch", "tor-a", {}}};
  out.admin.listen = Endpoint::parse("127.0.0.1:7479").value();
  return out;
}

std::vector<std::string> lines(const Difference& difference) {
  std::vector<std::string> out;
  for (const Change& change : difference.changes) out.push_back(change.text);
  return out;
}

using Lines = std::vector<std::string>;

TEST(Diff, OfEqualConfigurationsIsEmpty) {
  const Difference none = diff(config(), config());  // attributes are equal values in different places
  EXPECT_TRUE(none.empty()) << lines(none).front();
}

struct Edit {
  const char* what;
  void (*edit)(Config&);
  Lines told;
};

TEST(Diff, SaysEachChangeInALine) {
  const Edit cases[] = {
      {"router", [](Config& c) { c.router->hold_down = seconds(1); }, {"router: holdDown (of the next start) 5s -> 1s"}},
      {"may announce", [](Config& c) { c.router->may_announce = {Prefix::parse("192.0.2.0/24").value()}; }, {"router: mayAnnounce [] -> [192.0.2.0/24]"}},
      {"no router", [](Config& c) { c.router.reset(); }, {"router: there is none any more"}},
      {"hold time", [](Config& c) { c.peers[0].hold_time = 30; }, {"peer tor-a: hold time 180 -> 30; the session is reset"}},
      {"password", [](Config& c) { c.peers[0].md5_password = "hunter2"; }, {"peer tor-a: password; the session is reset"}},
      {"families", [](Config& c) { c.peers[0].families = {bgp::kIpv4Unicast}; }, {"peer tor-a: families [] -> [ipv4 unicast]; the session is reset"}},
      {"description", [](Config& c) { c.peers[0].description = "left rack"; }, {"peer tor-a: description; the session stays"}},
      {"option", [](Config& c) { c.peers[0].group_updates = false; }, {"peer tor-a: capabilities or options; the session stays"}},
      {"new peer", [](Config& c) { c.peers.push_back(peer("tor-c", "192.0.2.3")); }, {"peer tor-c is new"}},
      {"check", [](Config& c) { c.checks[0].rise = 5; }, {"check web: rise 3 -> 5"}},
      {"probe", [](Config& c) { c.checks[0].probe = health::TcpProbe{"127.0.0.1:1"}; }, {"check web: what is asked"}},
      {"new check", [](Config& c) { c.checks.push_back(check("port")); }, {"check port is new"}},
      {"service", [](Config& c) { c.services[0].up.as_path_prepend = 1; }, {"service web: announce.up"}},
      {"prefixes", [](Config& c) { c.services[0].prefixes.clear(); }, {"service web: prefixes [192.0.2.1/32] -> []"}},
      {"no service", [](Config& c) { c.services.clear(); }, {"service web is gone"}},
      {"process", [](Config& c) { c.processes[0].run = {"/bin/other"}; }, {"process watch is started anew"}},
      {"attachment", [](Config& c) { c.attachments[0].wants.fsm = true; }, {"process watch: what it is told of its peers changes; it keeps running"}},
      {"listener", [](Config& c) { c.listen = {Endpoint::parse("192.0.2.11:179").value()}; }, {"listener 192.0.2.11:179 is new"}},
      {"admin", [](Config& c) { c.admin.listen.reset(); }, {"admin: listen 127.0.0.1:7479 -> closed"}},
  };
  for (const Edit& one : cases) {
    Config after = config();
    one.edit(after);
    EXPECT_EQ(lines(diff(config(), after)), one.told) << one.what;
  }
}

TEST(Diff, NeverShowsASecret) {
  Config before = config();
  Config after = config();
  before.peers[0].md5_password = "old-secret";
  after.peers[0].md5_password = "new-secret";
  for (const std::string& line : lines(diff(before, after))) EXPECT_EQ(line.find("secret"), std::string::npos) << line;
}

TEST(Diff, KnowsWhatResetsASession) {
  Config after = config();
  after.peers[0].hold_time = 30;
  after.peers[1].description = "x";
  const Difference got = diff(config(), after);
  ASSERT_EQ(got.changes.size(), 2U);
  EXPECT_EQ(got.changes[0].kind, ChangeKind::reset);
  EXPECT_EQ(got.changes[1].kind, ChangeKind::changed);
  EXPECT_TRUE(got.touches(Part::peer));
  EXPECT_FALSE(got.touches(Part::service));
}

TEST(Diff, CountsTheRoutesThatDiffer) {
  Config after = config();
  after.routes = packed({route("tor-a", "198.51.100.0/24", 2), route("tor-a", "203.0.113.0/24")});
  EXPECT_EQ(lines(diff(config(), after)), (Lines{"routes of peer tor-a: 1 new, 1 changed, 0 gone", "routes of peer tor-b: 0 new, 0 changed, 1 gone"}));
}

TEST(Diff, RoutesGoWithTheirPeerAndComeWithIt) {
  Config after = config();
  after.peers = {peer("tor-a", "192.0.2.1"), peer("tor-c", "192.0.2.3")};
  after.routes = packed({route("tor-a", "198.51.100.0/24", 1), route("tor-c", "198.51.100.0/24", 1)});
  EXPECT_EQ(lines(diff(config(), after)), (Lines{"peer tor-b is gone", "peer tor-c is new", "routes of peer tor-c: 1 new, 0 changed, 0 gone"}));
}

}  // namespace vigilcast::model::diff_test
