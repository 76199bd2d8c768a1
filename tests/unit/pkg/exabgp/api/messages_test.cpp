// Against lines that ExaBGP 5.0 prints; only host, pid, time and counter are this program's.
#include "pkg/exabgp/api/messages.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace vigilcast::exabgp::messages_test {

const std::string kHead = R"({ "exabgp": "5.0.0", "time": 1795297267.331292, "host" : "vm", "pid" : 25390, "ppid" : 25386, )";
const std::string kNeighbor =
    R"("neighbor": { "address": { "local": "127.0.0.1", "peer": "127.0.0.1" }, "asn": { "local": 65000, "peer": 65001 }, "router-id": "2.2.2.2" , )";

class MessagesTest : public ::testing::Test {
 protected:
  MessagesTest() {
    config.name = "neighbor 127.0.0.1";
    config.address = local;
    config.local_as = 65000;
    config.peer_as = 65001;
    config.router_id = *IpAddress::parse("2.2.2.2");
    wants.neighbor_changes = wants.fsm = true;
    wants.receive.parsed = wants.receive.update = wants.receive.notification = wants.receive.keepalive = wants.receive.refresh = true;
  }
  std::string line(bgp::PeerEventKind kind, model::Encoder encoder = model::Encoder::json, model::Shape shape = model::Shape::standard) {
    return messages.event({encoder, shape, wants}, {config, local, nullptr}, Telling(&kind), now);
  }
  std::string line(const Telling& telling, model::Encoder encoder = model::Encoder::json) {
    return messages.event({encoder, model::Shape::standard, wants}, {config, local, nullptr}, telling, now);
  }
  static bgp::UpdateSeen announcement() {
    bgp::UpdateSeen seen{bgp::Direction::receive, {}, {}, {}};
    seen.update.attributes.set(bgp::Origin{});
    seen.update.attributes.set(bgp::AsPath::sequence({65001}));
    seen.update.attributes.set(bgp::Med{10});
    seen.update.announced.push_back({bgp::kIpv4Unicast, {*IpAddress::parse("192.168.1.1"), {}}, {bgp::unicast_nlri(*Prefix::parse("10.0.0.0/8"))}});
    return seen;
  }
  static bgp::UpdateSeen withdrawal() {
    bgp::UpdateSeen seen{bgp::Direction::receive, {}, {}, {}};
    seen.update.withdrawn.push_back({bgp::kIpv4Unicast, {bgp::unicast_nlri(*Prefix::parse("10.0.0.0/8"))}});
    return seen;
  }

  IpAddress local = *IpAddress::parse("127.0.0.1");
  bgp::PeerConfig config;
  model::Subscription wants;
  WallTime now{std::chrono::microseconds(1795297267331292)};
  Messages messages{Identity{"vm", 25390, 25386, bgp::Dialect::v5_0}};
};

TEST_F(MessagesTest, StateMessages) {
  EXPECT_EQ(line(bgp::PeerConnected{}), kHead + R"("counter": 1, "type": "state", )" + kNeighbor + "\"state\": \"connected\" } }\n");
  EXPECT_EQ(line(bgp::PeerUp{}), kHead + R"("counter": 2, "type": "state", )" + kNeighbor + "\"state\": \"up\" } }\n");
  EXPECT_EQ(line(bgp::PeerDown{bgp::fsm::DownReason::notification_received, "the peer sent NOTIFICATION", {bgp::ErrorCode::cease, 2, {}}, true}),
            kHead + R"("counter": 3, "type": "state", )" + kNeighbor + "\"state\": \"down\", \"reason\": \"notification received (6,2)\" } }\n");
  EXPECT_EQ(line(Telling(StateTold{"ESTABLISHED"})), kHead + R"("counter": 4, "type": "fsm", )" + kNeighbor + "\"state\": \"ESTABLISHED\" } }\n");
}

TEST_F(MessagesTest, Updates) {
  EXPECT_EQ(
      line(announcement()),
      kHead + R"("counter": 1, "type": "update", )" + kNeighbor +
          R"("direction": "receive", "message": { "update": { "attribute": { "origin": "igp", "as-path": {"0": {"element": "as-sequence", "value": [65001]}}, "med": 10 }, )" +
          R"("announce": { "ipv4 unicast": { "192.168.1.1": [ { "nlri": "10.0.0.0/8" } ] } } } } } })" + "\n");
  EXPECT_EQ(line(withdrawal()), kHead + R"("counter": 2, "type": "update", )" + kNeighbor +
                                    R"("direction": "receive", "message": { "update": { "withdraw": { "ipv4 unicast": [ { "nlri": "10.0.0.0/8" } ] } } } } })" +
                                    "\n");
}

