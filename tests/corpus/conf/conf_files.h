// Every exabgp.conf that the corpus tests have: the files of tests/corpus/conf, the rows of acceptance.txt and, where that folder is present, ExaBGP's own.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "tests/corpus/conf/acceptance.h"
#include "tests/corpus/files.h"

namespace vigilcast::exabgp::conf_files {

struct File {
  std::string name, text;
};

// $VIGILCAST_SHARED, else what lies beside the checkout. It may be absent.
inline std::filesystem::path shared_folder() {
  const char* named = std::getenv("VIGILCAST_SHARED");
  return named != nullptr ? std::filesystem::path(named) : std::filesystem::path(VIGILCAST_SOURCE_DIR) / "../shared";
}

inline std::vector<File> all() {
  std::vector<File> out;
  const auto add = [&](const std::filesystem::path& folder, std::string_view extension) {
    if (!std::filesystem::exists(folder)) return;
    for (const auto& name : files_below(folder, extension)) out.push_back({name.filename().string(), text_of(folder / name)});
  };
  add(std::filesystem::path(VIGILCAST_SOURCE_DIR) / "tests/corpus/conf", ".in");
  add(shared_folder() / "exabgp/qa/etc/exabgp", ".conf");
  for (const auto& row : conf_acceptance::rows()) out.push_back({"acceptance.txt:" + std::to_string(row.line), conf_acceptance::file_of(row)});
  std::ranges::sort(out, {}, &File::name);
  return out;
}

}  // namespace vigilcast::exabgp::conf_files
