#include "pkg/runtime/memory_limit.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "pkg/runtime/files.h"

namespace vigilcast::runtime {

namespace {

constexpr std::size_t kMostText = std::size_t{64} * 1024;
constexpr std::size_t kNoLimit = std::size_t{1} << 60;  // v1 has no word for it, but a number beyond any machine

std::optional<std::size_t> number_in(const std::string& file) {
  const auto text = read_regular_file(file, kMostText);
  if (!text) return std::nullopt;
  std::size_t out = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), out);
  return error == std::errc{} && out < kNoLimit ? std::optional(out) : std::nullopt;  // or the word "max"
}

// From the group up to the mount. In a container the path may be that of the host, where only the mount itself has files.
std::optional<std::size_t> least(const std::string& mounted, std::string_view group, std::string_view file) {
  std::optional<std::size_t> out;
  while (true) {
    if (const auto here = number_in(mounted + std::string(group) + "/" + std::string(file))) out = std::min(out.value_or(*here), *here);
    if (group.empty()) return out;
    group = group.substr(0, group.find_last_of('/'));
  }
}

bool is_one_of(std::string_view list, std::string_view word) { return ("," + std::string(list) + ",").contains("," + std::string(word) + ","); }

}  // namespace

std::optional<std::size_t> memory_limit(const std::string& member, const std::string& mounted) {
  const std::string groups = read_file(member, kMostText).value_or("");
  std::optional<std::size_t> out;
  // Lines as "0::/group" of v2 and "4:memory:/group" of v1; a machine may have both.
  for (std::string_view rest = groups; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    const std::size_t first = line.find(':'), second = line.find(':', first + 1);
    if (second == std::string_view::npos) continue;
    const std::string_view controllers = line.substr(first + 1, second - first - 1);
    std::string_view group = line.substr(second + 1);
    if (group.starts_with('/') && group.size() == 1) group = "";
    if (!controllers.empty() && !is_one_of(controllers, "memory")) continue;
    const auto limit = controllers.empty() ? least(mounted, group, "memory.max") : least(mounted + "/memory", group, "memory.limit_in_bytes");
    if (limit) out = std::min(out.value_or(*limit), *limit);
  }
  return out;
}

}  // namespace vigilcast::runtime
