// What an exabgp.conf may have, as a JSON Schema of what `configuration export` prints. It comes from the table of keywords. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pkg/base/result.h"
#include "pkg/exabgp/conf/compat.h"

namespace vigilcast::exabgp::print {

enum class SchemaForm : std::uint8_t { indented, compact };

std::vector<std::string_view> schema_sections();
// Of one section and those inside of it; empty: of a whole file.
Result<std::string> schema(std::string_view section, Compat compat, SchemaForm form);

}  // namespace vigilcast::exabgp::print
