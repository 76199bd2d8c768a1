#include "tests/arch/source_tree.h"

#include <algorithm>
#include <fstream>

namespace vigilcast::arch {

namespace fs = std::filesystem;

fs::path root() { return VIGILCAST_SOURCE_DIR; }

SourceFile read(const std::string& path) {
  SourceFile file{.path = path, .lines = {}};
  std::ifstream in(root() / path);
  std::string text;
  while (std::getline(in, text)) file.lines.push_back({file.lines.size() + 1, text});
  return file;
}

std::vector<SourceFile> files(const std::vector<std::string>& folders, const std::vector<std::string>& endings) {
  std::vector<std::string> paths;
  for (const std::string& folder : folders) {
    if (!fs::exists(root() / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root() / folder)) {
      const std::string path = fs::relative(entry.path(), root()).generic_string();
      const bool wanted = std::ranges::any_of(endings, [&](const std::string& ending) { return path.ends_with(ending); });
      if (entry.is_regular_file() && wanted) paths.push_back(path);
    }
  }
  std::ranges::sort(paths);
  std::vector<SourceFile> result;
  for (const std::string& path : paths) result.push_back(read(path));
  return result;
}

const std::vector<SourceFile>& program_sources() {
  static const std::vector<SourceFile> all = files({"bgp", "healthcheck", "pkg", "cmd"}, {".h", ".cpp"});
  return all;
}

std::vector<Include> SourceFile::includes() const {
  std::vector<Include> found;
  for (const Line& line : lines) {
    if (!line.text.starts_with("#include ")) continue;
    const std::size_t open = line.text.find_first_of("\"<");
    const std::size_t close = line.text.find_last_of("\">");
    if (open == std::string::npos || close <= open) continue;
    found.push_back({line.number, line.text.substr(open + 1, close - open - 1), line.text[open] == '"'});
  }
  return found;
}

std::string unit_of(std::string_view path) {
  const std::size_t first = path.find('/');
  if (path.starts_with("cmd/")) return "cmd";
  const std::size_t second = path.find('/', first + 1);
  return std::string(path.substr(0, second == std::string_view::npos ? first : second));
}

std::string code_only(std::string_view line) {
  std::string code;
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote != 0) {
      if (c == '\\') {
        ++i;
      } else if (c == quote) {
        quote = 0;
        code += c;
      }
      continue;
    }
    if (c == '/' && i + 1 < line.size() && line[i + 1] == '/') break;
    const bool digit_separator = c == '\'' && i > 0 && std::isxdigit(static_cast<unsigned char>(line[i - 1])) != 0;
    if (c == '"' || (c == '\'' && !digit_separator)) quote = c;
    code += c;
  }
  return code;
}

}  // namespace vigilcast::arch
