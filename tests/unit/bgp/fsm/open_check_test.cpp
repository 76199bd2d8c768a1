// Which OPENs are refused, with what, and what is said about it.
#include "tests/unit/bgp/fsm/driver.h"

namespace vigilcast::bgp::fsm_test {

struct OpenCase {
  const char* name;
  std::uint32_t our_as;
  std::optional<std::uint32_t> configured;
  std::uint16_t my_as;
  std::optional<std::uint32_t> as4;
  const char* identifier;
  std::uint16_t hold_time;
  const char* reply;  // "": accepted
  const char* text;
};

const OpenCase kOpenCases[] = {
    {"as configured", 65001, 65000, 65000, 65000, "192.0.2.2", 90, "", ""},
    {"no capability, small AS", 65001, 65000, 65000, {}, "192.0.2.2", 90, "", ""},
    {"any AS will do", 65001, {}, 64999, {}, "192.0.2.2", 90, "", ""},
    {"wrong AS", 65001, 65000, 65009, 65009, "192.0.2.2", 90, "2/2", "the peer's AS is 65009, 65000 is configured"},
    {"wrong AS in the capability", 65001, 65000, 65000, 65009, "192.0.2.2", 90, "2/2", "the peer's AS is 65009, 65000 is configured"},
    {"AS 0", 65001, {}, 0, {}, "192.0.2.2", 90, "2/2", "the peer's OPEN carries AS 0, which nobody may use (RFC 7607)"},
    {"AS 0 beside a good capability", 65001, 65000, 0, 65000, "192.0.2.2", 90, "2/2", "the peer's OPEN carries AS 0, which nobody may use (RFC 7607)"},
    {"AS 0 in the capability", 65001, {}, 65000, 0, "192.0.2.2", 90, "2/2", "the peer's OPEN carries AS 0, which nobody may use (RFC 7607)"},
    {"4-byte AS", 65001, 4200000001, 23456, 4200000001, "192.0.2.2", 90, "", ""},
    {"4-byte AS without the capability",
     65001,
     4200000001,
     23456,
     {},
     "192.0.2.2",
     90,
     "2/2",
     "the peer's AS is 23456, 4200000001 is configured; 23456 stands for an AS above 65535: the peer does not offer the 4-byte AS capability"},
    {"AS_TRANS as an AS",
     65001,
     {},
     23456,
     {},
     "192.0.2.2",
     90,
     "2/2",
     "the peer's AS is 23456, which is reserved (RFC 6793) and tells nothing about its real AS"},
    {"AS_TRANS in the capability",
     65001,
     {},
     23456,
     23456,
     "192.0.2.2",
     90,
     "2/2",
     "the peer's AS is 23456, which is reserved (RFC 6793) and tells nothing about its real AS"},
    {"two-byte AS differs from the capability", 65001, 65000, 64000, 65000, "192.0.2.2", 90, "", ""},
    {"identifier 0", 65001, 65000, 65000, 65000, "0.0.0.0", 90, "2/3", "the peer's router id is 0.0.0.0"},
    {"our identifier, external", 65001, 65000, 65000, 65000, "192.0.2.1", 90, "", ""},
    {"our identifier, internal", 65000, 65000, 65000, 65000, "192.0.2.1", 90, "2/3",
     "the peer has our own router id 192.0.2.1: within one AS each router needs its own"},
    {"another identifier, internal", 65000, 65000, 65000, 65000, "192.0.2.2", 90, "", ""},
    {"identifier that is no host address", 65001, 65000, 65000, 65000, "239.0.0.1", 90, "", ""},
    {"hold time 0", 65001, 65000, 65000, 65000, "192.0.2.2", 0, "", ""},
    {"hold time 1", 65001, 65000, 65000, 65000, "192.0.2.2", 1, "2/6", "the peer asks for a hold time of 1s: it must be 0 or at least 3 seconds"},
    {"hold time 2", 65001, 65000, 65000, 65000, "192.0.2.2", 2, "2/6", "the peer asks for a hold time of 2s: it must be 0 or at least 3 seconds"},
    {"hold time 3", 65001, 65000, 65000, 65000, "192.0.2.2", 3, "", ""},
};

TEST(FsmOpenCheck, EveryCase) {
  for (const OpenCase& row : kOpenCases) {
    SCOPED_TRACE(row.name);
    Settings settings = ours();
    settings.local_as = row.our_as;
    settings.peer_as = row.configured;
    settings.capabilities.as4 = row.our_as;
    Open open = theirs();
    open.my_as = row.my_as;
    open.capabilities.as4 = row.as4;
    open.identifier = ip(row.identifier);
    open.hold_time = row.hold_time;
    Driver peer(settings);
    peer.to_open_sent();
    const std::string done = peer(OpenReceived{open});
    const std::string reply = row.reply;
    EXPECT_EQ(done, reply.empty() ? "KEEPALIVE, >OpenConfirm" : "NOTIFICATION " + reply + ", close, >Idle, down notification_sent");
    EXPECT_EQ(peer.last_down.text, row.text);
    EXPECT_EQ(peer.session.peer_open(), open) << "what the peer said is kept for people to see";
    EXPECT_EQ(peer.session.negotiated().has_value(), reply.empty());
  }
}

// O31 to O34: RFC 9234 section 4.2.
TEST(FsmOpenCheck, Roles) {
  const RawCapability malformed{9, {3, 3}}, unknown{9, {5}};
  const auto role = [](Role said) { return role_capability(said); };
  const struct {
    std::optional<Role> ours;
    bool strict;
    std::vector<RawCapability> theirs;
    const char* refused;
  } rows[] = {
      {Role::customer, true, {role(Role::provider)}, ""},
      {Role::customer, true, {role(Role::provider), role(Role::provider)}, ""},
      {Role::customer, false, {role(Role::customer)}, "the peer says that it is our customer, and we are its customer, so it must be our provider (RFC 9234)"},
      {Role::route_server, false, {role(Role::peer)}, "the peer says that it is our peer, and we are its rs, so it must be our rs-client (RFC 9234)"},
      {Role::peer, false, {}, ""},
      {Role::peer, false, {malformed, unknown}, ""},
      {Role::peer, true, {malformed, unknown}, "the peer names no role, and we are its peer, so it must be our peer (RFC 9234)"},
      {Role::peer, true, {}, "the peer names no role, and we are its peer, so it must be our peer (RFC 9234)"},
      {{}, false, {role(Role::peer)}, ""},
      {{}, false, {role(Role::peer), role(Role::customer)}, "the peer names more than one role (RFC 9234)"},
  };
  for (const auto& row : rows) {
    Settings settings = ours();
    if (row.ours) settings.capabilities.unknown = {role_capability(*row.ours)};
    settings.strict_role = row.strict;
    Open open = theirs();
    open.capabilities.unknown = row.theirs;
    Driver peer(settings);
    peer.to_open_sent();
    const std::string refused = row.refused;
    EXPECT_EQ(peer(OpenReceived{open}), refused.empty() ? "KEEPALIVE, >OpenConfirm" : "NOTIFICATION 2/11, close, >Idle, down notification_sent");
    EXPECT_EQ(peer.last_down.text, refused);
    EXPECT_EQ(peer.session.negotiated() ? peer.session.negotiated()->role : std::nullopt, refused.empty() ? row.ours : std::nullopt);
  }
}

// T39, O40 to O42, U40: RFC 6608. The data is the type of the message.
TEST(FsmOpenCheck, MessagesAtTheWrongTime) {
  const struct {
    int depth;
    Event event;
    const char* reply;
    std::uint8_t type;
  } rows[] = {
      {0, KeepaliveReceived{}, "5/1", 4}, {0, UpdateReceived{}, "5/1", 2},       {0, RouteRefreshReceived{}, "5/1", 5}, {1, OpenReceived{theirs()}, "5/2", 1},
      {1, UpdateReceived{}, "5/2", 2},    {1, RouteRefreshReceived{}, "5/2", 5}, {2, OpenReceived{theirs()}, "5/3", 1},
  };
  for (const auto& row : rows) {
    Driver peer;
    peer.to_open_sent();
    if (row.depth > 0) peer(OpenReceived{theirs()});
    if (row.depth > 1) peer(KeepaliveReceived{});
    EXPECT_EQ(peer(row.event), "NOTIFICATION " + std::string(row.reply) + ", close, >Idle, down notification_sent");
    EXPECT_EQ(peer.last_down.notification.data, Bytes{row.type});
  }
}

}  // namespace vigilcast::bgp::fsm_test
