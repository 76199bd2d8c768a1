// The text of a file in memory, parts of which may be given back to the system while nobody needs them. Blocking, for start and reload.
//
// Read, not mapped: a mapped file that somebody makes shorter meanwhile would end the program.
#pragma once

#include <string>
#include <string_view>

#include "pkg/base/result.h"
#include "pkg/runtime/descriptor.h"

namespace vigilcast::runtime {

class TextFile {
 public:
  // Fails as read_file() does.
  static Result<TextFile> open(const std::string& path, std::size_t limit);

  [[nodiscard]] std::string_view text() const { return text_; }  // good until this is moved
  // What lies between two offsets is not needed for now; it reads as anything until it is restored. Nothing happens for what cannot be read twice, as a pipe.
  void release(std::size_t from, std::size_t to);
  // Reads it again. What the file has lost since reads as anything.
  void restore(std::size_t from, std::size_t to);

 private:
  Descriptor file_;  // none for a pipe
  std::string text_;
};

}  // namespace vigilcast::runtime
