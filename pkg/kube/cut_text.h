// Texts that have a limit, in the API or in memory.
#pragma once

#include <string>

namespace vigilcast::kube {

// At most `size` bytes, and not in the middle of a UTF-8 character.
inline std::string cut_text(std::string text, std::size_t size) {
  if (text.size() <= size) return text;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
  text.resize(size);
  return text;
}

}  // namespace vigilcast::kube
