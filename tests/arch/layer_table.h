// The table "Who may include whom" of ARCHITECTURE.md as data: one row for each unit (a second-level folder, or cmd).
#pragma once

#include <map>
#include <set>
#include <string>

namespace vigilcast::arch {

struct LayerRow {
  std::set<std::string> units;      // may be included directly, and so may what they may include
  std::set<std::string> libraries;  // foreign headers, by the names of library_of()
};

using LayerTable = std::map<std::string, LayerRow>;

LayerTable layer_table();

// Everything that the unit may include: its row, followed to the end.
std::set<std::string> reachable(const LayerTable& table, const std::string& unit);

// The name of the library to which a header in angle brackets belongs: "std", "kernel" (system calls), "asio", "yaml-cpp", …; empty when unknown.
std::string library_of(const std::string& header);

}  // namespace vigilcast::arch
