// Our environment, changed for a program that we start.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace vigilcast::runtime {

// NAME=value: ours without the names of `without`, and with those of `with` added or replaced.
std::vector<std::string> environment_with(const std::vector<std::pair<std::string, std::string>>& with, const std::vector<std::string>& without = {});

}  // namespace vigilcast::runtime
