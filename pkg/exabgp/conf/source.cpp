#include "pkg/exabgp/conf/source.h"

#include <algorithm>

namespace vigilcast::exabgp::conf {

Source::Source(std::string_view name, std::string_view text) : name_(name), text_(text), line_starts_{0} {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') line_starts_.push_back(i + 1);
  }
}

unsigned Source::line_of(std::size_t offset) const { return static_cast<unsigned>(std::ranges::upper_bound(line_starts_, offset) - line_starts_.begin()); }

std::string_view Source::line_at(unsigned line) const {
  if (line == 0 || line > line_starts_.size()) return {};
  std::string_view out = text_.substr(line_starts_[line - 1]);
  out = out.substr(0, out.find('\n'));
  if (out.ends_with('\r')) out.remove_suffix(1);
  return out;
}

Place Source::place_of(std::size_t offset) const {
  const unsigned line = line_of(offset);
  const std::size_t start = line_starts_[line - 1];
  return {std::string(name_), line, 1 + character_count(text_.substr(start, offset - start))};
}

unsigned character_count(std::string_view text) {
  return static_cast<unsigned>(std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

}  // namespace vigilcast::exabgp::conf
