#include "pkg/exabgp/conf/source.h"

#include <algorithm>

namespace vigilcast::exabgp::conf {

Source::Source(std::string_view name, std::string_view text) : name_(name), text_(text) {}

unsigned Source::line_of(std::size_t offset) const {
  offset = std::min(offset, text_.size());
  const std::size_t from = std::min(offset, counted_), to = std::max(offset, counted_);
  const auto between = static_cast<unsigned>(std::ranges::count(text_.substr(from, to - from), '\n'));
  line_ends_ = offset < counted_ ? line_ends_ - between : line_ends_ + between;
  counted_ = offset;
  return 1 + line_ends_;
}

std::size_t Source::line_start(std::size_t offset) const {
  return text_.substr(0, offset).rfind('\n') + 1;  // 0 when there is none
}

std::string_view Source::line_with(std::size_t offset) const {
  std::string_view out = text_.substr(line_start(offset));
  out = out.substr(0, out.find('\n'));
  if (out.ends_with('\r')) out.remove_suffix(1);
  return out;
}

Place Source::place_of(std::size_t offset) const {
  const std::size_t start = line_start(offset);
  return {std::string(name_), line_of(offset), 1 + character_count(text_.substr(start, offset - start))};
}

unsigned character_count(std::string_view text) {
  return static_cast<unsigned>(std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

}  // namespace vigilcast::exabgp::conf
