#include "pkg/json/yaml.h"

#include <algorithm>
#include <array>

#include "pkg/base/text.h"

namespace vigilcast::json {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Words that some YAML reader takes for a bool, a null or a number.
constexpr std::array<std::string_view, 11> kTaken = {"true", "false", "yes", "no", "on", "off", "y", "n", "null", "inf", "nan"};

bool may_be_plain(const std::string& text) {
  if (text.empty() || !is_letter(text[0])) return false;
  const auto harmless = [](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' || c == '/'; };
  return std::ranges::all_of(text, harmless) && std::ranges::find(kTaken, to_lower(text)) == kTaken.end();
}

std::string scalar(const Value& value) {
  if (value.is_string() && may_be_plain(value.string())) return value.string();
  return dump(value);
}

std::string name_text(const std::string& name) { return may_be_plain(name) ? name : dump(Value(name)); }

bool has_block(const Value& value) { return !value.items().empty() || !value.members().empty(); }

void append(std::string& out, const Value& value, std::size_t indent);

// What follows "name:" or "-".
void append_after(std::string& out, const Value& value, std::size_t indent) {
  if (has_block(value)) {
    out += "\n";
    append(out, value, indent);
  } else {
    out += " " + scalar(value) + "\n";
  }
}

void append(std::string& out, const Value& value, std::size_t indent) {
  const std::string blanks(indent, ' ');
  for (const Value& item : value.items()) {
    if (!has_block(item)) {
      out += blanks + "- " + scalar(item) + "\n";
      continue;
    }
    // The first line of the item stands behind the dash.
    std::string block;
    append(block, item, indent + 2);
    out += blanks + "- " + block.substr(indent + 2);
  }
  for (const auto& [name, member] : value.members()) {
    out += blanks + name_text(name) + ":";
    append_after(out, member, indent + 2);
  }
}

}  // namespace

std::string to_yaml(const Value& value) {
  if (!has_block(value)) return scalar(value) + "\n";
  std::string out;
  append(out, value, 0);
  return out;
}

}  // namespace vigilcast::json
