// Small files with certificates and tokens. For the .cpp files of this folder.
#pragma once

#include <string>

#include "pkg/base/result.h"
#include "pkg/base/text.h"
#include "pkg/runtime/files.h"

namespace vigilcast::kube {

inline constexpr std::size_t kLargestAccessFile = 1U << 20U;

inline Result<std::string> read_access_file(const std::string& path) { return runtime::read_file(path, kLargestAccessFile); }

// Tokens end with a line break that is none of theirs.
inline Result<std::string> read_token(const std::string& path) {
  const auto text = read_access_file(path);
  if (!text) return std::unexpected(text.error());
  const std::string_view token = trim(*text);
  if (token.empty()) return fail("the token file " + path + " is empty");
  return std::string(token);
}

}  // namespace vigilcast::kube
