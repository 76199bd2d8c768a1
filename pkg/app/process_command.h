// What is executed for the `run` of a helper: its program is searched as ExaBGP does. Where it is ExaBGP's healthcheck that is wanted and ExaBGP is not there,
// ours is the same. Errors name the program, and where it was looked for. Thread: any; it looks at the file system.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pkg/base/result.h"
#include "pkg/exabgp/healthcheck/run_line.h"
#include "pkg/model/process.h"

namespace vigilcast::app {

// `check`: what the line is, if it is a healthcheck.
Result<std::vector<std::string>> process_command(const model::ProcessSpec& spec, const std::optional<exabgp::HealthcheckRun>& check);

// Whether that can be executed, as far as can be told before.
Result<void> judge_program(const model::ProcessSpec& spec);

}  // namespace vigilcast::app
