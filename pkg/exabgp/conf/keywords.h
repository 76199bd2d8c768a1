// The one table of exabgp.conf: every section and keyword that 3.4, 4.2, 5.0 or 6 knows. The loader, the error texts ("did you mean") and the documentation
// derive from it. To add a keyword: a row in keywords.cpp and, when no existing handler fits, a handler.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pkg/exabgp/conf/compat.h"
#include "pkg/exabgp/conf/statement.h"

namespace vigilcast::exabgp::conf {

enum class Section : std::uint8_t {
  root,
  templates,
  group,             // 3.4; also has everything of neighbor
  neighbor,
  family,
  capability,
  add_path,
  next_hop,
  tcp_ao,
  operational,
  api,
  messages,          // send and receive of an api
  process,
  process_messages,  // send and receive of a process; also has everything of messages
  static_routes,
  announce,
  announce_ipv4,
  announce_ipv6,
  announce_l2vpn,
  l2vpn,
  flow,
};

// Versions that have a keyword, as a set.
using Versions = std::uint8_t;
inline constexpr Versions kIn34 = 1, kIn42 = 2, kIn50 = 4, kIn6 = 8;
inline constexpr Versions kEverywhere = 15, kFrom42 = 14, kFrom50 = 12;
Versions versions_of(Compat compat);         // auto: all
std::string version_names(Versions versions);  // "5.0, 6"

enum class Form : std::uint8_t { statement, block, either };

struct Context;
struct Keyword;

// One use of a keyword.
struct Call {
  const Keyword& keyword;
  const Statement& statement;
};
using Handler = void (*)(Context& context, const Call& call);

struct Keyword {
  Section section;
  std::string_view name;
  Form form = Form::statement;
  Versions versions = kEverywhere;
  Handler handler = nullptr;     // nullptr: known by name, not supported by this program
  std::string_view value;        // what follows, for messages and documentation: "SECONDS"
  std::string_view doc;
  bool once = false;             // a second one replaces the first
};

std::span<const Keyword> all_keywords();
const Keyword* find_keyword(Section section, std::string_view name);
// The section that the block of a keyword is; nothing for one that is a route or has no keywords of its own.
std::optional<Section> section_inside(Section section, std::string_view name);
std::vector<std::string_view> keyword_names(Section section);

}  // namespace vigilcast::exabgp::conf
