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

}  // namespace vigilcast::config
