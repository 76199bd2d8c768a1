// Speakers on loopback sockets: what the engine asks for really happens, at once and in order.
#include "bgp/speaker/speaker.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>

#include "bgp/wire/message.h"
#include "pkg/runtime/listener.h"
#include "pkg/runtime/tcp.h"
#include "tests/unit/pkg/runtime/run_until.h"

namespace vigilcast::bgp::speaker_test {

using namespace std::chrono_literals;
using runtime::Loop;
using runtime::run_until;

const IpAddress here = IpAddress::v4(0x7f000001), there = IpAddress::v4(0x7f000002);

struct Node {
  explicit Node(Loop& loop, std::uint64_t seed = 1)
      : speaker(loop, Rng(seed), [this](const PeerEvent& event) {
          events.push_back(event);
          if (on_event) on_event(event);
        }) {}

  Speaker* operator->() { return &speaker; }
  [[nodiscard]] PeerId peer() const { return speaker.engine().peers().front(); }
  [[nodiscard]] PeerStatus status() const { return speaker.engine().status(peer()); }
  [[nodiscard]] bool established() const { return status().state == fsm::State::established; }
  template <class Event>
  [[nodiscard]] const Event* last() const {
    const Event* found = nullptr;
    for (const PeerEvent& event : events) {
      if (const auto* one = std::get_if<Event>(&event.kind)) found = one;
    }
    return found;
  }
  [[nodiscard]] std::vector<std::string> received() const {
    std::vector<std::string> prefixes;
    speaker.engine().each_in(peer(), [&](const Nlri& nlri, const InView&) { prefixes.push_back(prefix_of(nlri).to_string()); });
    std::ranges::sort(prefixes);
    return prefixes;
  }

  std::vector<PeerEvent> events;
  std::function<void(const PeerEvent&)> on_event;
  Speaker speaker;
};

PeerConfig neighbor(const IpAddress& local, const IpAddress& remote, std::uint32_t local_as, std::uint32_t peer_as) {
  PeerConfig config;
  config.name = remote.to_string();
  config.address = remote;
  config.local_address = local;
  config.local_as = local_as;
  config.peer_as = peer_as;
  config.router_id = local;
  config.families = {kIpv4Unicast};
  return config;
}

RouteChange announcement(const std::string& prefix) {
  return Announce{{.nlri = unicast_nlri(Prefix::parse(prefix).value()), .next_hop = {.self = true, .given = {}}, .attributes = no_attributes(), .owner = {}}};
}
RouteChange withdrawal(const std::string& prefix) { return Withdraw{unicast_nlri(Prefix::parse(prefix).value()), {}}; }

void give(Node& node, const RouteChange& change) { node->apply(node.peer(), std::span(&change, 1)); }

// `caller` connects to `listener`; both have one peer.
class TwoSpeakers : public testing::Test {
 protected:
  void SetUp() override {
    const Endpoint endpoint{here, 0};
    ASSERT_TRUE(listener->listen(std::span(&endpoint, 1)).empty());
    at_listener.passive = true;
    at_caller.port = listener->listening().front().port;
  }
  bool establish() {
    EXPECT_TRUE(listener->set_peers(std::span(&at_listener, 1)).empty());
    EXPECT_TRUE(caller->set_peers(std::span(&at_caller, 1)).empty());
    listener->release_initial_routes();
    caller->release_initial_routes();
    return run_until(loop, [&] { return listener.established() && caller.established(); });
  }

