#include "pkg/runtime/environment.h"

#include <unistd.h>

#include <algorithm>
#include <string_view>

namespace vigilcast::runtime {

std::vector<std::string> environment_with(const std::vector<std::pair<std::string, std::string>>& with, const std::vector<std::string>& without) {
  const auto replaced = [&](std::string_view name) {
    return std::ranges::count(without, name) != 0 || std::ranges::count(with, name, &std::pair<std::string, std::string>::first) != 0;
  };
  std::vector<std::string> result;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    if (!replaced(text.substr(0, text.find('=')))) result.emplace_back(text);
  }
  for (const auto& [name, value] : with) result.push_back(name + "=" + value);
  return result;
}

}  // namespace vigilcast::runtime
