#include "pkg/exabgp/settings.h"

#include <gtest/gtest.h>

namespace vigilcast::exabgp::settings_test {

using Environment = std::map<std::string, std::string>;

TEST(ExabgpSettings, DotsBeatUnderscoresBeatTheFile) {
  const IniFile ini{"exabgp.env", "[exabgp.log]\nlevel = ERROR\n"};
  EXPECT_EQ(load_settings({}, {}).settings.log_level(), "INFO");
  EXPECT_EQ(load_settings({}, ini).settings.log_level(), "ERROR");
  EXPECT_EQ(load_settings({{"exabgp_log_level", "WARNING"}}, ini).settings.log_level(), "WARNING");
  EXPECT_EQ(load_settings({{"exabgp_log_level", "WARNING"}, {"exabgp.log.level", "debug"}}, ini).settings.log_level(), "DEBUG");
}

TEST(ExabgpSettings, Defaults) {
  const Settings settings;
  EXPECT_TRUE(settings.api_ack() && settings.api_respawn() && settings.drop_privileges() && settings.log_enabled());
  EXPECT_FALSE(settings.passive() || settings.api_terminate());
  EXPECT_EQ(settings.tcp_port(), 179);
  EXPECT_EQ(settings.number("daemon.umask"), 0137);
  EXPECT_EQ(settings.user(), "nobody");
  EXPECT_EQ(settings.compat(), Compat::auto_);
  EXPECT_TRUE(settings.tcp_bind().empty());
}

TEST(ExabgpSettings, BooleansAreTrueInFiveWords) {
  for (const char* word : {"1", "yes", "ON", "Enable", "true"}) EXPECT_TRUE(load_settings({{"exabgp.bgp.passive", word}}, {}).settings.passive()) << word;
  for (const char* word : {"0", "no", "off", "y", "", "disable"}) EXPECT_FALSE(load_settings({{"exabgp.bgp.passive", word}}, {}).settings.passive()) << word;
}

// What is asked for and does not happen is told; what a file says that ExaBGP wrote itself, with every default in it, is not.
TEST(ExabgpSettings, WhatHasNoEffectIsTold) {
  const IniFile ini{"exabgp.env", "[exabgp.tcp]\ndelay = 3\nonce = false\n[exabgp.api]\npipename = 'exabgp'\n[exabgp.daemon]\numask = '0o137'\n"};
  const auto loaded = load_settings({{"exabgp_api_chunk", "5"}}, ini);
  EXPECT_FALSE(loaded.diagnostics.has_errors());
  const std::string said = loaded.diagnostics.to_string();
  EXPECT_NE(said.find("exabgp.env:2: warning: exabgp.tcp.delay has no effect in this version of vigilcast: the program starts at once"), std::string::npos)
      << said;
  EXPECT_NE(said.find("environment exabgp_api_chunk: warning: exabgp.api.chunk has no effect"), std::string::npos) << said;
  EXPECT_EQ(loaded.diagnostics.all().size(), 2U) << said;
}

// Lines of these kinds are told with the others: to ask for them, or for none, changes nothing.
TEST(ExabgpSettings, SwitchesOfLogLinesThatSwitchNothing) {
  for (const char* key : {"exabgp.log.parser", "exabgp.log.rib", "exabgp.log.routes"}) {
    const auto loaded = load_settings({{key, "true"}}, {});
    EXPECT_NE(loaded.diagnostics.to_string().find("has no effect"), std::string::npos) << key;
    EXPECT_EQ(loaded.settings.silent_sources(), Settings().silent_sources()) << key;
  }
}

TEST(ExabgpSettings, HowOftenAndHowLong) {
  EXPECT_EQ(Settings().most_attempts(), 0U);
  EXPECT_EQ(Settings().open_wait(), std::chrono::seconds(60));
  EXPECT_EQ(load_settings({{"exabgp.tcp.attempts", "3"}}, {}).settings.most_attempts(), 3U);
  EXPECT_EQ(load_settings({{"exabgp.tcp.attempts", "3"}, {"exabgp.tcp.once", "true"}}, {}).settings.most_attempts(), 1U);
  EXPECT_EQ(load_settings({{"exabgp.bgp.openwait", "5"}}, {}).settings.open_wait(), std::chrono::seconds(5));
}

// A file that says all defaults silences nothing.
TEST(ExabgpSettings, SourcesAreSilencedOneByOne) {
  using Sources = std::vector<std::string>;
  EXPECT_EQ(load_settings({{"exabgp.log.rib", "false"}, {"exabgp.log.reactor", "true"}}, {}).settings.silent_sources(), Sources());
  EXPECT_EQ(load_settings({{"exabgp.log.reactor", "false"}}, {}).settings.silent_sources(), Sources({"reactor"}));
  EXPECT_EQ(load_settings({{"exabgp.log.processes", "no"}}, {}).settings.silent_sources(), Sources({"processes", "process", "api"}));
  EXPECT_EQ(load_settings({{"exabgp.log.reactor", "false"}, {"exabgp.log.all", "true"}}, {}).settings.silent_sources(), Sources());
}

TEST(ExabgpSettings, OldNames) {
  EXPECT_EQ(load_settings({{"exabgp_tcp_connections", "3"}}, {}).settings.text("tcp.attempts"), "3");
  EXPECT_EQ(load_settings({{"exabgp_api_show_routes_format", "v2"}}, {}).settings.text("api.show-routes-format"), "v2");
  EXPECT_EQ(load_settings({{"exabgp_compat", "4.2"}}, {}).settings.compat(), Compat::v4_2);
}

TEST(ExabgpSettings, IniSyntax) {
  const IniFile ini{"e",
                    "# comment\n; another\n\n[other.program]\nx = y\n[exabgp.tcp]\nbind = '127.0.0.1 ::1'\nport: 1790\n[exabgp.daemon]\r\nuser=\"exabgp\"\r\n"};
  const auto loaded = load_settings({}, ini);
  EXPECT_TRUE(loaded.diagnostics.empty()) << loaded.diagnostics.to_string();
  EXPECT_EQ(loaded.settings.tcp_bind().size(), 2U);
  EXPECT_EQ(loaded.settings.tcp_port(), 1790);
  EXPECT_EQ(loaded.settings.user(), "exabgp");
}

struct Wrong {
  Environment environment;
  std::string_view said;
  bool error;
};

TEST(ExabgpSettings, MistakesAreNamed) {
  const std::vector<Wrong> wrong = {
      {{{"exabgp.tcp.port", "many"}}, "\"many\" is not a number", true},        {{{"exabgp.tcp.port", "70000"}}, "\"70000\" is not a port", true},
      {{{"exabgp.tcp.bind", "localhost"}}, "\"localhost\" is not an IP", true}, {{{"exabgp.log.level", "LOUD"}}, "\"LOUD\" is none of", true},
      {{{"exabgp.daemon.umask", "0999"}}, "is not an octal number", true},      {{{"exabgp_tcp_bnd", "::1"}}, "did you mean exabgp.tcp.bind?", false},
      {{{"exabgp.nonsense", "1"}}, "exabgp.nonsense is not a setting", false},
  };
  for (const Wrong& each : wrong) {
    const auto loaded = load_settings(each.environment, {});
    const std::string said = loaded.diagnostics.to_string();
    EXPECT_NE(said.find(each.said), std::string::npos) << said;
    EXPECT_EQ(loaded.diagnostics.has_errors(), each.error) << said;
  }
}

TEST(ExabgpSettings, OtherVariablesAreNotOurs) {
  EXPECT_TRUE(load_settings({{"PATH", "/bin"}, {"EXABGP_ETC", "/x"}, {"exabgp_version", "5.0.0"}, {"exabgpx", "1"}}, {}).diagnostics.empty());
}

TEST(ExabgpSettings, TheTableIsWhole) {
  for (const Setting& setting : all_settings()) {
    EXPECT_EQ(find_setting(setting.key), &setting) << setting.key;
    EXPECT_FALSE(setting.doc.empty()) << setting.key;
    Settings settings;
    EXPECT_EQ(settings.set(setting, setting.initial), "") << setting.key;
  }
}

}  // namespace vigilcast::exabgp::settings_test
