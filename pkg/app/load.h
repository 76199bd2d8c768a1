// All configuration files of a run -> one model::Config, with every mistake of every file.
#pragma once

#include "pkg/app/options.h"
#include "pkg/model/config.h"

namespace vigilcast::app {

model::Loaded load(const RunOptions& options);

// What `vigilcast check` does: each file on its own, an exabgp.conf when its name ends in .conf, else YAML.
model::Loaded check_file(const std::string& path, const RunOptions& options);

}  // namespace vigilcast::app
