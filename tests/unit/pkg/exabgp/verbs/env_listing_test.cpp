#include "pkg/exabgp/verbs/env_listing.h"

#include <gtest/gtest.h>

namespace vigilcast::exabgp::env_listing_test {

Settings settings(const std::map<std::string, std::string>& environment) { return load_settings(environment, {}).settings; }

TEST(ExabgpEnv, WhatDiffersIsListedInBothForms) {
  const Settings some = settings({{"exabgp_tcp_port", "1790"}, {"exabgp_log_level", "debug"}, {"exabgp_daemon_user", "root"}, {"exabgp_api_ack", "true"}});
  EXPECT_EQ(env_listing(some, Compat::auto_, EnvForm::ini, true),
            "\n[exabgp.daemon]\nuser = 'root'\n\n[exabgp.log]\nlevel = DEBUG\n\n[exabgp.tcp]\nport = 1790\n");
  EXPECT_EQ(env_listing(some, Compat::auto_, EnvForm::variables, true), "exabgp.daemon.user='root'\nexabgp.log.level=DEBUG\nexabgp.tcp.port=1790\n");
  EXPECT_EQ(env_listing(settings({}), Compat::auto_, EnvForm::ini, true), "");
}

TEST(ExabgpEnv, ValuesAreWrittenAsExabgpWritesThem) {
  const std::string all = env_listing(settings({{"exabgp_tcp_bind", "127.0.0.1 ::1"}}), Compat::v5_0, EnvForm::ini, false);
  for (const char* line : {"\numask = '0o137'\n", "\nbind = '127.0.0.1 ::1'\n", "\nspeed = 1.0\n", "\nack = true\n", "\npipename = 'exabgp'\n",
                           "\nencoder = json\n", "\npid = ''\n"}) {
    EXPECT_NE(all.find(line), std::string::npos) << line << all;
  }
}

TEST(ExabgpEnv, AMaskOfNothingIsAMask) {
  for (const char* nothing : {"0", "000", "0o0"}) {
    EXPECT_EQ(env_listing(settings({{"exabgp_daemon_umask", nothing}}), Compat::auto_, EnvForm::variables, true), "exabgp.daemon.umask='0o0'\n") << nothing;
  }
}

TEST(ExabgpEnv, EachVersionHasItsOwn) {
  const auto has = [](Compat compat, const char* name) { return env_listing(settings({}), compat, EnvForm::variables, false).find(name) != std::string::npos; };
  EXPECT_TRUE(has(Compat::v3_4, "exabgp.api.highres=") && !has(Compat::v5_0, "exabgp.api.highres="));
  EXPECT_TRUE(has(Compat::v6, "exabgp.api.socketname=") && !has(Compat::v4_2, "exabgp.api.socketname="));
  EXPECT_TRUE(has(Compat::auto_, "exabgp.bgp.passive=") && !has(Compat::v4_2, "exabgp.bgp.passive="));
  EXPECT_FALSE(has(Compat::auto_, "debug") || has(Compat::auto_, "compat"));
}

// What is listed can be given again: as an environment file it makes the same settings.
TEST(ExabgpEnv, TheListIsAFileThatMakesTheSameSettings) {
  const Settings some = settings({{"exabgp_daemon_umask", "022"}, {"exabgp_tcp_bind", "::1"}, {"exabgp_log_short", "no"}, {"exabgp_reactor_speed", "2.5"}});
  const std::string file = env_listing(some, Compat::auto_, EnvForm::ini, false);
  const auto again = load_settings({}, {"exabgp.env", file});
  EXPECT_FALSE(again.diagnostics.has_errors()) << again.diagnostics.to_string();
  EXPECT_EQ(env_listing(again.settings, Compat::auto_, EnvForm::ini, false), file);
}

}  // namespace vigilcast::exabgp::env_listing_test
