#include "cmd/vigilcast/render/table.h"

#include <algorithm>

namespace vigilcast::cmd {
namespace {

// Characters, not bytes, of UTF-8 text.
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U; }));
}

const char* code(Tone tone) {
  switch (tone) {
    case Tone::good: return "\x1b[32m";
    case Tone::bad: return "\x1b[31m";
    case Tone::faint: return "\x1b[2m";
    case Tone::plain: break;
  }
  return "";
}

}  // namespace

std::string toned(std::string_view text, Tone tone, bool colour) {
  if (!colour || tone == Tone::plain || text.empty()) return std::string(text);
  return code(tone) + std::string(text) + "\x1b[0m";
}

std::string Table::to_string(bool colour) const {
  std::vector<std::size_t> widths(header_.size(), 0);
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i].text));
  }
  for (std::size_t i = 0; i < header_.size(); ++i) {
    if (widths[i] > 0) widths[i] = std::max(widths[i], width(header_[i]));
  }
  std::string out;
  const auto add_line = [&](const auto& cell_of) {
    std::string line;
    std::size_t gap = 0;  // blanks that are due before the next text, so that none end a line
    for (std::size_t i = 0; i < header_.size(); ++i) {
      if (widths[i] == 0) continue;
      const Cell cell = cell_of(i);
      if (!cell.text.empty()) {
        line += std::string(gap, ' ') + toned(cell.text, cell.tone, colour);
        gap = 0;
      }
      gap += widths[i] - width(cell.text) + 2;
    }
    out += line + "\n";
  };
  add_line([&](std::size_t i) { return Cell(header_[i], Tone::faint); });
  for (const auto& row : rows_) add_line([&](std::size_t i) { return row[i]; });
  return out;
}

}  // namespace vigilcast::cmd