TEST_F(MessagesTest, TheGuidesShapeIsKeyedByPrefixInBothPlaces) {
  const std::string announced = line(announcement(), model::Encoder::json, model::Shape::guide);
  const std::string routes = R"("announce": { "ipv4 unicast": { "10.0.0.0/8": [ { "next-hop": "192.168.1.1" } ] } })";
  EXPECT_NE(announced.find(routes + " }, " + routes + " }"), std::string::npos) << announced;
  const std::string withdrawn = line(withdrawal(), model::Encoder::json, model::Shape::guide);
  EXPECT_NE(withdrawn.find(R"("withdraw": { "ipv4 unicast": { "10.0.0.0/8": )"), std::string::npos) << withdrawn;
}

TEST_F(MessagesTest, WhatIsNotAskedForIsNotSaid) {
  auto sent = announcement();
  sent.direction = bgp::Direction::send;
  EXPECT_EQ(line(sent), "");
  wants = {};
  EXPECT_EQ(line(announcement()), "");
  EXPECT_EQ(line(bgp::PeerUp{}), "");
}

TEST_F(MessagesTest, TextLines) {
  EXPECT_EQ(line(bgp::PeerUp{}, model::Encoder::text), "neighbor 127.0.0.1 up\n\n");
  EXPECT_EQ(line(announcement(), model::Encoder::text),
            "neighbor 127.0.0.1 receive update start\n"
            "neighbor 127.0.0.1 receive update announced 10.0.0.0/8 next-hop 192.168.1.1 origin igp as-path ( 65001 ) med 10\n"
            "neighbor 127.0.0.1 receive update end\n\n");
  EXPECT_EQ(line(Telling(StateTold{"IDLE"}), model::Encoder::text), "") << "the text encoder has no fsm message";
}

// The text repeats the attributes with each prefix: of a message with many of both, what no queue has room for is not made.
TEST_F(MessagesTest, TheTextOfAnUpdateEndsWhereNobodyHasRoomForIt) {
  bgp::UpdateSeen seen = announcement();
  bgp::Communities communities;
  for (std::uint32_t i = 0; i < 1000; ++i) communities.values.push_back({0xfde80000 + i});
  seen.update.attributes.set(communities);
  for (std::uint32_t i = 0; i < 1000; ++i) seen.update.announced.front().nlri.push_back(bgp::unicast_nlri(Prefix::host(IpAddress::v4(0x0b000000 + i))));
  const bgp::PeerEventKind kind = seen;
  const Neighbor about{config, local, nullptr};
  const auto text = [&](std::size_t most) {
    return messages.event({.encoder = model::Encoder::text, .shape = {}, .wants = wants, .most_bytes = most}, about, Telling(&kind), now);
  };
  const std::string whole = text(SIZE_MAX);
  EXPECT_EQ(std::ranges::count(whole, '\n'), 1001 + 3);
  EXPECT_EQ(text(whole.size()), whole);
  const std::size_t line_size = whole.size() / 1001, most = 100'000;
  const std::string cut = text(most);
  EXPECT_GT(cut.size(), most) << "so that whoever counts sees that it is too much";
  EXPECT_LE(cut.size(), most + 2 * line_size);
}

TEST_F(MessagesTest, WordsFromThePeerStayValidJson) {
  const bgp::Notification rude = bgp::Notification::cease_with_text(2, "bye \"\x1b[31m");
  const std::string out = line(bgp::NotificationSeen{bgp::Direction::receive, rude, {}});
  EXPECT_EQ(out.find('\x1b'), std::string::npos);
  EXPECT_NE(out.find(R"(bye \")"), std::string::npos) << out;
}

TEST_F(MessagesTest, RawPacketsComeBesideOrInsideTheParsedMessage) {
  wants.receive.packets = true;
  const std::string both = line(bgp::KeepaliveSeen{bgp::Direction::receive});
  EXPECT_NE(both.find(R"("message": { "category": 4, "header": "0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF001304", "body": "0x" })"), std::string::npos) << both;
  EXPECT_EQ(std::ranges::count(both, '\n'), 2);
  wants.receive.consolidate = true;
  EXPECT_EQ(std::ranges::count(line(bgp::KeepaliveSeen{bgp::Direction::receive}), '\n'), 1);
}

TEST_F(MessagesTest, Shutdown) {
  EXPECT_EQ(messages.shutdown(model::Encoder::text, now), "shutdown 25390 25386\n\n") << "an empty line follows each message in text";
  EXPECT_EQ(messages.shutdown(model::Encoder::json, now), kHead + "\"type\": \"notification\", \"notification\": \"shutdown\" }\n");
}

}  // namespace vigilcast::exabgp::messages_test