  Loop loop;
  Node listener{loop, 1}, caller{loop, 2};
  PeerConfig at_listener = neighbor(here, there, 65001, 65002), at_caller = neighbor(there, here, 65002, 65001);
};

TEST_F(TwoSpeakers, ExchangeRoutes) {
  ASSERT_TRUE(establish());
  give(listener, announcement("192.0.2.1/32"));
  give(caller, announcement("198.51.100.0/24"));
  ASSERT_TRUE(run_until(loop, [&] { return !listener.received().empty() && !caller.received().empty(); }));
  EXPECT_EQ(caller.received(), std::vector<std::string>{"192.0.2.1/32"});
  EXPECT_EQ(listener.received(), std::vector<std::string>{"198.51.100.0/24"});
  give(listener, withdrawal("192.0.2.1/32"));
  EXPECT_TRUE(run_until(loop, [&] { return caller.received().empty(); }));
}

TEST_F(TwoSpeakers, UseTheAddressesTheyWereGiven) {
  ASSERT_TRUE(establish());
  EXPECT_EQ(caller.status().local.address, there);
  EXPECT_EQ(caller.status().remote, listener->listening().front());
  EXPECT_EQ(listener.status().remote, caller.status().local);
}

TEST_F(TwoSpeakers, ShareAPasswordAndATtl) {
  for (PeerConfig* config : {&at_listener, &at_caller}) {
    config->md5_password = "secret";
    config->outgoing_ttl = config->incoming_ttl = std::uint8_t{255};
  }
  if (const auto errors = listener->set_peers(std::span(&at_listener, 1)); !errors.empty()) GTEST_SKIP() << errors.front().to_string();
  EXPECT_TRUE(establish());
}

TEST_F(TwoSpeakers, ChangeTheirPasswordWithinASession) {  // T29
  at_listener.md5_password = at_caller.md5_password = "old";
  if (const auto errors = listener->set_peers(std::span(&at_listener, 1)); !errors.empty()) GTEST_SKIP() << errors.front().to_string();
  ASSERT_TRUE(establish());
  at_listener.md5_password = at_caller.md5_password = "new";
  ASSERT_TRUE(establish());
  give(listener, announcement("192.0.2.1/32"));
  ASSERT_TRUE(run_until(loop, [&] { return !caller.received().empty(); })) << "TCP repeats what was signed with the wrong key";
  EXPECT_EQ(caller.status().sessions, 1U);
  EXPECT_EQ(listener.status().sessions, 1U);
}

TEST_F(TwoSpeakers, MayHaveAnyAddressOfARange) {
  at_listener.remote_range = *Prefix::parse("127.0.0.0/24");
  at_listener.name = "leafs";
  EXPECT_TRUE(listener->set_peers(std::span(&at_listener, 1)).empty());
  EXPECT_TRUE(caller->set_peers(std::span(&at_caller, 1)).empty());
  listener->release_initial_routes();
  caller->release_initial_routes();
  give(listener, announcement("192.0.2.1/32"));
  ASSERT_TRUE(run_until(loop, [&] { return !caller.received().empty(); }));
  const auto member = listener->engine().find("leafs-127.0.0.2");
  ASSERT_TRUE(member);
  EXPECT_EQ(listener->engine().status(*member).state, fsm::State::established);
}

// Two sessions between one pair of addresses, each on a port of its own.
TEST_F(TwoSpeakers, MayHaveSeveralSessions) {
  ASSERT_TRUE(listener->listen({}).empty());
  const auto free_port = [&] {
    runtime::TcpListener probe(loop, {});
    EXPECT_TRUE(probe.open({here, 0}));
    return probe.local().port;
  };
  const std::uint16_t first = free_port(), second = free_port();
  PeerConfig other_listener = at_listener, other_caller = at_caller;
  at_listener.listen_port = at_caller.port = first;
  other_listener.name = "second";
  other_listener.listen_port = second;
  other_listener.peer_as = 65003;
  other_caller.name = "second";
  other_caller.port = second;
  other_caller.local_as = 65003;
  const PeerConfig at_listener_all[] = {at_listener, other_listener}, at_caller_all[] = {at_caller, other_caller};
  EXPECT_TRUE(listener->set_peers(at_listener_all).empty());
  EXPECT_TRUE(caller->set_peers(at_caller_all).empty());
  const auto all_up = [](const Node& node) {
    return std::ranges::all_of(node.speaker.engine().peers(), [&](PeerId id) { return node.speaker.engine().status(id).state == fsm::State::established; });
  };
  EXPECT_TRUE(run_until(loop, [&] { return all_up(listener) && all_up(caller); }));
}

TEST_F(TwoSpeakers, DoNotTalkWithoutThePassword) {
  at_listener.md5_password = "secret";
  if (const auto errors = listener->set_peers(std::span(&at_listener, 1)); !errors.empty()) GTEST_SKIP() << errors.front().to_string();
  bool failed = false;
  runtime::TcpConnection unsigned_one(loop, {.on_failed = [&](const std::string&) { failed = true; }});
  unsigned_one.connect(listener->listening().front(), {.local_address = there}, 30ms);
  ASSERT_TRUE(run_until(loop, [&] { return failed; }));
  at_listener.md5_password.clear();
  ASSERT_TRUE(establish()) << "a reload takes the password away";
}

TEST_F(TwoSpeakers, PartWithTheirLastWords) {
  ASSERT_TRUE(establish());
  bool done = false;
  caller->stop(Notification::cease_with_text(cease::admin_shutdown, "see you"), [&] { done = true; });
  EXPECT_FALSE(done);
  ASSERT_TRUE(run_until(loop, [&] { return done && !listener.established(); }));
  const auto* seen = listener.last<NotificationSeen>();
  ASSERT_NE(seen, nullptr);
  EXPECT_EQ(seen->notification.communication(), "see you");
  EXPECT_EQ(listener.status().last_down, fsm::DownReason::notification_received);
}

TEST_F(TwoSpeakers, AreToldWhenTheOtherSideVanishes) {
  auto brief = std::make_unique<Node>(loop, 3);
  ASSERT_TRUE(listener->set_peers(std::span(&at_listener, 1)).empty());
  ASSERT_TRUE(brief->speaker.set_peers(std::span(&at_caller, 1)).empty());
  ASSERT_TRUE(run_until(loop, [&] { return listener.established(); }));
  brief.reset();
  ASSERT_TRUE(run_until(loop, [&] { return !listener.established(); }));
  EXPECT_EQ(listener.status().last_down, fsm::DownReason::connection_closed);
  EXPECT_NE(listener.last<PeerDown>()->text.find("reset by the peer"), std::string::npos) << listener.last<PeerDown>()->text;
}

TEST_F(TwoSpeakers, ARemovedPeerIsToldSo) {
  ASSERT_TRUE(establish());
  caller->set_peers({});
  EXPECT_TRUE(caller->engine().peers().empty());
  ASSERT_TRUE(run_until(loop, [&] { return !listener.established(); }));
  EXPECT_EQ(listener.last<NotificationSeen>()->notification.subcode, cease::peer_deconfigured);
}

// What the observer asks for is done after what it was told about, and before the outermost call returns.
TEST_F(TwoSpeakers, TheObserverMayCallBackIn) {
  bool nested = false;
  listener.on_event = [&](const PeerEvent& event) {
    if (!std::holds_alternative<PeerUp>(event.kind)) return;
    nested = true;
    give(listener, announcement("192.0.2.1/32"));
  };
  ASSERT_TRUE(establish());
  EXPECT_TRUE(nested);
  EXPECT_TRUE(run_until(loop, [&] { return caller.received().size() == 1; }));
}

TEST_F(TwoSpeakers, TheObserverMayStopUs) {
  bool done = false;
  caller.on_event = [&](const PeerEvent& event) {
    if (std::holds_alternative<PeerUp>(event.kind)) caller->stop(Notification{ErrorCode::cease, cease::admin_shutdown, {}}, [&] { done = true; });
  };
  listener->set_peers(std::span(&at_listener, 1));
  caller->set_peers(std::span(&at_caller, 1));
  ASSERT_TRUE(run_until(loop, [&] { return done; }));
  EXPECT_TRUE(run_until(loop, [&] { return listener.last<NotificationSeen>() != nullptr; }));
}

// --- one speaker and a hand-made router ------------------------------------------------------------------------------------
class RawRouter : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(port.open({here, 0}));
    config.port = port.local().port;
    ASSERT_TRUE(node->set_peers(std::span(&config, 1)).empty());
    node->release_initial_routes();
    ASSERT_TRUE(run_until(loop, [&] { return bool(router); }));
    Bytes hello;
    Open open;
    open.my_as = 65001;
    open.hold_time = hold_time;
    open.identifier = here;
    open.capabilities.families = {kIpv4Unicast};
    encode_open(hello, open);
    encode_keepalive(hello);
    ASSERT_EQ(::send(router.get(), hello.data(), hello.size(), 0), static_cast<ssize_t>(hello.size()));
    ASSERT_TRUE(run_until(loop, [&] { return node.established(); }));
    while (!read_some().empty()) continue;
  }
  // What has arrived, without a turn of the speaker's loop.
  Bytes read_some() const {
    Bytes buffer(1 << 20);
    const ssize_t count = ::recv(router.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    buffer.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return buffer;
  }

  std::uint16_t hold_time = 90;
  Loop loop;
  Node node{loop};
  PeerConfig config = neighbor(there, here, 65002, 65001);
  runtime::Descriptor router;
  runtime::TcpListener port{loop, [this](runtime::Descriptor socket, const Endpoint&, const Endpoint&) { router = std::move(socket); }};
};

