// Text to values, strictly: what YAML lets pass in silence (duplicate keys, merge keys, aliases, tabs, a second document) is an error with its place.
// Exceptions of the library stop here. Pure; any thread.
#pragma once

#include <optional>
#include <string_view>

#include "pkg/base/diagnostics.h"
#include "pkg/yaml/node.h"

namespace vigilcast::yaml {

inline constexpr std::size_t kLargestFile = 64U << 20U;  // bytes
inline constexpr std::size_t kDeepest = 40;              // lists and maps inside each other

// Nothing only when the text has no structure at all; otherwise readers may go on and find the other mistakes, too.
std::optional<Document> parse(std::string_view file, std::string_view text, Diagnostics& diagnostics);

}  // namespace vigilcast::yaml
