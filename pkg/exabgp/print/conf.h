// What was loaded from an exabgp.conf, as a file again: every template, group, `split` and older word resolved, nothing said that is the default. Reading it
// gives the same configuration, and writing that gives the same text.
#pragma once

#include <string>

#include "pkg/exabgp/conf/compat.h"
#include "pkg/exabgp/print/tree.h"
#include "pkg/model/config.h"

namespace vigilcast::exabgp::print {

// As the version writes it; auto writes as 5.0, and 3.4 has the words of 4.2. Comments, the names of routes and what has no effect here (docs/exabgp.md) are
// not in it.
Lines conf_lines(const model::Config& config, Compat compat);

inline std::string conf_text(const model::Config& config, Compat compat) { return as_text(conf_lines(config, compat)); }

}  // namespace vigilcast::exabgp::print
