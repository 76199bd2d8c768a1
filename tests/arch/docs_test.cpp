// The documentation holds: links lead somewhere, paths exist, commands are commands.
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>

#include "tests/arch/source_tree.h"

namespace vigilcast::arch::docs_test {

namespace fs = std::filesystem;

std::vector<SourceFile> documents() {
  std::vector<SourceFile> all = files({"bgp", "healthcheck", "pkg", "cmd", "tests", "docs", "charts", "manifests"}, {".md"});
  for (const char* name : {"README.md", "ARCHITECTURE.md", "CHANGELOG.md"}) all.push_back(read(name));
  return all;
}

std::vector<std::string> matches(const std::string& text, const std::regex& pattern) {
  std::vector<std::string> found;
  for (std::sregex_iterator it(text.begin(), text.end(), pattern), end; it != end; ++it) found.push_back((*it)[1].str());
  return found;
}

// The heading's anchor as the usual renderers make it.
std::string anchor_of(const std::string& heading) {
  std::string anchor;
  for (const char c : heading.substr(heading.find_first_not_of("# "))) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_') anchor += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (c == ' ') anchor += '-';
  }
  return anchor;
}

bool has_anchor(const std::string& path, const std::string& anchor) {
  const SourceFile file = read(path);
  return std::ranges::any_of(file.lines, [&](const Line& line) { return line.text.starts_with("#") && anchor_of(line.text) == anchor; });
}

TEST(Docs, LinksLeadSomewhere) {
  static const std::regex kLink(R"(\]\(([^)\s]+)\))");
  for (const SourceFile& file : documents()) {
    for (const Line& line : file.lines) {
      for (const std::string& link : matches(line.text, kLink)) {
        if (link.starts_with("http://") || link.starts_with("https://") || link.starts_with("mailto:")) continue;
        const std::size_t hash = link.find('#');
        const std::string target = link.substr(0, hash);
        const fs::path path = target.empty() ? fs::path(file.path) : (fs::path(file.path).parent_path() / target).lexically_normal();
        EXPECT_TRUE(fs::exists(root() / path)) << file.path << ":" << line.number << ": " << link;
        const bool anchored = hash == std::string::npos || has_anchor(path.string(), link.substr(hash + 1));
        EXPECT_TRUE(anchored) << file.path << ":" << line.number << ": no heading for " << link;
      }
    }
  }
}

// `pkg/base/ip.h` in running text is a promise. Patterns (with *, {, …, < or NAME) are not checked.
TEST(Docs, PathsInTextExist) {
  static const std::regex kPath("`((?:bgp|healthcheck|pkg|cmd|tests|docs|charts|manifests)/[A-Za-z0-9_./-]+)`");
  for (const SourceFile& file : documents()) {
    if (file.path == "CHANGELOG.md") continue;
    for (const Line& line : file.lines) {
      for (const std::string& path : matches(line.text, kPath)) {
        const bool pattern = path.find("NAME") != std::string::npos || path.find("/x.") != std::string::npos;
        EXPECT_TRUE(pattern || fs::exists(root() / path)) << file.path << ":" << line.number << ": " << path;
      }
    }
  }
}

std::set<std::string> make_targets() {
  std::set<std::string> targets;
  for (const Line& line : read("Makefile").lines) {
    std::smatch match;
    if (std::regex_search(line.text, match, std::regex("^([a-z0-9-]+):"))) targets.insert(match[1]);
  }
  return targets;
}

TEST(Docs, MakeTargetsExist) {
  static const std::regex kMake(R"((?:^|`)make ([a-z0-9-]+))");
  const std::set<std::string> targets = make_targets();
  ASSERT_TRUE(targets.contains("test"));
  for (const SourceFile& file : documents()) {
    for (const Line& line : file.lines) {
      for (const std::string& target : matches(line.text, kMake))
        EXPECT_TRUE(targets.contains(target)) << file.path << ":" << line.number << ": make " << target;
    }
  }
}

TEST(Docs, VerbsExist) {
  static const std::regex kVerb("(?:^|`|/)vigilcast ([a-z]+)");
  std::set<std::string> literals;
  for (const SourceFile& file : files({"cmd", "pkg/app"}, {".cpp", ".h"})) {
    for (const Line& line : file.lines) {
      for (const std::string& literal : matches(line.text, std::regex("\"([a-z]+)\""))) literals.insert(literal);
    }
  }
  std::vector<SourceFile> manual = files({"docs", "manifests"}, {".md"});
  manual.push_back(read("README.md"));
  for (const SourceFile& file : manual) {
    for (const Line& line : file.lines) {
      for (const std::string& verb : matches(line.text, kVerb))
        EXPECT_TRUE(literals.contains(verb)) << file.path << ":" << line.number << ": vigilcast " << verb;
    }
  }
}

TEST(Docs, AnchorsAreMadeAsRenderersMakeThem) {
  EXPECT_EQ(anchor_of("## Who may include whom"), "who-may-include-whom");
  EXPECT_EQ(anchor_of("# ExaBGP's files, here"), "exabgps-files-here");
}

}  // namespace vigilcast::arch::docs_test