TEST_F(RawRouter, HasTheWithdrawalWhenApplyReturns) {
  give(node, announcement("192.0.2.1/32"));
  ASSERT_FALSE(read_some().empty());
  give(node, withdrawal("192.0.2.1/32"));
  pollfd readable{router.get(), POLLIN, 0};
  ASSERT_EQ(::poll(&readable, 1, 5000), 1);
  const Bytes update = read_some();
  EXPECT_EQ(to_hex(ByteView(update).subspan(19)), "000520C00002010000") << "one UPDATE that withdraws 192.0.2.1/32";
}

// A router that stops reading: what the kernel does not take waits, and all of it arrives when the router reads again.
TEST_F(RawRouter, GetsEverythingThoughItStoppedReading) {
  constexpr std::uint32_t routes = 8000;
  const int small = 256 * 1024;
  ::setsockopt(router.get(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  node->observe(node.peer(), {.updates_sent = false, .updates_received = false, .raw = false});
  std::vector<RouteChange> changes;
  for (std::uint32_t i = 0; i < routes; ++i) {  // about a kilobyte each, in an UPDATE of its own
    Bytes value(1000);
    value[0] = static_cast<std::uint8_t>(i >> 8), value[1] = static_cast<std::uint8_t>(i);
    AttributeSet own;
    own.set(UnknownAttribute{.code = 0x99, .value = std::move(value)});
    changes.push_back(Announce{{.nlri = unicast_nlri(Prefix::host(IpAddress::v4(0x0a000000 + i))),
                                .next_hop = {.self = true, .given = {}},
                                .attributes = std::make_shared<const AttributeSet>(std::move(own)),
                                .owner = {}}});
  }
  node->apply(node.peer(), changes);
  EXPECT_LT(node.status().routes_sent, changes.size()) << "the kernel took everything: nothing is tested";
  Bytes stream;
  std::size_t updates = 0;
  ASSERT_TRUE(run_until(loop, [&] {
    for (Bytes piece = read_some(); !piece.empty(); piece = read_some()) stream.insert(stream.end(), piece.begin(), piece.end());
    ByteView rest = stream;
    for (auto frame = next_frame(rest, kMaxExtendedMessage); frame && *frame; frame = next_frame(rest, kMaxExtendedMessage)) {
      updates += (*frame)->type == MessageType::update ? 1 : 0;
      rest = rest.subspan((*frame)->whole.size());
    }
    stream.erase(stream.begin(), stream.end() - static_cast<std::ptrdiff_t>(rest.size()));
    return updates >= routes;
  }));
  EXPECT_EQ(updates, routes);
  EXPECT_EQ(node.status().routes_sent, routes);
}

// UPDATEs of about four kilobytes, each with a route of its own.
Bytes large_updates(std::uint32_t count) {
  Negotiated session;  // as the router's OPEN has it: AS numbers of two octets
  session.families = {kIpv4Unicast};
  AttributeSet set;
  set.set(Origin{});
  set.set(AsPath::sequence({65001}));
  set.set(UnknownAttribute{.code = 0x99, .value = Bytes(3900)});
  Bytes out;
  for (std::uint32_t i = 0; i < count; ++i) {
    const Nlri nlri = unicast_nlri(Prefix::host(IpAddress::v4(0x0a000000 + i)));
    encode_announce(out, kIpv4Unicast, {here, {}}, set, std::span(&nlri, 1), session);
  }
  return out;
}

// An observer without room: what the router says waits in the kernels, first in ours and then in its own, and nowhere else.
TEST_F(RawRouter, IsStoppedByTcpWhileTheObserverHasNoRoom) {
  constexpr std::uint32_t routes = 5000;
  const int small = 64 * 1024;
  ::setsockopt(router.get(), SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
  std::size_t updates = 0;
  node.on_event = [&](const PeerEvent& event) {
    const auto* seen = std::get_if<UpdateSeen>(&event.kind);
    if (seen != nullptr && seen->direction == Direction::receive && updates++ == 0) node->pause_reading(node.peer());
  };
  const Bytes stream = large_updates(routes);
  std::size_t sent = 0;
  unsigned refused = 0;  // in a row
  const auto send_more = [&] {
    const ByteView rest = ByteView(stream).subspan(sent);
    const ssize_t count = rest.empty() ? 0 : ::send(router.get(), rest.data(), rest.size(), MSG_DONTWAIT);
    refused = count > 0 ? 0 : refused + 1;
    sent += static_cast<std::size_t>(std::max<ssize_t>(count, 0));
  };
  ASSERT_TRUE(run_until(loop, [&] { return send_more(), refused > 100; }));
  EXPECT_LT(sent, stream.size()) << "the kernels took everything: nothing is tested";
  EXPECT_LE(updates, 64U * 1024 / 3900 + 1) << "no more than was read in one go";
  EXPECT_TRUE(node.status().reading_paused);
  read_some();
  give(node, announcement("192.0.2.1/32"));
  EXPECT_FALSE(read_some().empty()) << "what we have to say goes out";
  node->resume_reading(node.peer());
  ASSERT_TRUE(run_until(loop, [&] { return send_more(), node.status().routes_received == routes; }))
      << node.status().routes_received << " routes, " << node.status().sessions << " sessions, " << sent << " of " << stream.size() << " sent, " << updates
      << " received";
  EXPECT_EQ(sent, stream.size());
  EXPECT_EQ(updates, routes);
  EXPECT_EQ(node.status().sessions, 1U);
}

class RawRouterWithAShortHoldTime : public RawRouter {
 protected:
  RawRouterWithAShortHoldTime() { hold_time = 3; }
};

// The hold time passes while nothing is read. Only what the socket tells keeps the session up.
TEST_F(RawRouterWithAShortHoldTime, IsAliveWhileItsBytesWait) {
  node->pause_reading(node.peer());
  const std::uint64_t before = node.status().received.keepalive;
  Bytes keepalive;
  encode_keepalive(keepalive);
  ASSERT_EQ(::send(router.get(), keepalive.data(), keepalive.size(), 0), static_cast<ssize_t>(keepalive.size()));
  ASSERT_TRUE(run_until(loop, [&] { return !node.status().reading_paused; }));
  EXPECT_TRUE(node.last<ReadingChanged>()->overdue) << "after the hold time";
  ASSERT_TRUE(run_until(loop, [&] { return node.status().received.keepalive > before; }));
  EXPECT_TRUE(node.established());
}

// --- alone ---------------------------------------------------------------------------------------------------------------
TEST(Speaker, SaysWhyItCannotConnect) {
  Loop loop;
  Node node(loop);
  PeerConfig config = neighbor(IpAddress::parse("192.0.2.9").value(), here, 65001, 65002);
  node->set_peers(std::span(&config, 1));
  ASSERT_TRUE(run_until(loop, [&] { return !node.status().last_down_text.empty(); }));
  EXPECT_EQ(node.status().last_down, fsm::DownReason::connect_failed);
  EXPECT_NE(node.status().last_down_text.find("local-address 192.0.2.9 is not on any interface of this host"), std::string::npos)
      << node.status().last_down_text;
}

TEST(Speaker, RefusesAStranger) {
  Loop loop;
  Node node(loop);
  const Endpoint endpoint{here, 0};
  ASSERT_TRUE(node->listen(std::span(&endpoint, 1)).empty());
  std::string said, closed;
  runtime::TcpConnection stranger(loop, {.on_data = [&](ByteView data) { said += to_hex(data); }, .on_closed = [&](const std::string& why) { closed = why; }});
  stranger.connect(node->listening().front(), {}, 10s);
  ASSERT_TRUE(run_until(loop, [&] { return !closed.empty(); }));
  EXPECT_TRUE(said.ends_with("030603")) << said << ": NOTIFICATION, Cease, Peer De-configured, as ExaBGP says it";
  ASSERT_NE(node.last<ConnectionRefused>(), nullptr);
  EXPECT_EQ(node.last<ConnectionRefused>()->remote.address, here);
}

TEST(Speaker, StoppedWithoutPeersIsDone) {
  Loop loop;
  Node node(loop);
  bool done = false;
  node->stop(Notification{}, [&] { done = true; });
  EXPECT_TRUE(run_until(loop, [&] { return done; }));
}

}  // namespace vigilcast::bgp::speaker_test
