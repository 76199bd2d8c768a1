// Good and bad specs of our own kinds: objects.json has one a line, with the sentence of the API server (`server`: its CRD) and ours (`agent`).
// A line without `server` is good.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "pkg/kube/resources/own_kinds.h"
#include "pkg/kube/resources/tables.h"

namespace vigilcast::kube::own_kinds_test {

using json::Value;

Value cases() {
  std::ifstream in(VIGILCAST_SOURCE_DIR "/tests/unit/pkg/kube/resources/objects.json");
  std::ostringstream text;
  text << in.rdbuf();
  auto parsed = json::parse(text.str(), "objects.json");
  EXPECT_TRUE(parsed) << parsed.error().to_string();
  return parsed.value_or(Value());
}

Value object_of(Value spec) {
  Value object;
  object.set("metadata", Value::object().set("name", "x").set("generation", 3));
  object.set("spec", std::move(spec));
  return object;
}

// Reads it, and reads what is written of it again.
template <class Kind>
Result<Value> read(const Value& spec) {
  const auto first = decode<Kind>(object_of(spec));
  if (!first) return std::unexpected(first.error());
  const auto second = decode<Kind>(object_of(encode_spec(*first)));
  EXPECT_TRUE(second) << json::dump(encode_spec(*first)) << ": " << second.error().text;
  EXPECT_TRUE(second && *first == *second) << json::dump(spec);
  return encode_spec(*first);
}

using Reading = Result<Value> (*)(const Value& spec);
const std::map<std::string, Reading> kReadings{
    {"BGPPeer", read<BgpPeer>}, {"AddressPool", read<AddressPool>}, {"Advertisement", read<Advertisement>}, {"HealthCheck", read<HealthCheck>}};

TEST(OwnKinds, GoodSpecsAreReadAndBadOnesExplained) {
  std::size_t good = 0;
  std::size_t bad = 0;
  const Value all = cases();
  for (const Value& item : all.items()) {
    SCOPED_TRACE(item["name"].string() + ": " + json::dump(item["spec"]));
    const auto result = kReadings.at(item["kind"].string())(item["spec"]);
    if (item["server"].is_null()) {
      EXPECT_TRUE(result) << result.error().text;
      ++good;
    } else if (!item["agent"].string().empty()) {
      ++bad;
      ASSERT_FALSE(result);
      EXPECT_NE(result.error().text.find(item["agent"].string()), std::string::npos) << result.error().text;
      EXPECT_TRUE(result.error().text.starts_with("spec")) << result.error().text;
    }
  }
  EXPECT_GE(good, 20U);
  EXPECT_GE(bad, 100U);
}

// What the API server fills in.
Value with_defaults(const ObjectDoc& object, const Value& given) {
  Value out = given;
  for (const FieldDoc& field : object.fields) {
    if (given[field.key].is_null() && !field.fallback.empty()) out.set(field.key, json::parse(field.fallback).value_or(Value()));
    if (given[field.key].is_object() && field.object != nullptr) out.set(field.key, with_defaults(field.object(), given[field.key]));
  }
  return out;
}

TEST(OwnKinds, DefaultsOfTheServerAreThoseOfTheProgram) {
  const Value all = cases();
  for (const Value& item : all.items()) {
    if (!item["server"].is_null()) continue;
    const auto kind = std::ranges::find_if(own_kinds(), [&](const OwnKind& own) { return own.info.kind == item["kind"].string(); });
    const Reading reading = kReadings.at(item["kind"].string());
    const auto plain = reading(item["spec"]);
    const auto filled = reading(with_defaults(kind->spec, item["spec"]));
    ASSERT_TRUE(plain && filled) << item["name"].string();
    EXPECT_EQ(json::dump(*plain), json::dump(*filled)) << item["name"].string();
  }
}

TEST(OwnKinds, EveryKeyIsInAGoodSpec) {
  std::map<std::string, std::set<std::string>> seen;
  const Value all = cases();
  for (const Value& item : all.items()) {
    if (!item["server"].is_null()) continue;
    for (const auto& [key, value] : item["spec"].members()) seen[item["kind"].string()].insert(key);
  }
  for (const OwnKind& kind : own_kinds()) {
    for (const FieldDoc& field : kind.spec.fields)
      EXPECT_TRUE(seen[std::string(kind.info.kind)].contains(std::string(field.key))) << kind.info.kind << "." << field.key;
  }
}

TEST(OwnKinds, APeerIsReadWhole) {
  const auto spec =
      json::parse(R"({"address": "192.0.2.1", "asn": 4200000000, "localASN": 65001, "port": 1179, "holdTime": "1m30s", "passwordSecret": {"name": "tor"},
    "ttlSecurity": 1, "families": ["ipv6-unicast"], "gracefulRestart": {}, "nodeSelectors": [{"matchLabels": {"rack": "a"}}]})");
  Value object = object_of(*spec);
  object.set(
      "status",
      *json::parse(R"({"conditions": [{"type": "Accepted", "status": "True", "reason": "Ok", "message": "", "lastTransitionTime": "2026-11-22T10:11:12Z"}]})"));
  const auto peer = decode<BgpPeer>(object);
  ASSERT_TRUE(peer) << peer.error().text;
  EXPECT_EQ(peer->meta.key.name, "x");
  EXPECT_EQ(peer->meta.generation, 3);
  EXPECT_EQ(peer->asn, 4200000000U);
  EXPECT_EQ(peer->local_asn, 65001U);
  EXPECT_EQ(peer->port, 1179);
  EXPECT_EQ(peer->hold_time, std::chrono::seconds(90));
  EXPECT_EQ(peer->connect_retry, std::chrono::seconds(5));
  EXPECT_EQ(peer->password, (SecretKeyRef{"tor", "password"}));
  EXPECT_EQ(peer->ttl_security, 1);
  EXPECT_EQ(peer->families, std::vector<bgp::Family>{bgp::kIpv6Unicast});
  EXPECT_EQ(peer->graceful_restart, std::chrono::seconds(15));
  ASSERT_EQ(peer->node_selectors.size(), 1U);
  EXPECT_TRUE(peer->node_selectors[0].matches({{"rack", "a"}, {"zone", "1"}}));
  EXPECT_NE(find_condition(peer->conditions, "Accepted"), nullptr);
}

