// Flags and files, and what is wrong with them.
#include "pkg/exabgp/healthcheck/options.h"

#include <gtest/gtest.h>

#include <set>

#include "pkg/exabgp/healthcheck/option_table.h"

namespace vigilcast::exabgp::health_options_test {

using namespace std::chrono_literals;
using Strings = std::vector<std::string>;

HealthcheckWords read(const Strings& flags, const std::string& file = {}, Compat compat = Compat::auto_) {
  return read_healthcheck(flags, compat, [&](const std::string& path) -> Result<std::string> {
    if (path != "hc.conf") return fail("no such file", path);
    return file;
  });
}

HealthcheckOptions good(const Strings& flags, const std::string& file = {}) {
  auto out = read(flags, file);
  EXPECT_TRUE(out.problems.empty()) << out.problems.front();
  return out.options;
}

TEST(HealthOptions, AreWrittenInManyWays) {
  for (const Strings& flags : std::vector<Strings>{{"--interval", "2.5", "--debug", "--no-ack"},
                                                   {"--interval=2.5", "--debug", "--no-ack"},
                                                   {"-i", "2.5", "-d", "-a"},
                                                   {"-i2.5", "-da"},
                                                   {"-dai2.5"},
                                                   {"-i=2.5", "-ad"},
                                                   {"--interv", "2.5", "--debu", "--no-a"}}) {
    const auto options = good(flags);
    EXPECT_EQ(options.interval, 2500ms);
    EXPECT_TRUE(options.debug && options.no_ack && !options.silent);
  }
}

TEST(HealthOptions, TheFacilityMayBeLeftOut) {
  EXPECT_EQ(good({"-sF"}).syslog_facility, "daemon");
  EXPECT_EQ(good({"-sF", "local3", "-d"}).syslog_facility, "local3");
  EXPECT_EQ(good({"-sFlocal3"}).syslog_facility, "local3");
  EXPECT_EQ(good({"--syslog-facility", "-d"}).syslog_facility, "daemon");
}

TEST(HealthOptions, AValueMayLookLikeAFlag) {
  EXPECT_EQ(good({"--local-preference", "-1"}).local_preference, -1);
  EXPECT_EQ(good({"--command", "-x is no command"}).command, "-x is no command");
  EXPECT_EQ(good({"--command=-x"}).command, "-x");
}

TEST(HealthOptions, AFileHasThemAsLines) {
  const auto options =
      good({"-F", "hc.conf", "--interval", "9", "--ip", "10.0.0.6"},
           "# a comment\n\n  debug\nname = haproxy\r\ninterval = 10\nfast-interval=1.5\ncommand = test 1 = 1\nip = 10.0.0.5/32\nup-execute = echo 'a b'\n");
  EXPECT_TRUE(options.debug);
  EXPECT_EQ(options.name, "haproxy");
  EXPECT_EQ(options.interval, 9s) << "the command line comes last";
  EXPECT_EQ(options.fast, 1500ms);
  EXPECT_EQ(options.command, "test 1 = 1");
  EXPECT_EQ(options.ips, (std::vector{*Prefix::parse("10.0.0.5"), *Prefix::parse("10.0.0.6")})) << "what may be repeated is added up";
  EXPECT_EQ(options.up_execute, Strings{"echo 'a b'"});
}

TEST(HealthOptions, ANetworkMayHaveAMask) { EXPECT_EQ(good({"--ip", "10.0.4.0/255.255.252.0"}).ips.at(0).to_string(), "10.0.4.0/22"); }

struct Refusal {
  Strings flags;
  std::string told;
  std::string file = {};
};

const std::vector<Refusal> kRefusals = {
    {{"--silent", "--no-syslog"}, "argument --no-syslog: not allowed with argument --silent/-s"},
    {{"--interval", "soon"}, "argument --interval/-i: 'soon': not a number of seconds"},
    {{"--interval", "-1"}, "argument --interval/-i: '-1': not a number of seconds"},
    {{"--interval", "nan"}, "not a number of seconds"},
    {{"--timeout", "1.5"}, "argument --timeout/-t: '1.5': not a whole number of seconds"},
    {{"--rise", ""}, "argument --rise: '': not a whole number"},
    {{"--rise"}, "argument --rise: expected one argument"},
    {{"--command", "--debug"}, "argument --command/-c: expected one argument"},
    {{"--debug=yes"}, "argument --debug/-d: it takes no value, and got 'yes'"},
    {{"--d"}, "ambiguous option: --d could be --debug, --disable"},
    {{"--widthraw-on-down"}, "(did you mean --withdraw-on-down?)"},
    {{"-z"}, "unrecognized arguments: -z"},
    {{"word"}, "unrecognized arguments: word"},
    {{"--ip", "10.0.0.1/24"}, "argument --ip: '10.0.0.1/24'"},
    {{"--ip", "10.0.0.0/255.0.255.0"}, "the mask has holes"},
    {{"--ip", "10.0.0.0/8"}, "too many addresses"},
    {{"--ip", "2001:db8::/64", "--no-ip-setup", "--deaggregate-networks"}, "too many addresses"},
    {{"--next-hop", "self"}, "argument --next-hop/-N: 'self'"},
    {{"--neighbor", "tor-a"}, "argument --neighbor: 'tor-a'"},
    {{"--community", "1:1 ]\nshutdown"}, "a control character"},
    {{"--ip-ifname", "10.0.0.1%eth0"}, "there is no --ip 10.0.0.1/32"},
    {{"--ip", "10.0.0.1", "--ip-ifname", "10.0.0.1%eth0;reboot"}, "no name of an interface"},
    {{"--ip", "10.0.0.1", "--ip-ifname", "10.0.0.1"}, "write IP%INTERFACE"},
    {{"--config", "gone.conf"}, "argument --config/-F: gone.conf: no such file"},
    {{"--config", "hc.conf"}, "hc.conf:2: argument --rise: 'many': not a whole number", "debug\nrise = many\n"},
    {{"--config", "hc.conf"}, "hc.conf:1: unrecognized arguments: --colour", "colour = red\n"},
};

TEST(HealthOptions, WhatIsWrongIsTold) {
  for (const Refusal& row : kRefusals) {
    const auto problems = read(row.flags, row.file).problems;
    ASSERT_EQ(problems.size(), 1U) << row.told;
    EXPECT_NE(problems.front().find(row.told), std::string::npos) << problems.front();
  }
}

TEST(HealthOptions, AllMistakesAtOnce) { EXPECT_EQ(read({"--rise", "x", "--fall", "y", "z"}).problems.size(), 3U); }

TEST(HealthOptions, AVersionHasItsOwn) {
  EXPECT_FALSE(read({"--debounce"}, "", Compat::v4_2).problems.empty());
  EXPECT_TRUE(read({"--debounce"}, "", Compat::v5_0).problems.empty());
  EXPECT_EQ(healthcheck_usage(Compat::v4_2).find("--debounce"), std::string::npos);
}

TEST(HealthOptions, HelpHasEachOnce) {
  EXPECT_TRUE(read({"--help"}).help);
  std::set<std::string_view> names;
  for (const HealthcheckOption& option : healthcheck_options()) {
    EXPECT_TRUE(names.insert(option.name).second) << option.name;
    EXPECT_NE(healthcheck_usage(Compat::auto_).find("--" + std::string(option.name)), std::string::npos);
  }
}

}  // namespace vigilcast::exabgp::health_options_test
