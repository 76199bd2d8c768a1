// The YAML file of the product as a model::Config. Pure: files that it names are read through `read_file`; any thread.
// All mistakes come out at once, each with file, line and column; with errors among them the config must not be used.
#pragma once

#include <string_view>

#include "pkg/config/field.h"
#include "pkg/model/config.h"

namespace vigilcast::config {

// File names inside the text count from the directory of `file_name`.
model::Loaded load_yaml(std::string_view file_name, std::string_view text, const ReadFile& read_file);

}  // namespace vigilcast::config
