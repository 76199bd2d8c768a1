#include "pkg/exabgp/settings.h"

#include <algorithm>
#include <array>

#include "pkg/base/text.h"

namespace vigilcast::exabgp {
namespace {

constexpr unsigned kLowest = 1, kHighest = 3;  // rank of ini file and dotted variable

bool is_true(std::string_view text) {
  constexpr std::array kTrue = {"1", "yes", "on", "enable", "true"};
  return std::ranges::find(kTrue, to_lower(text)) != kTrue.end();
}

std::vector<std::string_view> setting_keys() {
  std::vector<std::string_view> out;
  for (const Setting& setting : all_settings()) out.push_back(setting.key);
  return out;
}

// Variables that ExaBGP or its wrappers set for themselves.
bool is_internal(std::string_view name) {
  constexpr std::array<std::string_view, 4> kInternal = {"exabgp_version", "exabgp_cli_pipe", "exabgp_cli_socket", "exabgp_api_cli_mode"};
  return std::ranges::find(kInternal, name) != kInternal.end();
}

// "log_level", "api_show_routes_format" -> "log.level", "api.show-routes-format"; as written when no setting is meant.
std::string dotted(std::string_view name) {
  std::string out(name);
  if (out == "tcp_connections") return "tcp.attempts";
  if (const std::size_t at = out.find('_'); at != std::string::npos) out[at] = '.';
  if (find_setting(out) != nullptr) return out;
  std::string dashes = out;
  std::ranges::replace(dashes, '_', '-');
  return find_setting(dashes) != nullptr ? dashes : out;
}

// "0137", or "0o137" as ExaBGP itself writes it into its environment file.
std::optional<std::uint32_t> parse_octal(std::string_view text) {
  if (text.starts_with("0o")) text.remove_prefix(2);
  return parse_number<std::uint32_t>(text, 8);
}

struct Offer {
  std::string value;
  Place place;
  unsigned rank = 0;
};

// Everything that was said about settings, the strongest word for each.
class Collector {
 public:
  explicit Collector(LoadedSettings& out) : out_(out) {}

  void variable(const std::string& name, const std::string& value) {
    const Place place{"environment " + name, 0, 0};
    if (name.starts_with("exabgp.")) {
      offer(name.substr(7), {value, place, kHighest});
    } else if (name.starts_with("exabgp_") && !is_internal(name)) {
      offer(dotted(name.substr(7)), {value, place, kHighest - 1});
    }
  }

  void ini(const IniFile& file) {
    std::string section;
    unsigned number = 0;
    for (const std::string_view raw : split(file.text, '\n')) {
      ++number;
      const std::string_view line = trim(raw);
      const Place place{std::string(file.name), number, 0};
      if (line.empty() || line.starts_with('#') || line.starts_with(';')) continue;
      if (line.starts_with('[')) {
        section = trim(line.substr(1, line.find(']') - 1));
      } else {
        ini_line(section, line, place);
      }
    }
  }

  void apply() {
    for (const auto& [key, offer] : offers_) {
      const Setting* setting = find_setting(key);
      const std::string problem = out_.settings.set(*setting, offer.value);
      if (!problem.empty()) {
        const std::string initial(setting->initial);
        out_.diagnostics.error(offer.place, std::string("exabgp.").append(key).append(": ").append(problem), "the default is \"" + initial + "\"");
      } else if (!setting->instead.empty() && out_.settings.differs(*setting)) {
        out_.diagnostics.warning(offer.place, "exabgp." + key + " has no effect in this version of vigilcast: " + std::string(setting->instead));
      }
    }
  }

 private:
  void ini_line(const std::string& section, std::string_view line, const Place& place) {
    const std::size_t equals = line.find_first_of("=:");
    if (equals == std::string_view::npos) {
      out_.diagnostics.error(place, "\"" + printable(line) + "\" is not a setting", "write: name = value");
      return;
    }
    if (!section.starts_with("exabgp.")) return;  // other programs may share the file
    std::string_view value = trim(line.substr(equals + 1));
    if (value.size() >= 2 && (value.front() == '\'' || value.front() == '"') && value.back() == value.front()) value = value.substr(1, value.size() - 2);
    offer(section.substr(7) + "." + std::string(trim(line.substr(0, equals))), {std::string(value), place, kLowest});
  }

