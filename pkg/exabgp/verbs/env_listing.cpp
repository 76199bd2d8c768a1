#include "pkg/exabgp/verbs/env_listing.h"

#include <cstdio>

namespace vigilcast::exabgp {
namespace {

// Those of ExaBGP's own developers are hidden there, too.
bool is_listed(const Setting& setting, Compat compat) { return in_version(setting, compat) && !setting.key.starts_with("debug."); }

std::string value_text(const Settings& settings, const Setting& setting) {
  const std::string value(settings.text(setting.key));
  switch (setting.type) {
    case SettingType::boolean: return settings.flag(setting.key) ? "true" : "false";
    case SettingType::octal: {
      char digits[24];
      std::snprintf(digits, sizeof digits, "'0o%lo'", static_cast<unsigned long>(settings.number(setting.key)));
      return digits;
    }
    case SettingType::text:
    case SettingType::addresses: return "'" + value + "'";
    case SettingType::number:
    case SettingType::fraction:
    case SettingType::word: break;
  }
  return value;
}

}  // namespace

std::string env_listing(const Settings& settings, Compat compat, EnvForm form, bool differing_only) {
  std::string out, section;
  for (const Setting& setting : all_settings()) {
    if (!is_listed(setting, compat) || (differing_only && !settings.differs(setting))) continue;
    const std::size_t dot = setting.key.find('.');
    const std::string name(setting.key.substr(dot + 1)), value = value_text(settings, setting);
    if (form == EnvForm::variables) {
      out += "exabgp." + std::string(setting.key) + "=" + value + "\n";
      continue;
    }
    if (section != setting.key.substr(0, dot)) {
      section = setting.key.substr(0, dot);
      out += "\n[exabgp." + section + "]\n";
    }
    out += name + " = " + value + "\n";
  }
  return out;
}

}  // namespace vigilcast::exabgp
