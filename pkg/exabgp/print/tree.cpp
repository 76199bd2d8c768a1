#include "pkg/exabgp/print/tree.h"

#include <algorithm>
#include <set>

#include "pkg/base/bytes.h"
#include "pkg/base/json_writer.h"

namespace vigilcast::exabgp::print {
namespace {

constexpr std::string_view kStructure = " \t\r\n{};[],#\"'\\";

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

void append_quoted_character(std::string& out, char c, char quote) {
  constexpr std::string_view kValues = "\b\f\n\r\t";
  constexpr std::string_view kNames = "bfnrt";
  if (const auto named = kValues.find(c); named != std::string_view::npos) {
    out += {'\\', kNames[named]};
  } else if (is_control(c)) {
    const auto octet = static_cast<std::uint8_t>(c);
    out += "\\u00" + to_hex(ByteView(&octet, 1));
  } else {
    if (c == quote || c == '\\') out += '\\';
    out += c;
  }
}

void append_text(std::string& out, const Lines& lines, std::size_t depth);

void append_text(std::string& out, const Line& line, std::size_t depth) {
  out.append(depth * 4, ' ');
  out += line.keyword;
  if (line.form == Line::Form::list) out += " [";
  for (const std::string& value : line.values) out += " " + (line.form == Line::Form::grammar ? value : quoted(value));
  if (line.form == Line::Form::list) out += " ]";
  if (line.form != Line::Form::section) {
    out += ";\n";
    return;
  }
  out += " {\n";
  append_text(out, line.inside, depth + 1);
  out.append(depth * 4, ' ');
  out += "}\n";
}

void append_text(std::string& out, const Lines& lines, std::size_t depth) {
  for (const Line& line : lines) append_text(out, line, depth);
}

class JsonWriter {
 public:
  std::string take() { return std::move(out_) + "\n"; }

  void object(const Lines& lines, std::string_view name = {}) {
    open('{');
    if (!name.empty()) member("name", [&] { append_json_string(out_, name); });
    std::set<std::string_view> written;
    for (const Line& line : lines) {
      if (!written.insert(line.keyword).second) continue;
      std::vector<const Line*> same;
      for (const Line& other : lines) {
        if (other.keyword == line.keyword) same.push_back(&other);
      }
      member(line.keyword, [&] { values(same); });
    }
    close('}');
  }

 private:
  // All that one keyword says.
  void values(const std::vector<const Line*>& same) {
    if (same.front()->form == Line::Form::section && names_differ(same)) {
      open('{');
      for (const Line* line : same) member(line->values.front(), [&] { object(line->inside); });
      close('}');
    } else if (same.size() == 1 && same.front()->form != Line::Form::grammar) {
      value(*same.front());
    } else {
      open('[');
      for (const Line* line : same) element([&] { value(*line); });
      close(']');
    }
  }

  static bool names_differ(const std::vector<const Line*>& same) {
    std::set<std::string_view> names;
    return std::ranges::all_of(same, [&](const Line* line) { return !line->values.empty() && names.insert(line->values.front()).second; });
  }

  void value(const Line& line) {
    if (line.form == Line::Form::section) return object(line.inside, line.values.empty() ? std::string_view{} : line.values.front());
    if (line.secret) return void(out_ += "null");
    if (line.values.empty() && line.form == Line::Form::words) return void(out_ += "true");
    if (line.values.size() == 1 && line.form != Line::Form::list) return word(line.values.front());
    open('[');
    for (const std::string& one : line.values) element([&] { append_json_string(out_, one); });
    close(']');
  }

  void word(const std::string& text) {
    constexpr std::size_t kExact = 15;  // digits that every reader of JSON keeps
    const bool digits = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    const bool number = digits && !text.empty() && text.size() <= kExact && (text == "0" || text.front() != '0');
    if (number || text == "true" || text == "false") {
      out_ += text;
    } else {
      append_json_string(out_, text);
    }
  }

  void open(char bracket) {
    out_ += bracket;
    ++depth_;
    first_ = true;
  }
  void close(char bracket) {
    --depth_;
    if (!first_) line();
    out_ += bracket;
    first_ = false;
  }
  template <class Write>
  void element(const Write& write) {
    if (!first_) out_ += ',';
    line();
    first_ = false;
    write();
  }
  template <class Write>
  void member(std::string_view name, const Write& write) {
    element([&] {
      append_json_string(out_, name);
      out_ += ": ";
      write();
    });
  }
  void line() { out_ += "\n" + std::string(depth_ * 2, ' '); }

  std::string out_;
  std::size_t depth_ = 0;
  bool first_ = true;
};

}  // namespace

Line& last_section(Lines& to, std::string_view keyword) {
  const bool there = !to.empty() && to.back().form == Line::Form::section && to.back().keyword == keyword && to.back().values.empty();
  if (!there) to.push_back({std::string(keyword), {}, Line::Form::section, false, {}});
  return to.back();
}

std::string quoted(std::string_view word) {
  const bool plain = !word.empty() && std::ranges::none_of(word, [](char c) { return is_control(c) || kStructure.find(c) != std::string_view::npos; });
  if (plain) return std::string(word);
  const char quote = word.find('"') != std::string_view::npos && word.find('\'') == std::string_view::npos ? '\'' : '"';
  std::string out(1, quote);
  for (const char c : word) append_quoted_character(out, c, quote);
  return out + quote;
}

std::string as_text(const Lines& lines) {
  std::string out;
  append_text(out, lines, 0);
  return out;
}

std::string as_json(const Lines& lines) {
  JsonWriter writer;
  writer.object(lines);
  return writer.take();
}

}  // namespace vigilcast::exabgp::print
