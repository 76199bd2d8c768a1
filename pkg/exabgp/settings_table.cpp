#include <array>

#include "pkg/exabgp/settings.h"

namespace vigilcast::exabgp {
namespace {

using enum SettingType;
// What is so instead, of settings without an effect here.
constexpr std::string_view kPython = "it is for ExaBGP's own developers";
constexpr std::string_view kNoSuchLines = "there are no lines of that kind";
constexpr std::string_view kAlwaysTold = "such lines are told whatever it says";
constexpr std::string_view kLevels = "FATAL CRITICAL CRIT ERROR ERR WARNING NOTICE INFO DEBUG NOTSET";

constexpr auto kSettings = std::to_array<Setting>({
    // clang-format off
    {"api.ack", boolean, "true", "4.2+", "answer each command of a helper with done or error", ""},
    {"api.chunk", number, "1", "4.2+", "routes a turn while showing", "", "answers do not hold up anything else"},
    {"api.cli", boolean, "true", "4.2+", "open the pipes of the command line", ""},
    {"api.compact", boolean, "false", "4.2+", "JSON destinations that are prefixes alone as plain strings", ""},
    {"api.encoder", word, "json", "all", "the encoder of a process is what counts", "text json", "each process section names its encoder"},
    {"api.highres", boolean, "false", "3.4", "times with fractions", "", "times always have fractions"},
    {"api.pipename", text, "exabgp", "4.2+", "base name of the pipes", ""},
    {"api.respawn", boolean, "true", "all", "start a helper again when it ends", ""},
    {"api.show-routes-format", word, "v1", "5.0.15", "shape of the JSON that shows routes", "v1 v2"},
    {"api.socket", text, "", "3.4", "path of a command socket", "", "vigilcast status, peers and routes ask over the control socket"},
    {"api.socketname", text, "exabgp", "6", "base name of the command socket", ""},
    {"api.terminate", boolean, "false", "all", "end when a helper ends", ""},
    {"api.version", word, "6", "6", "grammar of the commands", "4 6"},
    {"bgp.openwait", number, "60", "all", "seconds to wait for the peer's OPEN", ""},
    {"bgp.passive", boolean, "false", "5.0+", "never connect out", ""},
    {"bgp.paths_limit_audit", boolean, "true", "6", "count paths", "", "paths are not counted"},
    {"cache.attributes", boolean, "true", "all", "share equal attributes", "", "equal attributes are always shared"},
    {"cache.nexthops", boolean, "true", "all", "share equal next hops", "", "equal attributes are always shared"},
    {"compat", word, "auto", "vigilcast", "the version that is imitated", "auto 3.4 4.2 5.0 6"},
    {"daemon.daemonize", boolean, "false", "all", "go to the background", ""},
    {"daemon.drop", boolean, "true", "all", "helpers do not run as root", ""},
    {"daemon.pid", text, "", "all", "path of the pid file", ""},
    {"daemon.umask", octal, "0137", "all", "file mode mask of helpers; where it is given, of the program, too", ""},
    {"daemon.user", text, "nobody", "all", "who runs the helpers, where the program is run by root", ""},
    {"debug.configuration", boolean, "false", "all", "stop in the parser", "", kPython},
    {"debug.defensive", boolean, "false", "all", "random faults", "", kPython},
    {"debug.memory", boolean, "false", "all", "memory statistics", "", kPython},
    {"debug.pdb", boolean, "false", "all", "Python's debugger", "", kPython},
    {"debug.rotate", boolean, "false", "all", "one file at a time, the next one at each reload", ""},
    {"debug.route", text, "", "all", "decode a route and end", "", kPython},
    {"debug.selfcheck", boolean, "false", "all", "check what is encoded", "", kPython},
    {"debug.timing", boolean, "false", "6", "time statistics", "", kPython},
    {"healthcheck.native", boolean, "false", "vigilcast", "run health checks inside of the program, without a process for each", ""},
    {"log.all", boolean, "false", "all", "every source", ""},
    {"log.configuration", boolean, "true", "all", "log the reading of files", ""},
    {"log.daemon", boolean, "true", "all", "log pid, user, signals", ""},
    {"log.destination", text, "stdout", "all", "stdout, stderr, syslog, host:IP or a file", ""},
    {"log.enable", boolean, "true", "all", "log at all", ""},
    {"log.level", word, "INFO", "all", "least level that is logged", kLevels},
    {"log.message", boolean, "false", "all", "log messages", "", kNoSuchLines},
    {"log.network", boolean, "true", "all", "log connections", ""},
    {"log.packets", boolean, "false", "all", "log bytes", "", kNoSuchLines},
    {"log.parser", boolean, "false", "all", "log what is decoded", "", kAlwaysTold},
    {"log.processes", boolean, "true", "all", "log helpers and commands", ""},
    {"log.reactor", boolean, "true", "all", "log sessions and signals", ""},
    {"log.rib", boolean, "false", "all", "log route changes", "", kAlwaysTold},
    {"log.routes", boolean, "false", "all", "log received routes", "", kAlwaysTold},
    {"log.short", boolean, "true", "all", "no time and pid in front of a line", ""},
    {"log.statistics", boolean, "true", "5.0+", "log counters", "", "counters are metrics, not log lines"},
    {"log.timers", boolean, "false", "all", "log timers", "", kNoSuchLines},
    {"pdb.enable", boolean, "false", "all", "Python's debugger", "", kPython},
    {"profile.enable", boolean, "false", "all", "Python's profiler", "", kPython},
    {"profile.file", text, "", "all", "where its result goes", "", kPython},
    {"reactor.speed", fraction, "1.0", "all", "length of a turn", "", "there are no turns to wait for"},
    {"tcp.acl", boolean, "false", "all", "never had a meaning", ""},
    {"tcp.attempts", number, "0", "5.0+", "connection attempts for each peer, and then the end; 0 is no end", ""},
    {"tcp.bind", addresses, "", "all", "addresses to listen on, separated by blanks", ""},
    {"tcp.delay", number, "0", "all", "minutes to wait at the start", "", "the program starts at once"},
    {"tcp.once", boolean, "false", "all", "one connection attempt for each peer, and then the end", ""},
    {"tcp.port", number, "179", "all", "where to listen and to connect", ""},
    // clang-format on
});

}  // namespace

std::span<const Setting> all_settings() { return kSettings; }

bool in_version(const Setting& setting, Compat compat) {
  const Compat version = compat == Compat::auto_ ? Compat::v5_0 : compat;
  if (setting.versions == "all") return true;
  if (setting.versions == "4.2+") return version >= Compat::v4_2;
  if (setting.versions == "5.0+") return version >= Compat::v5_0;
  return setting.versions.starts_with(compat_name(version));  // "5.0.15": one version alone
}

const Setting* find_setting(std::string_view key) {
  for (const Setting& setting : kSettings) {
    if (setting.key == key) return &setting;
  }
  return nullptr;
}

}  // namespace vigilcast::exabgp
