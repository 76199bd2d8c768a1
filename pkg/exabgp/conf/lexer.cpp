#include "pkg/exabgp/conf/lexer.h"

#include <algorithm>
#include <array>
#include <utility>

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

// What ends a word, or makes it another text than what stands there.
constexpr std::array<bool, 256> kEndsPlain = [] {
  std::array<bool, 256> out{};
  for (const char c : std::string_view(" \t\r\n{};[],#\"'\\")) out[static_cast<std::uint8_t>(c)] = true;
  return out;
}();

}  // namespace

Lexer::Lexer(const Source& source, Report& report) : source_(source), text_(source.text()), report_(report) {
  if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;  // a byte order mark
}

Token Lexer::next() {
  if (!skip_blanks()) return {Token::Kind::end, false, std::exchange(fresh_line_, false), {}, {text_.size(), 0}};
  switch (text_[at_]) {
    case '{': return symbol(Token::Kind::open);
    case '}': return symbol(Token::Kind::close);
    case ';': return symbol(Token::Kind::semicolon);
    case '[':
    case ']':
    case ',': return symbol(Token::Kind::word);
    default: return word();
  }
}

// A backslash that is the last thing on its line joins it to the next one.
bool Lexer::at_continuation() const { return at("\\") && trim(text_.substr(at_ + 1, line_end() - at_ - 1)).empty(); }

// To the next token; false at the end.
bool Lexer::skip_blanks() {
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

Token Lexer::symbol(Token::Kind kind) {
  const std::size_t start = at_++;
  return {kind, false, std::exchange(fresh_line_, false), text_.substr(start, 1), {start, 1}};
}

Token Lexer::word() {
  const std::size_t start = at_;
  while (at_ < text_.size() && !kEndsPlain[static_cast<std::uint8_t>(text_[at_])]) ++at_;
  Token out{Token::Kind::word, false, std::exchange(fresh_line_, false), text_.substr(start, at_ - start), {start, at_ - start}};
  if (!at("\"'\\") || at_continuation()) return out;
  at_ = start;
  std::string plain = word_with_quotes_or_escapes(out.quoted);
  out.extent.length = at_ - start;
  out.text = text_.substr(start, at_ - start);
  if (plain != out.text) out.text = unquoted_.emplace_back(std::move(plain));
  return out;
}

std::string Lexer::word_with_quotes_or_escapes(bool& quoted) {
  std::string plain;
  while (at_ < text_.size() && !at(" \t\r\n{};[],#") && !at_continuation()) {
    if (at("\"'")) {
      quoted = true;
      quotation(plain);
    } else {
      character(plain);
    }
  }
  return plain;
}

void Lexer::quotation(std::string& plain) {
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
void Lexer::character(std::string& plain) {
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

}  // namespace vigilcast::exabgp::conf
