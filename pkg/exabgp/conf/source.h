// The text of one configuration file, and where things are in it. Offsets are bytes; columns count characters, so that an underline lands where people look.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "pkg/base/diagnostics.h"

namespace vigilcast::exabgp::conf {

// The text of a file, and how parts of it that are read may be given back for as long as nobody asks for them again. Without functions all of it stays.
struct SourceText {
  std::string_view text;
  std::function<void(std::size_t from, std::size_t to)> release;
  std::function<void(std::size_t from, std::size_t to)> restore;
};

class Source {
 public:
  // Both must live as long as this.
  Source(std::string_view name, SourceText text);
  Source(std::string_view name, std::string_view text) : Source(name, SourceText{text, {}, {}}) {}

  [[nodiscard]] std::string_view name() const { return name_; }
  [[nodiscard]] std::string_view text() const { return text_.text; }
  // Lines are counted when somebody asks, on from where the last one asked; messages come nearly in order.
  [[nodiscard]] unsigned line_of(std::size_t offset) const;             // from 1
  [[nodiscard]] std::string_view line_with(std::size_t offset) const;   // without its line end
  [[nodiscard]] Place place_of(std::size_t offset) const;

  // A long list is being read: what was passed of it is not kept.
  void begin_list(std::size_t offset) { passed_ = offset; }
  void pass(std::size_t offset) {
    if (offset - passed_ >= kPiece) release(offset);
  }
  // Whoever reads something again asks for this first; places of messages need all of the text, too.
  void restore() const;

 private:
  static constexpr std::size_t kPiece = 1024 * 1024;

  void release(std::size_t offset);
  [[nodiscard]] std::size_t line_start(std::size_t offset) const;

  std::string_view name_;
  SourceText text_;
  std::size_t passed_ = 0;
  mutable std::size_t released_ = 0, released_end_ = 0;  // all that was given back lies between these
  mutable bool restored_ = false;                        // somebody looks back: all is kept from now on
  mutable std::size_t counted_ = 0;       // up to here
  mutable unsigned line_ends_ = 0;        // there are so many
};

// Characters, not bytes, of a UTF-8 text.
unsigned character_count(std::string_view text);

}  // namespace vigilcast::exabgp::conf
