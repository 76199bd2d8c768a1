// The text of one configuration file, and where things are in it. Offsets are bytes; columns count characters, so that an underline lands where people look.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "pkg/base/diagnostics.h"

namespace vigilcast::exabgp::conf {

class Source {
 public:
  // Both must live as long as this.
  Source(std::string_view name, std::string_view text);

  [[nodiscard]] std::string_view name() const { return name_; }
  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] unsigned line_of(std::size_t offset) const;      // from 1
  [[nodiscard]] std::string_view line_at(unsigned line) const;   // without its line end
  [[nodiscard]] Place place_of(std::size_t offset) const;

 private:
  std::string_view name_;
  std::string_view text_;
  std::vector<std::size_t> line_starts_;
};

// Characters, not bytes, of a UTF-8 text.
unsigned character_count(std::string_view text);

}  // namespace vigilcast::exabgp::conf
