// Reads every #include of the program and holds it against the table of ARCHITECTURE.md, and the table against the link graph.
#include <gtest/gtest.h>

#include <algorithm>

#include "pkg/base/text.h"
#include "tests/arch/layer_table.h"
#include "tests/arch/source_tree.h"

namespace vigilcast::arch::layers_test {

// Every vigilcast_library(...) of CMakeLists.txt: folder -> DEPENDS.
std::map<std::string, std::set<std::string>> link_graph() {
  std::map<std::string, std::set<std::string>> graph;
  constexpr std::string_view kCall = "vigilcast_library(";
  for (const Line& line : read("CMakeLists.txt").lines) {
    if (!line.text.starts_with(kCall) || !line.text.ends_with(")")) continue;
    const std::vector<std::string_view> all = words(std::string_view(line.text).substr(kCall.size(), line.text.size() - kCall.size() - 1));
    auto& depends = graph[std::string(all.front())];
    const auto from = std::ranges::find(all, "DEPENDS");
    for (auto word = from; word != all.end() && *word != "LIBS"; ++word) {
      if (*word != "DEPENDS") depends.emplace(*word);
    }
  }
  return graph;
}

TEST(Layers, TheTableIsThere) { ASSERT_GE(layer_table().size(), 20U) << "the table \"Who may include whom\" of ARCHITECTURE.md was not understood"; }

TEST(Layers, TheTableHasNoCycle) {
  const LayerTable table = layer_table();
  for (const auto& [unit, row] : table) EXPECT_FALSE(reachable(table, unit).contains(unit)) << unit << " may include itself in the end";
}

TEST(Layers, TheTableNamesOnlyItsOwnRows) {
  const LayerTable table = layer_table();
  for (const auto& [unit, row] : table) {
    for (const std::string& other : row.units) EXPECT_TRUE(table.contains(other)) << unit << ": no row for " << other;
  }
}

TEST(Layers, EveryFolderHasARow) {
  const LayerTable table = layer_table();
  for (const SourceFile& file : program_sources()) EXPECT_TRUE(table.contains(unit_of(file.path))) << file.path;
}

TEST(Layers, OwnIncludesFollowTheTable) {
  const LayerTable table = layer_table();
  for (const SourceFile& file : program_sources()) {
    const std::string unit = unit_of(file.path);
    const std::set<std::string> allowed = reachable(table, unit);
    for (const Include& include : file.includes()) {
      if (!include.quoted || library_of(include.path) == "std") continue;
      EXPECT_TRUE(std::filesystem::exists(root() / include.path))
          << file.path << ":" << include.line << ": includes are written from the root: " << include.path;
      const std::string other = unit_of(include.path);
      EXPECT_TRUE(other == unit || allowed.contains(other)) << file.path << ":" << include.line << ": " << unit << " may not include " << other;
    }
  }
}

TEST(Layers, LibrariesStayBehindTheirAdapters) {
  const LayerTable table = layer_table();
  for (const SourceFile& file : program_sources()) {
    const auto row = table.find(unit_of(file.path));
    if (row == table.end()) continue;
    for (const Include& include : file.includes()) {
      if (include.quoted) continue;
      const std::string library = library_of(include.path);
      if (library == "std") continue;
      EXPECT_TRUE(row->second.libraries.contains(library))
          << file.path << ":" << include.line << ": <" << include.path << "> (" << library << ") has no place in " << row->first;
    }
  }
}

TEST(Layers, NoRowListsALibraryThatNobodyIncludes) {
  std::map<std::string, std::set<std::string>> used;
  for (const SourceFile& file : program_sources()) {
    for (const Include& include : file.includes()) {
      const bool precompiled = include.path == "pkg/runtime/asio_headers.h";
      if (precompiled || !include.quoted) used[unit_of(file.path)].insert(precompiled ? "asio" : library_of(include.path));
    }
  }
  for (const auto& [unit, row] : layer_table()) {
    for (const std::string& library : row.libraries)
      EXPECT_TRUE(used[unit].contains(library)) << "ARCHITECTURE.md: nothing in " << unit << " includes " << library;
  }
}

// Who includes a header of another folder must not pay for a library.
TEST(Layers, HeadersWithLibrariesStayInTheirFolder) {
  std::set<std::string> heavy;
  for (const SourceFile& file : program_sources()) {
    if (!file.is_header() || file.path == "pkg/runtime/asio_headers.h") continue;
    const std::vector<Include> includes = file.includes();
    const auto foreign = [](const Include& include) { return !include.quoted && library_of(include.path) != "std" && library_of(include.path) != "kernel"; };
    if (std::ranges::any_of(includes, foreign)) heavy.insert(file.path);
  }
  for (const SourceFile& file : program_sources()) {
    for (const Include& include : file.includes()) {
      const bool elsewhere = heavy.contains(include.path) && unit_of(include.path) != unit_of(file.path);
      EXPECT_FALSE(elsewhere) << file.path << ":" << include.line << ": " << include.path << " drags a library along; hide it in a .cpp";
    }
  }
}

TEST(Layers, TheLinkGraphIsTheTable) {
  const LayerTable table = layer_table();
  for (const auto& [unit, depends] : link_graph()) {
    const auto row = table.find(unit);
    ASSERT_NE(row, table.end()) << unit << " has a target but no row";
    EXPECT_EQ(row->second.units, depends) << "CMakeLists.txt and ARCHITECTURE.md differ about " << unit;
  }
}

TEST(Layers, TheRuleCanFail) {
  const LayerTable table = layer_table();
  EXPECT_FALSE(reachable(table, "bgp/wire").contains("pkg/runtime"));
  EXPECT_FALSE(reachable(table, "pkg/config").contains("pkg/exabgp"));
  EXPECT_EQ(library_of("boost/asio.hpp"), "asio");
  EXPECT_EQ(library_of("sys/socket.h"), "kernel");
  EXPECT_EQ(library_of("vector"), "std");
  EXPECT_EQ(unit_of("healthcheck/spec.h"), "healthcheck");
  EXPECT_EQ(unit_of("bgp/wire/attr/med.h"), "bgp/wire");
}

}  // namespace vigilcast::arch::layers_test
