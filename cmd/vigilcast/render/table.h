// Text for a terminal: columns that line up, and colour where it is wanted. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vigilcast::cmd {

enum class Tone : std::uint8_t { plain, good, bad, faint };

// The text, in the colour of its tone when `colour`.
std::string toned(std::string_view text, Tone tone, bool colour);

struct Cell {
  std::string text;
  Tone tone = Tone::plain;
  Cell(std::string its_text, Tone its_tone = Tone::plain) : text(std::move(its_text)), tone(its_tone) {}
  Cell(const char* its_text, Tone its_tone = Tone::plain) : text(its_text), tone(its_tone) {}
};

class Table {
 public:
  explicit Table(std::vector<std::string> header) : header_(std::move(header)) {}

  void add(std::vector<Cell> row) { rows_.push_back(std::move(row)); }  // as many cells as the header has
  [[nodiscard]] bool empty() const { return rows_.empty(); }

  // Two spaces between columns, none at the end of a line; columns without any text are left out.
  [[nodiscard]] std::string to_string(bool colour) const;

 private:
  std::vector<std::string> header_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace vigilcast::cmd