  void offer(const std::string& key, Offer offer) {
    if (find_setting(key) == nullptr) {
      const auto near = nearest(key, setting_keys());
      out_.diagnostics.warning(offer.place, "exabgp." + printable(key) + " is not a setting", near ? "did you mean exabgp." + *near + "?" : "");
      return;
    }
    Offer& best = offers_[key];
    if (offer.rank >= best.rank) best = std::move(offer);
  }

  LoadedSettings& out_;
  std::map<std::string, Offer> offers_;
};

}  // namespace

std::string_view Settings::text(std::string_view key) const {
  if (const auto found = values_.find(key); found != values_.end()) return found->second;
  const Setting* setting = find_setting(key);
  return setting == nullptr ? std::string_view{} : setting->initial;
}

bool Settings::flag(std::string_view key) const { return is_true(text(key)); }

long Settings::number(std::string_view key) const {
  const Setting* setting = find_setting(key);
  if (setting != nullptr && setting->type == SettingType::octal) return parse_octal(text(key)).value_or(0);
  return parse_number<long>(text(key)).value_or(0);
}

std::vector<IpAddress> Settings::tcp_bind() const {
  std::vector<IpAddress> out;
  for (const std::string_view word : words(text("tcp.bind"))) {
    if (const auto address = IpAddress::parse(word)) out.push_back(*address);
  }
  return out;
}

std::uint64_t Settings::most_attempts() const { return flag("tcp.once") ? 1 : static_cast<std::uint64_t>(number("tcp.attempts")); }

// Only of the switches that are on by default: what we tell under the names of the others is not what they switch.
std::vector<std::string> Settings::silent_sources() const {
  struct Switch {
    std::string_view key;
    std::vector<std::string> sources;
  };
  const std::array<Switch, 5> switches{{{"log.configuration", {"configuration"}},
                                        {"log.reactor", {"reactor"}},
                                        {"log.daemon", {"daemon", "environment"}},
                                        {"log.processes", {"processes", "process", "api"}},
                                        {"log.network", {"network"}}}};
  std::vector<std::string> out;
  for (const Switch& one : switches) {
    if (!flag(one.key) && !flag("log.all")) out.insert(out.end(), one.sources.begin(), one.sources.end());
  }
  return out;
}

Compat Settings::compat() const { return parse_compat(text("compat")).value_or(Compat::auto_); }

std::string Settings::set(const Setting& setting, std::string_view value) {
  const std::string shown = "\"" + printable(value) + "\"";
  switch (setting.type) {
    case SettingType::number:
    case SettingType::octal: {
      const auto number = setting.type == SettingType::octal ? parse_octal(value) : parse_number<std::uint32_t>(value);
      if (!number) return shown + (setting.type == SettingType::octal ? " is not an octal number" : " is not a number");
      if (setting.key == "tcp.port" && (*number == 0 || *number > 65535)) return shown + " is not a port";
      break;
    }
    case SettingType::word: {
      const auto allowed = words(setting.words);
      const auto same = [&](std::string_view word) { return to_lower(word) == to_lower(value); };
      const auto found = std::ranges::find_if(allowed, same);
      if (found == allowed.end()) return shown + " is none of " + std::string(setting.words);
      value = *found;
      break;
    }
    case SettingType::addresses:
      for (const std::string_view word : words(value)) {
        if (!IpAddress::parse(word)) return "\"" + printable(word) + "\" is not an IP address";
      }
      break;
    case SettingType::fraction:
      if (value.empty() || value.find_first_not_of("0123456789.") != std::string_view::npos) return shown + " is not a number";
      break;
    case SettingType::boolean:
    case SettingType::text: break;
  }
  values_[std::string(setting.key)] = value;
  return {};
}

bool Settings::differs(const Setting& setting) const {
  const std::string_view value = text(setting.key);
  switch (setting.type) {
    case SettingType::boolean: return is_true(value) != is_true(setting.initial);
    case SettingType::number: return parse_number<std::uint32_t>(value) != parse_number<std::uint32_t>(setting.initial);
    case SettingType::octal: return parse_octal(value) != parse_octal(setting.initial);
    default: return value != setting.initial;
  }
}

LoadedSettings load_settings(const std::map<std::string, std::string>& environment, const IniFile& ini) {
  LoadedSettings out;
  Collector collector(out);
  collector.ini(ini);
  for (const auto& [name, value] : environment) collector.variable(name, value);
  collector.apply();
  return out;
}

}  // namespace vigilcast::exabgp
