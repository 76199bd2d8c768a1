#include "pkg/exabgp/print/schema.h"

#include <algorithm>
#include <array>
#include <set>

#include "pkg/base/json_writer.h"
#include "pkg/base/text.h"
#include "pkg/exabgp/conf/keywords.h"

namespace vigilcast::exabgp::print {
namespace {

using conf::Keyword;
using conf::Section;

struct SectionName {
  Section section;
  std::string_view name;
};
constexpr std::array kSections{
    SectionName{Section::root, "root"},
    SectionName{Section::templates, "template"},
    SectionName{Section::group, "group"},
    SectionName{Section::neighbor, "neighbor"},
    SectionName{Section::family, "family"},
    SectionName{Section::capability, "capability"},
    SectionName{Section::add_path, "add-path"},
    SectionName{Section::next_hop, "nexthop"},
    SectionName{Section::tcp_ao, "tcp-ao"},
    SectionName{Section::operational, "operational"},
    SectionName{Section::api, "api"},
    SectionName{Section::messages, "messages"},
    SectionName{Section::process, "process"},
    SectionName{Section::process_messages, "process-messages"},
    SectionName{Section::static_routes, "static"},
    SectionName{Section::announce, "announce"},
    SectionName{Section::announce_ipv4, "announce-ipv4"},
    SectionName{Section::announce_ipv6, "announce-ipv6"},
    SectionName{Section::announce_l2vpn, "announce-l2vpn"},
    SectionName{Section::l2vpn, "l2vpn"},
    SectionName{Section::flow, "flow"},
};

std::string_view name_of(Section section) { return std::ranges::find(kSections, section, &SectionName::section)->name; }
std::string reference(Section section) { return R"({"$ref": "#/$defs/)" + std::string(name_of(section)) + "\"}"; }

// What stands behind a keyword, as `configuration export` writes it: numbers and booleans as such, several words as an array, several statements too.
std::string_view type_of(const Keyword& keyword) {
  if (keyword.form == conf::Form::block) return R"(["object", "array", "string"])";
  if (keyword.value.empty() || keyword.value == "BOOLEAN") return R"(["boolean", "array"])";
  if (keyword.value == "NUMBER" || keyword.value == "SECONDS" || keyword.value == "PORT") return R"(["integer", "boolean", "string", "array"])";
  return R"(["string", "integer", "boolean", "array", "null"])";
}

class Schema {
 public:
  Schema(Compat compat, SchemaForm form) : versions_(conf::versions_of(compat)), compact_(form == SchemaForm::compact) {}

  std::string take(Section top) && {
    need(top);
    line(0, "{");
    line(1, R"("$schema": "https://json-schema.org/draft/2020-12/schema",)");
    line(1, R"("title": )" + json_string(top == Section::root ? "exabgp.conf" : std::string(name_of(top)) + " of an exabgp.conf") + ",");
    line(1, R"("$ref": "#/$defs/)" + std::string(name_of(top)) + "\",");
    line(1, R"("$defs": {)");
    for (std::size_t i = 0; i < order_.size(); ++i) definition(order_[i], i + 1 == order_.size());
    line(1, "}");
    line(0, "}");
    if (compact_) out_ += "\n";
    return std::move(out_);
  }

 private:
  // The section and what may be inside of it, each once.
  void need(Section section) {
    if (std::ranges::find(order_, section) != order_.end()) return;
    order_.push_back(section);
    for (const Keyword* keyword : keywords(section)) {
      if (const auto inside = conf::section_inside(section, keyword->name)) need(*inside);
    }
  }

  [[nodiscard]] std::vector<const Keyword*> keywords(Section section) const {
    std::vector<const Keyword*> out;
    std::set<std::string_view> seen;
    for (const std::string_view name : conf::keyword_names(section)) {
      const Keyword* keyword = conf::find_keyword(section, name);
      if (keyword != nullptr && keyword->handler != nullptr && (keyword->versions & versions_) != 0 && seen.insert(name).second) out.push_back(keyword);
    }
    return out;
  }

  void definition(Section section, bool last) {
    line(2, json_string(name_of(section)) + ": {");
    line(3, R"("type": "object",)");
    line(3, R"("additionalProperties": false,)");
    line(3, R"("properties": {)");
    line(4, R"("name": {"type": "string"})" + std::string(keywords(section).empty() ? "" : ","));
    const auto all = keywords(section);
    for (std::size_t i = 0; i < all.size(); ++i) line(4, property(section, *all[i]) + (i + 1 == all.size() ? "" : ","));
    line(3, "}");
    line(2, last ? "}" : "},");
  }

  [[nodiscard]] std::string property(Section section, const Keyword& keyword) const {
    std::string out = json_string(keyword.name) + ": {\"description\": " + json_string(doc(keyword)) + ", ";
    const auto inside = conf::section_inside(section, keyword.name);
    if (!inside) return out + "\"type\": " + std::string(type_of(keyword)) + "}";
    const std::string one = reference(*inside);  // alone, by name, or several of one name
    return out + R"("anyOf": [)" + one + R"(, {"type": "object", "additionalProperties": )" + one + R"(}, {"type": "array", "items": )" + one + "}]}";
  }

  [[nodiscard]] std::string doc(const Keyword& keyword) const {
    std::string out(keyword.doc);
    if (!keyword.value.empty()) out = std::string(keyword.value) + (out.empty() ? "" : ": " + out);
    const bool everywhere = (keyword.versions & versions_) == versions_;
    return out + (everywhere ? "" : " (" + conf::version_names(keyword.versions & versions_) + ")");
  }

  void line(std::size_t depth, const std::string& text) {
    if (compact_) {
      out_ += text;
    } else {
      out_ += std::string(depth * 2, ' ') + text + "\n";
    }
  }

  conf::Versions versions_;
  bool compact_;
  std::vector<Section> order_;
  std::string out_;
};

}  // namespace

std::vector<std::string_view> schema_sections() {
  std::vector<std::string_view> out;
  for (const SectionName& one : kSections) out.push_back(one.name);
  return out;
}

Result<std::string> schema(std::string_view section, Compat compat, SchemaForm form) {
  const auto* found = std::ranges::find(kSections, section.empty() ? "root" : section, &SectionName::name);
  if (found != kSections.end()) return Schema(compat, form).take(found->section);
  const auto names = schema_sections();
  std::string all;
  for (const std::string_view name : names) all += (all.empty() ? "" : ", ") + std::string(name);
  return fail("there is no section '" + printable(section) + "'", "", "there are " + all);
}

}  // namespace vigilcast::exabgp::print
