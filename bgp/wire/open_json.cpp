#include <algorithm>
#include <array>

#include "bgp/wire/capability_codec.h"
#include "bgp/wire/json.h"
#include "pkg/base/json_writer.h"
#include "pkg/base/text.h"

namespace vigilcast::bgp {
namespace {

std::string_view mode_name(AddPathMode mode) {
  constexpr std::array<std::string_view, 4> kNames{"disabled", "receive", "send", "send/receive"};
  return kNames[static_cast<std::size_t>(mode) & 3];
}

// "ipv4/unicast"; numbers where there is no word.
std::string family_words(Family family, char separator) {
  const std::string_view afi = afi_name(family.afi);
  const std::string_view safi = safi_name(family.safi);
  return (afi.empty() ? "afi-" + std::to_string(static_cast<unsigned>(family.afi)) : std::string(afi)) + separator +
         (safi.empty() ? "safi-" + std::to_string(static_cast<unsigned>(family.safi)) : std::string(safi));
}

std::string afi_words(Afi afi) { return afi_name(afi).empty() ? "afi-" + std::to_string(static_cast<unsigned>(afi)) : std::string(afi_name(afi)); }

template <class Range, class Print>
std::string joined(const Range& values, std::string_view separator, Print print) {
  std::string out;
  for (const auto& value : values) {
    if (!out.empty()) out += separator;
    out += print(value);
  }
  return out;
}

std::string multiprotocol_json(const Capabilities& from, Dialect) {
  return R"("name": "multiprotocol", "families": [ )" + joined(from.families, ", ", [](Family one) { return '"' + family_words(one, '/') + '"'; }) + " ]";
}
std::string multiprotocol_text(const Capabilities& from, Dialect) {
  return "multiprotocol(" + joined(from.families, ",", [](Family one) { return family_words(one, ' '); }) + ")";
}

std::string next_hop_json(const Capabilities& from, Dialect) {
  return R"("name": "nexthop", "conversion": [ )" +
         joined(from.extended_next_hop, ", ",
                [](const ExtendedNextHop& one) { return '"' + family_words(one.family, '/') + "/" + afi_words(one.next_hop) + '"'; }) +
         " ]";
}
std::string next_hop_text(const Capabilities& from, Dialect) {
  return "nexthop(" +
         joined(from.extended_next_hop, ",", [](const ExtendedNextHop& one) { return family_words(one.family, ' ') + " " + afi_words(one.next_hop); }) + ")";
}

// "restart" and "forwarding" are the wrong way round; that is how ExaBGP prints the flags.
std::string graceful_restart_json(const Capabilities& from, Dialect dialect) {
  const GracefulRestart& restart = *from.graceful_restart;
  const std::string tail = dialect >= Dialect::v5_0 ? " " : "";
  return R"("name": "graceful restart", "time": )" + std::to_string(restart.time) + R"(, "address-family-flags": { )" +
         joined(restart.families, ", ",
                [](const GracefulRestartFamily& one) { return '"' + family_words(one.family, '/') + "\": [ " + (one.forwarding ? "\"restart\" ] " : "] "); }) +
         R"(}, "restart-flags": [ )" + (restart.restarting ? "\"forwarding\" ]" : "]") + tail;
}
std::string graceful_restart_text(const Capabilities& from, Dialect) {
  const GracefulRestart& restart = *from.graceful_restart;
  const unsigned flags = (restart.restarting ? 8U : 0U) | (restart.notification ? 4U : 0U);
  std::string out = std::string("graceful restart flags 0x") + "048c"[flags / 4] + " time " + std::to_string(restart.time);
  for (const GracefulRestartFamily& one : restart.families) out += " " + family_words(one.family, '/') + (one.forwarding ? "=0x80" : "=0x00");
  return out;
}

std::string add_path_json(const Capabilities& from, Dialect) {
  std::string out = R"("name": "addpath")";
  if (!from.add_path.empty()) out += ", ";
  return out + joined(from.add_path, ",",
                      [](const AddPathFamily& one) { return '"' + family_words(one.family, '/') + "\": \"" + std::string(mode_name(one.mode)) + '"'; });
}
std::string add_path_text(const Capabilities& from, Dialect) {
  return "addpath(" +
         joined(from.add_path, ",", [](const AddPathFamily& one) { return std::string(mode_name(one.mode)) + " " + family_words(one.family, ' '); }) + ")";
}

// 5.0 lists the name of the host that it would send, if it had one.
bool names_nobody(const Capabilities& from, bool sent, Dialect dialect) { return sent && dialect == Dialect::v5_0 && !from.hostname; }

std::string hostname_json(const Capabilities& from, Dialect) {
  return R"("host-name": )" + json_string(from.hostname->first) + R"(, "domain-name": )" + json_string(from.hostname->second);
}
std::string software_json(const Capabilities& from, Dialect) { return R"("software": )" + json_string(*from.software_version); }

const RawCapability* find_raw(const Capabilities& from, std::uint8_t code) {
  const auto found = std::ranges::find(from.unknown, code, &RawCapability::code);
  return found == from.unknown.end() ? nullptr : &*found;
}

std::string_view registry_word(std::uint8_t code) { return code >= 128 ? "reserved" : code >= 70 ? "unassigned" : "unknown"; }

std::string unknown_json(std::uint8_t code, ByteView value) {
  return R"("name": "unknown", "iana": ")" + std::string(registry_word(code)) + R"(", "value": )" + std::to_string(code) + R"(, "raw": ")" + to_hex(value) +
         '"';
}

// A capability that the version in question does not know, from its meaning back to its octets.
template <auto Member>
std::string raw_json(std::uint8_t code, const Capabilities& from) {
  Capabilities only;
  only.*Member = from.*Member;
  const std::vector<Bytes> encoded = encode_capabilities(only);
  return unknown_json(code, encoded.empty() ? ByteView{} : ByteView(encoded.front()).subspan(2));
}
std::string raw_text(std::uint8_t code) { return std::string(registry_word(code)) + " " + std::to_string(code); }

std::string_view capability_word(std::uint8_t code);

std::string multi_session_json(const MultiSession& session, std::string_view variant) {
  return R"("name": "multisession", "variant": ")" + std::string(variant) + R"(", "capabilities": [)" +
         joined(session.session_id, ",", [](std::uint8_t code) { return " \"" + std::string(capability_word(code)) + '"'; }) + " ]";
}
std::string multi_session_text(const MultiSession& session, std::string_view variant) {
  return "multisession" + std::string(variant) + " " + joined(session.session_id, " ", [](std::uint8_t code) { return std::string(capability_word(code)); });
}

struct Row {
  std::uint8_t code;
  std::string_view key;  // when sent
  bool (*has)(const Capabilities& from);
  std::string (*json)(const Capabilities& from, Dialect dialect);  // the members of the object
  std::string (*text)(const Capabilities& from, Dialect dialect);
};
// In the order in which ExaBGP lists those that it sends.
constexpr std::array kRows{
    Row{capability::multiprotocol, "multiprotocol", [](const Capabilities& c) { return !c.families.empty(); }, multiprotocol_json, multiprotocol_text},
    Row{capability::as4, "asn4", [](const Capabilities& c) { return c.as4.has_value(); },
        [](const Capabilities& c, Dialect) { return R"("name": "asn4", "asn4": )" + std::to_string(*c.as4); },
        [](const Capabilities& c, Dialect) { return "asn4(" + std::to_string(*c.as4) + ")"; }},
    Row{capability::extended_next_hop, "nexthop", [](const Capabilities& c) { return !c.extended_next_hop.empty() || c.empty_next_hop; }, next_hop_json,
        next_hop_text},
    Row{capability::add_path, "add-path", [](const Capabilities& c) { return !c.add_path.empty() || c.empty_add_path; }, add_path_json, add_path_text},
    Row{capability::graceful_restart, "graceful-restart", [](const Capabilities& c) { return c.graceful_restart.has_value(); }, graceful_restart_json,
        graceful_restart_text},
    Row{capability::route_refresh, "route-refresh", [](const Capabilities& c) { return c.route_refresh; },
        [](const Capabilities&, Dialect) { return std::string(R"("name": "route-refresh", "variant": "RFC")"); },
        [](const Capabilities&, Dialect) { return std::string("route refresh"); }},
    Row{capability::cisco_route_refresh, "cisco-route-refresh", [](const Capabilities& c) { return c.cisco_route_refresh; },
        [](const Capabilities&, Dialect) { return std::string(R"("name": "route-refresh", "variant": "Cisco")"); },
        [](const Capabilities&, Dialect) { return std::string("cisco route refresh"); }},
    Row{capability::enhanced_route_refresh, "enhanced-route-refresh", [](const Capabilities& c) { return c.enhanced_route_refresh; },
        [](const Capabilities&, Dialect) { return std::string(R"("name": "enhanced-route-refresh")"); },
        [](const Capabilities&, Dialect) { return std::string("enhanced route refresh"); }},
    Row{capability::operational, "operational", [](const Capabilities& c) { return c.operational; },
        [](const Capabilities&, Dialect) { return std::string(R"("name": "operational")"); },
        [](const Capabilities&, Dialect) { return std::string("operational"); }},
    Row{capability::extended_message, "extended-message", [](const Capabilities& c) { return c.extended_message; },
        [](const Capabilities&, Dialect) { return std::string(R"("name": "extended-message", "size": 65535)"); },
        [](const Capabilities&, Dialect) { return std::string("extended message(65535)"); }},
    Row{capability::hostname, "hostname", [](const Capabilities& c) { return c.hostname.has_value(); },
        [](const Capabilities& c, Dialect dialect) {
          return dialect < Dialect::v5_0 ? raw_json<&Capabilities::hostname>(capability::hostname, c) : hostname_json(c, dialect);
        },
        [](const Capabilities& c, Dialect dialect) {
          return dialect < Dialect::v5_0 ? std::string("unassigned 73")
                                         : "hostname(" + printable(c.hostname->first) + " " + printable(c.hostname->second) + ")";
        }},
    // No version of ExaBGP knows these two, and only 6 the two further down, whose form is not known to us.
    Row{capability::long_lived_restart, "long-lived-graceful-restart", [](const Capabilities& c) { return !c.long_lived_restart.empty(); },
        [](const Capabilities& c, Dialect) { return raw_json<&Capabilities::long_lived_restart>(capability::long_lived_restart, c); },
        [](const Capabilities&, Dialect) { return raw_text(capability::long_lived_restart); }},
    Row{capability::bfd_strict, "bfd-strict", [](const Capabilities& c) { return c.bfd_strict; },
        [](const Capabilities&, Dialect) { return unknown_json(capability::bfd_strict, {}); },
        [](const Capabilities&, Dialect) { return raw_text(capability::bfd_strict); }},
    Row{capability::software_version, "software-version", [](const Capabilities& c) { return c.software_version.has_value(); },
        [](const Capabilities& c, Dialect dialect) {
          return dialect < Dialect::v5_0 ? raw_json<&Capabilities::software_version>(capability::software_version, c) : software_json(c, dialect);
        },
        [](const Capabilities& c, Dialect dialect) {
          return dialect < Dialect::v5_0 ? std::string("unassigned 75") : "software version(" + printable(*c.software_version) + ")";
        }},
    Row{capability::paths_limit, "paths-limit", [](const Capabilities& c) { return !c.paths_limit.empty(); },
        [](const Capabilities& c, Dialect) { return raw_json<&Capabilities::paths_limit>(capability::paths_limit, c); },
        [](const Capabilities&, Dialect) { return raw_text(capability::paths_limit); }},
    Row{capability::link_local_next_hop, "link-local-nexthop", [](const Capabilities& c) { return c.link_local_next_hop; },
        [](const Capabilities&, Dialect) { return unknown_json(capability::link_local_next_hop, {}); },
        [](const Capabilities&, Dialect) { return raw_text(capability::link_local_next_hop); }},
    Row{capability::multi_session, "multi-session", [](const Capabilities& c) { return c.multi_session.has_value(); },
        [](const Capabilities& c, Dialect) { return multi_session_json(*c.multi_session, "RFC"); },
        [](const Capabilities& c, Dialect) { return multi_session_text(*c.multi_session, " (rfc)"); }},
    // The word is ExaBGP's.
    Row{capability::cisco_multi_session, "cisco-multi-sesion", [](const Capabilities& c) { return c.cisco_multi_session.has_value(); },
        [](const Capabilities& c, Dialect) { return multi_session_json(*c.cisco_multi_session, "Cisco"); },
        [](const Capabilities& c, Dialect) { return multi_session_text(*c.cisco_multi_session, ""); }},
};

const Row* find_row(std::uint8_t code) {
  const auto* found = std::ranges::find(kRows, code, &Row::code);
  return found == kRows.end() ? nullptr : found;
}

std::string_view capability_word(std::uint8_t code) {
  const Row* row = find_row(code);
  return row == nullptr ? registry_word(code) : row->key;
}

// What there is to print: as received, or in the order of sending.
std::vector<std::uint8_t> codes_of(const Capabilities& from) {
  std::vector<std::uint8_t> out = from.order;
  if (!out.empty()) return out;
  for (const Row& row : kRows) {
    if (row.has(from)) out.push_back(row.code);
  }
  for (const RawCapability& raw : from.unknown) {
    if (find_row(raw.code) == nullptr && std::ranges::find(out, raw.code) == out.end()) out.push_back(raw.code);
  }
  return out;
}

std::string key_of(std::uint8_t code, const Row* row, bool sent, Dialect dialect) {
  if (!sent || row == nullptr) return std::to_string(code);
  if (code == capability::operational && dialect < Dialect::v5_0) return "exabgp-experimental-operational";
  return std::string(row->key);
}

void append_capabilities(std::string& out, const Capabilities& from, bool sent, Dialect dialect) {
  out += "{ ";
  bool first = true;
  for (const std::uint8_t code : codes_of(from)) {
    const Row* row = find_row(code);
    const RawCapability* raw = find_raw(from, code);
    const bool understood = row != nullptr && row->has(from);
    if (!understood && raw == nullptr) continue;  // it was malformed
    if (!first) out += ", ";
    first = false;
    out += "\"" + key_of(code, row, sent, dialect) + "\": { " + (understood ? row->json(from, dialect) : unknown_json(code, raw->value)) + " }";
  }
  if (names_nobody(from, sent, dialect)) {
    out += std::string(first ? "" : ", ") + R"("hostname": { "host-name": null, "domain-name": null })";
    first = false;
  }
  out += first ? "}" : " }";
}

}  // namespace

