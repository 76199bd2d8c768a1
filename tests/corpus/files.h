// The files of the corpora: cases, and what is expected of each. With VIGILCAST_UPDATE=1 what is expected is written; the difference is what a review reads.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace vigilcast {

std::string text_of(const std::filesystem::path& file);

// Below the folder, also in folders of it, by the ending of their names; sorted, as paths from there.
std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder, std::string_view extension);

// "NAME" for each NAME.in of the folder itself; sorted.
std::vector<std::string> cases_in(const std::filesystem::path& folder);

void expect_text(const std::filesystem::path& expected, const std::string& got);

}  // namespace vigilcast