TEST(OwnKinds, AnHttpCheckOfAUrlTakesSchemeAndPathFromIt) {
  const auto check =
      decode<HealthCheck>(object_of(*json::parse(R"({"target": "url", "url": "https://web.example:8443/healthz?full=1", "http": {"status": [204]}})")));
  ASSERT_TRUE(check) << check.error().text;
  const auto& http = std::get<HttpTemplate>(check->probe);
  EXPECT_TRUE(http.https);
  EXPECT_EQ(http.path, "/healthz?full=1");
  EXPECT_EQ(http.status, std::vector<health::StatusRange>({{204, 204}}));
  const auto tcp = decode<HealthCheck>(object_of(*json::parse(R"({"target": "url", "url": "tcp://127.0.0.1:53"})")));
  ASSERT_TRUE(tcp);
  EXPECT_TRUE(std::holds_alternative<TcpTemplate>(tcp->probe));
}

TEST(OwnKinds, ShortIntervalsShortenWhatIsNotGiven) {
  const auto check = decode<HealthCheck>(object_of(*json::parse(R"({"tcp": {}, "interval": "100ms"})")));
  ASSERT_TRUE(check);
  EXPECT_EQ(check->fast, std::chrono::milliseconds(100));
  EXPECT_EQ(check->timeout, std::chrono::milliseconds(100));
}

// An API server that is newer than the program may have keys that the program does not know; an object is not refused for that.
TEST(OwnKinds, KeysOfLaterVersionsArePassedOver) {
  EXPECT_TRUE(decode<AddressPool>(object_of(*json::parse(R"({"addresses": ["198.51.100.0/24"], "later": {"a": 1}})"))));
}

TEST(OwnKinds, WithoutASpecNothingIsWanted) {
  Value object = object_of(Value());
  EXPECT_EQ(decode<BgpPeer>(object).error().text, "spec: this is missing");
  EXPECT_EQ(decode<HealthCheck>(object).error().text, "spec: this is missing");
  object.set("spec", "text");
  EXPECT_EQ(decode<Advertisement>(object).error().text, "spec: an object with the keys of Advertisement is expected");
}

NodeBgpState state() {
  NodeBgpState state;
  state.node = "node-1";
  state.observed_at = "2026-11-22T10:11:12Z";
  state.sessions = {{.peer = "tor-a",
                     .address = *IpAddress::parse("192.0.2.1"),
                     .asn = 4200000000,
                     .state = "Established",
                     .since = "2026-11-22T10:11:12Z",
                     .advertised = 2,
                     .received = 0,
                     .last_down = ""},
                    {.peer = "tor-b",
                     .address = *IpAddress::parse("2001:db8::1"),
                     .asn = 65000,
                     .state = "Idle",
                     .since = "",
                     .advertised = 0,
                     .received = 0,
                     .last_down = "hold timer expired"}};
  state.prefixes = {{.prefix = *Prefix::parse("198.51.100.10/32"),
                     .services = {"default/web"},
                     .state = "up",
                     .announced = true,
                     .peers = {"tor-a"},
                     .reason = "healthy",
                     .message = "2 of 3 endpoints on this node are ready",
                     .since = "2026-11-22T10:11:12Z"},
                    {.prefix = *Prefix::parse("198.51.100.11/32"),
                     .services = {},
                     .state = "down",
                     .announced = false,
                     .peers = {},
                     .reason = "checks",
                     .message = "",
                     .since = ""}};
  state.conditions = {{"Ready", ConditionStatus::yes, "Synced", "", "2026-11-22T10:11:12Z", 1}};
  return state;
}

TEST(NodeBgpStates, ComeBackAsTheyWereWritten) {
  NodeBgpState written = state();
  const Value object = encode_status(written);
  EXPECT_EQ(object["kind"].string(), "NodeBGPState");
  EXPECT_EQ(object["apiVersion"].string(), "vigilcast.dev/v1alpha1");
  EXPECT_EQ(object["status"]["establishedCount"].integer(), 1);
  EXPECT_EQ(object["status"]["sessionCount"].integer(), 2);
  EXPECT_EQ(object["status"]["announcedCount"].integer(), 1);
  EXPECT_EQ(object["status"]["prefixCount"].integer(), 2);
  const auto read = decode<NodeBgpState>(object);
  ASSERT_TRUE(read) << read.error().text;
  written.meta.key.name = "node-1";
  EXPECT_EQ(*read, written);
}

TEST(NodeBgpStates, GoWithTheirNode) {
  const Value object = encode_object(state(), "uid-1");
  EXPECT_EQ(json::dump(object["metadata"]), R"({"name":"node-1","ownerReferences":[{"apiVersion":"v1","kind":"Node","name":"node-1","uid":"uid-1"}]})");
  EXPECT_TRUE(object["status"].is_null());
}

}  // namespace vigilcast::kube::own_kinds_test
