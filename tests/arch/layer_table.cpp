#include "tests/arch/layer_table.h"

#include <array>
#include <utility>
#include <vector>

#include "pkg/base/text.h"
#include "tests/arch/source_tree.h"

namespace vigilcast::arch {

namespace {

// The words between backticks.
std::set<std::string> quoted_words(std::string_view cell) {
  std::set<std::string> found;
  const std::vector<std::string_view> parts = split(cell, '`');
  for (std::size_t i = 1; i < parts.size(); i += 2) found.emplace(parts[i]);
  return found;
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 13> kLibraries{{
    {"boost/", "asio"},
    {"openssl/", "openssl"},
    {"ares", "c-ares"},
    {"re2/", "re2"},
    {"httplib.h", "httplib"},
    {"nlohmann/", "nlohmann"},
    {"yaml-cpp/", "yaml-cpp"},
    {"prometheus/", "prometheus"},
    {"spdlog/", "spdlog"},
    {"fmt/", "fmt"},
    {"CLI/", "CLI11"},
    {"vigilcast_version.h", "std"},
    {"arpa/inet.h", "std"},  // inet_pton and inet_ntop: text, not I/O
}};

}  // namespace

LayerTable layer_table() {
  LayerTable table;
  bool inside = false;
  for (const Line& line : read("ARCHITECTURE.md").lines) {
    if (line.text.starts_with("## ")) inside = line.text == "## Who may include whom";
    if (!inside || !line.text.starts_with("| `")) continue;
    const std::vector<std::string_view> cells = split(line.text, '|');
    if (cells.size() < 4) continue;
    for (const std::string& unit : quoted_words(cells[1])) table[unit] = {quoted_words(cells[2]), quoted_words(cells[3])};
  }
  return table;
}

std::set<std::string> reachable(const LayerTable& table, const std::string& unit) {
  std::set<std::string> seen;
  std::vector<std::string> open{unit};
  while (!open.empty()) {
    const auto row = table.find(open.back());
    open.pop_back();
    if (row == table.end()) continue;
    for (const std::string& next : row->second.units) {
      if (seen.insert(next).second) open.push_back(next);
    }
  }
  return seen;
}

std::string library_of(const std::string& header) {
  for (const auto& [prefix, library] : kLibraries) {
    if (header.starts_with(prefix)) return std::string(library);
  }
  if (header.find('/') == std::string::npos && !header.ends_with(".h")) return "std";
  return header.ends_with(".h") ? "kernel" : "";
}

}  // namespace vigilcast::arch
