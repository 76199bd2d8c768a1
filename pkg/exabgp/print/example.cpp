#include "pkg/exabgp/print/example.h"

#include <algorithm>
#include <array>
#include <optional>

#include "pkg/exabgp/conf/keywords.h"

namespace vigilcast::exabgp::print {
namespace {

using conf::Keyword;
using conf::Section;

constexpr std::size_t kIndent = 4, kDocColumn = 60;

// What the example says itself; a section is said by what is inside.
struct Said {
  Section section;
  std::string_view keyword;
  std::string_view value;
};
constexpr std::array kSaid{
    Said{Section::root, "neighbor", "192.0.2.1"},
    Said{Section::root, "process", "helper"},
    Said{Section::process, "run", "/usr/local/bin/helper --option"},
    Said{Section::process, "encoder", "json"},
    Said{Section::neighbor, "description", "\"the router of rack 1\""},
    Said{Section::neighbor, "router-id", "192.0.2.11"},
    Said{Section::neighbor, "local-address", "192.0.2.11"},
    Said{Section::neighbor, "local-as", "65001"},
    Said{Section::neighbor, "peer-as", "65000"},
    Said{Section::neighbor, "family", ""},
    Said{Section::family, "ipv4", "unicast"},
    Said{Section::family, "ipv6", "unicast"},
    Said{Section::neighbor, "capability", ""},
    Said{Section::capability, "route-refresh", "enable"},
    Said{Section::neighbor, "api", ""},
    Said{Section::api, "processes", "[ helper ]"},
    Said{Section::api, "neighbor-changes", ""},
    Said{Section::api, "receive", ""},
    Said{Section::messages, "parsed", ""},
    Said{Section::messages, "update", ""},
    Said{Section::neighbor, "static", ""},
    Said{Section::static_routes, "route", "198.51.100.0/24 next-hop self med 100 community [ 65001:100 ]"},
};

class Example {
 public:
  explicit Example(Compat compat) : versions_(compat == Compat::auto_ ? conf::kFrom42 : conf::versions_of(compat)), compat_(compat) {}

  std::string take() && {
    const bool one = compat_ != Compat::auto_;
    out_ = "# An exabgp.conf" + (one ? " of ExaBGP " + std::string(compat_name(compat_)) : std::string()) +
           ". Lines behind # say nothing: they are what may be said besides.\n";
    section(Section::root, 0, false);
    return std::move(out_);
  }

 private:
  void section(Section section, std::size_t depth, bool commented) {
    for (const Keyword& keyword : conf::all_keywords()) {
      const bool older = section == Section::process && keyword.form == conf::Form::block;  // only 3.x and the guide have it there
      if (keyword.section == section && (keyword.versions & versions_) != 0 && keyword.handler != nullptr && !older) statement(keyword, depth, commented);
    }
  }

  void statement(const Keyword& keyword, std::size_t depth, bool commented) {
    const auto* said = std::ranges::find_if(kSaid, [&](const Said& one) { return one.section == keyword.section && one.keyword == keyword.name; });
    const auto inside = conf::section_inside(keyword.section, keyword.name);
    const bool is_said = said != kSaid.end();
    const bool hidden = commented || !is_said;
    const std::string_view value = is_said ? said->value : keyword.value;
    const bool block = inside || keyword.form == conf::Form::block;
    if (depth == 0) out_ += "\n";
    line(depth, hidden, std::string(keyword.name) + (value.empty() ? "" : " " + std::string(value)) + (block ? " {" : ";"), doc(keyword));
    if (!block) return;
    if (inside) section(*inside, depth + 1, hidden);
    line(depth, hidden, "}", "");
  }

  [[nodiscard]] std::string doc(const Keyword& keyword) const {
    const bool everywhere = (keyword.versions & versions_) == versions_;
    return std::string(keyword.doc) + (everywhere ? "" : " (" + conf::version_names(keyword.versions & versions_) + ")");
  }

  void line(std::size_t depth, bool hidden, const std::string& text, const std::string& doc) {
    std::string line = (hidden ? "# " : "") + std::string(depth * kIndent, ' ') + text;
    if (!doc.empty()) {
      line.resize(std::max(line.size() + 2, kDocColumn), ' ');
      line += "# " + doc;
    }
    out_ += line + "\n";
  }

  conf::Versions versions_;
  Compat compat_;
  std::string out_;
};

}  // namespace

std::string example(Compat compat) { return Example(compat).take(); }

}  // namespace vigilcast::exabgp::print
