// A secret of the YAML file, there or in a file of its own.
#pragma once

#include <optional>
#include <string>

#include "pkg/config/field.h"

namespace vigilcast::config {

struct PasswordDraft {
  std::optional<std::string> value;
};

const Table<PasswordDraft>& password_table();

std::optional<std::string> read_password(const yaml::Node& node, Load& load);

// What both take: one line of at most 80 bytes, of which the end of line that editors add is left out.
std::optional<std::string> secret_in_file(const yaml::Node& node, Load& load);
std::optional<std::string> secret_as_written(const yaml::Node& node, Load& load);

}  // namespace vigilcast::config
