#include "pkg/exabgp/conf/lexer.h"

#include <algorithm>

#include "pkg/base/text.h"

namespace vigilcast::exabgp::conf {
namespace {

void append_utf8(std::string& out, unsigned code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xc0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3f));
  } else {
    out += static_cast<char>(0xe0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (code & 0x3f));
  }
}

class Lexer {
 public:
  Lexer(const Source& source, Report& report) : text_(source.text()), report_(report) {
    if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;  // a byte order mark
  }

  Tokens run() {
    while (skip_blanks()) {
      switch (text_[at_]) {
        case '{': symbol(Token::Kind::open); break;
        case '}': symbol(Token::Kind::close); break;
        case ';': symbol(Token::Kind::semicolon); break;
        case '[':
        case ']':
        case ',': symbol(Token::Kind::word); break;
        default: word();
      }
    }
    add(Token::Kind::end, false, {}, {text_.size(), 0});
    return std::move(out_);
  }

 private:
  [[nodiscard]] bool at(std::string_view set) const { return at_ < text_.size() && set.find(text_[at_]) != std::string_view::npos; }
  [[nodiscard]] std::size_t line_end() const { return std::min(text_.find('\n', at_), text_.size()); }
  // A backslash that is the last thing on its line joins it to the next one.
  [[nodiscard]] bool at_continuation() const { return at("\\") && trim(text_.substr(at_ + 1, line_end() - at_ - 1)).empty(); }

  void add(Token::Kind kind, bool quoted, std::string_view text, Extent extent) {
    out_.all.push_back({kind, quoted, fresh_line_, text, extent});
    fresh_line_ = false;
  }

  // To the next token; false at the end.
  bool skip_blanks() {
    for (;;) {
      if (at(" \t\r\n")) {
        fresh_line_ |= text_[at_++] == '\n';
      } else if (at("#")) {
        at_ = line_end();
      } else if (at_continuation()) {
        at_ = std::min(line_end() + 1, text_.size());
      } else {
        return at_ < text_.size();
      }
    }
  }

  void symbol(Token::Kind kind) {
    add(kind, false, text_.substr(at_, 1), {at_, 1});
    ++at_;
  }

  void word() {
    const std::size_t start = at_;
    std::string plain;
    bool quoted = false;
    while (at_ < text_.size() && !at(" \t\r\n{};[],#") && !at_continuation()) {
      if (at("\"'")) {
        quoted = true;
        quotation(plain);
      } else {
        character(plain);
      }
    }
    const std::string_view written = text_.substr(start, at_ - start);
    std::string_view text = written;
    if (plain != written) text = out_.unquoted.emplace_back(std::move(plain));
    add(Token::Kind::word, quoted, text, {start, written.size()});
  }

  void quotation(std::string& plain) {
    const std::size_t start = at_;
    const char quote = text_[at_++];
    while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n') character(plain);
    if (at_ < text_.size() && text_[at_] == quote) {
      ++at_;
      return;
    }
    report_.error({start, at_ - start}, "the quotation is not closed on its line", std::string("add a ") + quote + " after its last character");
  }

  // One character, or an escape.
  void character(std::string& plain) {
    const char c = text_[at_++];
    if (c != '\\' || at_ >= text_.size() || text_[at_] == '\n') {
      plain += c;
      return;
    }
    const char escaped = text_[at_++];
    constexpr std::string_view kNames = "bfnrt";
    constexpr std::string_view kValues = "\b\f\n\r\t";
    if (const auto found = kNames.find(escaped); found != std::string_view::npos) {
      plain += kValues[found];
    } else if (escaped == 'u') {
      const auto code = parse_number<unsigned>(text_.substr(at_, 4), 16);
      if (code && text_.size() - at_ >= 4) {
        append_utf8(plain, *code);
        at_ += 4;
      } else {
        report_.error({at_ - 2, 2}, "\\u is not followed by four hexadecimal digits");
      }
    } else {
      plain += escaped;
    }
  }

  std::string_view text_;
  Report& report_;
  std::size_t at_ = 0;
  bool fresh_line_ = false;
  Tokens out_;
};

}  // namespace

Tokens lex(const Source& source, Report& report) { return Lexer(source, report).run(); }

}  // namespace vigilcast::exabgp::conf
