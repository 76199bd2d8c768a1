// The checkout as the architecture tests see it: files, their lines and their includes.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace vigilcast::arch {

struct Line {
  std::size_t number = 0;  // from 1
  std::string text;
};

struct Include {
  std::size_t line = 0;
  std::string path;
  bool quoted = false;  // "own", as opposed to <foreign>
};

struct SourceFile {
  std::string path;  // from the root, with '/'
  std::vector<Line> lines;

  [[nodiscard]] bool is_header() const { return path.ends_with(".h"); }
  [[nodiscard]] std::vector<Include> includes() const;
};

std::filesystem::path root();
SourceFile read(const std::string& path);

// Files below the folders with one of the endings, sorted by path.
std::vector<SourceFile> files(const std::vector<std::string>& folders, const std::vector<std::string>& endings);

// The .h and .cpp files of the program itself.
const std::vector<SourceFile>& program_sources();

// "pkg/base" of "pkg/base/ip.h"; "healthcheck" of "healthcheck/spec.h"; "cmd" of everything below cmd.
std::string unit_of(std::string_view path);

// Text without // comments and without the contents of string literals: what the compiler acts on. One line at a time.
std::string code_only(std::string_view line);

}  // namespace vigilcast::arch
