// The text of one configuration file, and where things are in it. Offsets are bytes; columns count characters, so that an underline lands where people look.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "pkg/base/diagnostics.h"

namespace vigilcast::exabgp::conf {

class Source {
 public:
  // Both must live as long as this.
  Source(std::string_view name, std::string_view text);

  [[nodiscard]] std::string_view name() const { return name_; }
  [[nodiscard]] std::string_view text() const { return text_; }
  // Lines are counted when somebody asks, on from where the last one asked; messages come nearly in order.
  [[nodiscard]] unsigned line_of(std::size_t offset) const;             // from 1
  [[nodiscard]] std::string_view line_with(std::size_t offset) const;   // without its line end
  [[nodiscard]] Place place_of(std::size_t offset) const;

 private:
  [[nodiscard]] std::size_t line_start(std::size_t offset) const;

  std::string_view name_;
  std::string_view text_;
  mutable std::size_t counted_ = 0;       // up to here
  mutable unsigned line_ends_ = 0;        // there are so many
};

// Characters, not bytes, of a UTF-8 text.
unsigned character_count(std::string_view text);

}  // namespace vigilcast::exabgp::conf