void append_open_json(std::string& out, const Open& open, bool sent, Dialect dialect) {
  out += R"({ "version": )" + std::to_string(open.version) + R"(, "asn": )" + std::to_string(open.as()) + R"(, "hold_time": )" +
         std::to_string(open.hold_time) + R"(, "router_id": ")" + open.identifier.to_string() + R"(", "capabilities": )";
  append_capabilities(out, open.capabilities, sent, dialect);
  out += " }";
}

std::string open_text(const Open& open, bool sent, Dialect dialect) {
  std::vector<std::uint8_t> codes = codes_of(open.capabilities);
  if (names_nobody(open.capabilities, sent, dialect)) codes.push_back(capability::hostname);
  std::ranges::sort(codes);
  std::vector<std::string> words;
  for (const std::uint8_t code : codes) {
    const Row* row = find_row(code);
    if (row != nullptr && row->has(open.capabilities)) {
      words.push_back(row->text(open.capabilities, dialect));
    } else if (find_raw(open.capabilities, code) != nullptr) {
      words.push_back(raw_text(code));
    } else if (code == capability::hostname && names_nobody(open.capabilities, sent, dialect)) {
      words.emplace_back("hostname(none none)");
    }
  }
  return "version " + std::to_string(open.version) + " asn " + std::to_string(open.as()) + " hold_time " + std::to_string(open.hold_time) + " router_id " +
         open.identifier.to_string() + " capabilities [" + join(words, ", ") + "]";
}

}  // namespace vigilcast::bgp
