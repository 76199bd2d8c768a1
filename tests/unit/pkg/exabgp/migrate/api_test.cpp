#include "pkg/exabgp/migrate/api.h"

#include <gtest/gtest.h>

namespace vigilcast::exabgp::migrate_api_test {

std::string to_6(std::string_view line) { return migrate::migrate_command(line, Compat::v4_2, Compat::v6).text; }
std::string to_5(std::string_view line) { return migrate::migrate_command(line, Compat::v4_2, Compat::v5_0).text; }

TEST(MigrateApi, CommandsHaveTheirWordsOf6) {
  const std::pair<const char*, const char*> rows[] = {
      {"announce route 10.0.0.0/24 next-hop self", "peer * announce route 10.0.0.0/24 next-hop self"},
      {"neighbor * withdraw route 10.0.0.0/24", "peer * withdraw route 10.0.0.0/24"},
      {"neighbor 192.0.2.1 announce eor", "peer 192.0.2.1 announce eor"},
      {"neighbor 192.0.2.1 local-as 1 peer-as 2 announce eor ipv4 unicast", "peer 192.0.2.1 local-as 1 peer-as 2 announce eor ipv4 unicast"},
      {"neighbor 192.0.2.1, neighbor 192.0.2.2 peer-as 3 teardown 4", "peer [192.0.2.1, 192.0.2.2 peer-as 3] teardown 4"},
      {"neighbor 192.0.2.1 , neighbor 2001:db8::1 announce watchdog dog", "peer [192.0.2.1, 2001:db8::1] announce watchdog dog"},
      {"announce flow route { match { source 10.0.0.0/24; } then { discard; } }",
       "peer * announce flow route { match { source 10.0.0.0/24; } then { discard; } }"},
      {"flush adj-rib out", "rib flush out"},
      {"clear adj-rib in", "rib clear in"},
      {"show adj-rib out extensive ip", "rib show out extensive ip"},
      {"show neighbor", "peer show"},
      {"show neighbor summary", "peer show summary"},
      {"show neighbor 192.0.2.1 extensive json", "peer 192.0.2.1 show extensive"},
      {"disable-ack", "session ack disable"},
      {"silence-ack", "session ack silence"},
      {"shutdown", "daemon shutdown"},
      {"version", "system version"},
      {"reset", "session reset"},
      {"peer * announce eor", "peer * announce eor"},
      {"group start", "group start"},
      {"debug announce route", "debug announce route"},
      {"neighbor * teardown 4", "peer * teardown 4"},
      {"", ""},
      {"# a comment", "# a comment"},
  };
  for (const auto& [before, after] : rows) EXPECT_EQ(to_6(before), after);
}

TEST(MigrateApi, WhatIsNoCommandIsNamed) {
  const auto unknown = migrate::migrate_command("announcer route", Compat::v4_2, Compat::v6);
  EXPECT_EQ(unknown.text, "announcer route");
  EXPECT_NE(unknown.note, "");
  EXPECT_NE(migrate::migrate_command("neighbor 192.0.2.1 flush adj-rib out", Compat::v5_0, Compat::v6).note, "");
  EXPECT_EQ(migrate::migrate_command("debug text", Compat::v5_0, Compat::v6).note, "");
  const auto nothing = migrate::migrate_command("teardown 4", Compat::v4_2, Compat::v6);
  EXPECT_EQ(nothing.text, "teardown 4");
  EXPECT_NE(nothing.note.find("closes nothing"), std::string::npos);
  EXPECT_EQ(migrate::migrate_command("neighbor 192.0.2.1 teardown 4", Compat::v5_0, Compat::v6).note, "");
  for (const char* cut : {"neighbor", "neighbor ,", "neighbor 192.0.2.1 local-as", "show neighbor ,", "show"}) to_6(cut);  // no crash, no endless loop
}

TEST(MigrateApi, ValuesAreThoseOfTheLaterVersion) {
  EXPECT_EQ(to_5("announce route 10.0.0.0/24 next-hop self as-path [ 1 2 (3 4) ] med 5"),
            "announce route 10.0.0.0/24 next-hop self as-path [ 1 2 ] ( 3 4 ) med 5");
  EXPECT_EQ(to_5("announce route 10.0.0.0/24 next-hop self as-path 7"), "announce route 10.0.0.0/24 next-hop self as-path [ 7 ]");
  EXPECT_EQ(to_5("announce route 10.0.0.0/24 next-hop self extended-community [target:70000:1]"),
            "announce route 10.0.0.0/24 next-hop self extended-community [0x0202000111700001]");
  EXPECT_EQ(to_6("announce flow route { match { fragment not-a-fragment; } then { discard; } }"),
            "peer * announce flow route { match { fragment 0x0; } then { discard; } }");
  EXPECT_EQ(to_5("announce route 10.0.0.0/24 next-hop self"), "announce route 10.0.0.0/24 next-hop self");
  EXPECT_EQ(to_5("announce route 10.0.0.0/24 as-path [ 1 ("), "announce route 10.0.0.0/24 as-path [ 1 (");
  EXPECT_EQ(to_5("announce route 10.0.0.0/24 as-path"), "announce route 10.0.0.0/24 as-path");
}

}  // namespace vigilcast::exabgp::migrate_api_test
