// ExaBGP's environment settings: one table of what exists, and the values in force.
//
// Precedence: `exabgp.log.level` > `exabgp_log_level` > the ini file's `[exabgp.log] level = …` > the default. Names are lower case. Pure: the environment
// and the file's text are arguments. Values are read once; any thread may read them.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pkg/base/diagnostics.h"
#include "pkg/base/ip.h"
#include "pkg/base/time.h"
#include "pkg/exabgp/conf/compat.h"

namespace vigilcast::exabgp {

enum class SettingType : std::uint8_t { boolean, number, fraction, octal, word, text, addresses };

struct Setting {
  std::string_view key;       // "log.level"
  SettingType type = SettingType::text;
  std::string_view initial;   // the default
  std::string_view versions;  // "all", "5.0+"
  std::string_view doc;
  std::string_view words;     // of a word: what is allowed, separated by blanks
  std::string_view instead = {};  // of one that is accepted without an effect: what is so instead, for who sets it; empty: it acts
};

std::span<const Setting> all_settings();
bool in_version(const Setting& setting, Compat compat);  // auto is 5.0; settings of our own are in none
const Setting* find_setting(std::string_view key);

class Settings {
 public:
  [[nodiscard]] std::string_view text(std::string_view key) const;  // as given, or the default; empty for an unknown key
  [[nodiscard]] bool flag(std::string_view key) const;
  [[nodiscard]] long number(std::string_view key) const;
  [[nodiscard]] bool given(std::string_view key) const { return values_.contains(key); }

  [[nodiscard]] bool differs(const Setting& setting) const;  // from the default: ExaBGP writes files that say all defaults

  // The ones that this program acts on.
  [[nodiscard]] bool api_ack() const { return flag("api.ack"); }
  [[nodiscard]] bool api_compact() const { return flag("api.compact"); }
  [[nodiscard]] bool api_respawn() const { return flag("api.respawn"); }
  [[nodiscard]] bool api_terminate() const { return flag("api.terminate"); }
  [[nodiscard]] Duration open_wait() const { return std::chrono::seconds(number("bgp.openwait")); }
  [[nodiscard]] std::uint64_t most_attempts() const;  // to connect, for each peer; 0: no end
  [[nodiscard]] std::vector<std::string> silent_sources() const;  // of log lines that nobody wants
  [[nodiscard]] bool passive() const { return flag("bgp.passive"); }
  [[nodiscard]] bool rotate_files() const { return flag("debug.rotate"); }
  [[nodiscard]] bool drop_privileges() const { return flag("daemon.drop"); }
  [[nodiscard]] std::string_view user() const { return text("daemon.user"); }
  [[nodiscard]] bool daemonize() const { return flag("daemon.daemonize"); }
  [[nodiscard]] std::string_view pid_file() const { return text("daemon.pid"); }
  [[nodiscard]] unsigned umask() const { return static_cast<unsigned>(number("daemon.umask")); }
  [[nodiscard]] bool log_enabled() const { return flag("log.enable"); }
  [[nodiscard]] std::string_view log_level() const { return text("log.level"); }
  [[nodiscard]] std::string_view log_destination() const { return text("log.destination"); }
  [[nodiscard]] std::vector<IpAddress> tcp_bind() const;
  [[nodiscard]] std::uint16_t tcp_port() const { return static_cast<std::uint16_t>(number("tcp.port")); }
  [[nodiscard]] Compat compat() const;

  // Checks the value against the setting's type; an error text for people, or nothing.
  std::string set(const Setting& setting, std::string_view value);

 private:
  std::map<std::string, std::string, std::less<>> values_;  // what differs from the defaults
};

struct LoadedSettings {
  Settings settings;
  Diagnostics diagnostics;  // settings that are unknown or change nothing here are warnings, wrong values errors
};

struct IniFile {
  std::string_view name;
  std::string_view text;
};

LoadedSettings load_settings(const std::map<std::string, std::string>& environment, const IniFile& ini);

}  // namespace vigilcast::exabgp
