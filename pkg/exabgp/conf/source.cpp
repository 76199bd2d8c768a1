#include "pkg/exabgp/conf/source.h"

#include <algorithm>
#include <utility>

namespace vigilcast::exabgp::conf {

Source::Source(std::string_view name, SourceText text) : name_(name), text_(std::move(text)) {}

void Source::release(std::size_t offset) {
  const std::size_t from = std::exchange(passed_, offset);
  if (restored_ || !text_.release) return;
  text_.release(from, offset);
  if (released_end_ == 0) released_ = from;
  released_end_ = offset;
}

void Source::restore() const {
  restored_ = true;
  if (released_end_ != 0) text_.restore(released_, released_end_);
  released_end_ = 0;
}

unsigned Source::line_of(std::size_t offset) const {
  restore();
  offset = std::min(offset, text().size());
  const std::size_t from = std::min(offset, counted_), to = std::max(offset, counted_);
  const auto between = static_cast<unsigned>(std::ranges::count(text().substr(from, to - from), '\n'));
  line_ends_ = offset < counted_ ? line_ends_ - between : line_ends_ + between;
  counted_ = offset;
  return 1 + line_ends_;
}

std::size_t Source::line_start(std::size_t offset) const {
  restore();
  return text().substr(0, offset).rfind('\n') + 1;  // 0 when there is none
}

std::string_view Source::line_with(std::size_t offset) const {
  std::string_view out = text().substr(line_start(offset));
  out = out.substr(0, out.find('\n'));
  if (out.ends_with('\r')) out.remove_suffix(1);
  return out;
}

Place Source::place_of(std::size_t offset) const {
  const std::size_t start = line_start(offset);
  return {std::string(name_), line_of(offset), 1 + character_count(text().substr(start, offset - start))};
}

unsigned character_count(std::string_view text) {
  return static_cast<unsigned>(std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

}  // namespace vigilcast::exabgp::conf
