// exabgp.conf -> model::Config. Pure: the text is an argument and nothing is opened, so `check`, tests and reload share it.
// All mistakes of the file come back at once in Loaded::diagnostics; the config must not be used when they have errors.
#pragma once

#include <functional>
#include <string_view>

#include "pkg/base/result.h"
#include "pkg/exabgp/conf/compat.h"
#include "pkg/exabgp/conf/places.h"
#include "pkg/exabgp/conf/source.h"
#include "pkg/exabgp/settings.h"
#include "pkg/model/config.h"

namespace vigilcast::exabgp {

// `file_name` stands in messages, and its folder is where relative programs are looked for.
model::Loaded load_conf(std::string_view file_name, std::string_view text, const Settings& settings, Compat compat);
// Whether the program of a `run` line can be started. ExaBGP refuses a file with one that cannot; `auto` has a warning for it.
using JudgeProgram = std::function<Result<void>(const model::ProcessSpec& process)>;
// The same for a text that need not stay in memory as a whole.
model::Loaded load_conf(std::string_view file_name, conf::SourceText text, const Settings& settings, Compat compat, const JudgeProgram& judge = {});
// The same, telling where things are.
model::Loaded load_conf(std::string_view file_name, std::string_view text, const Settings& settings, Compat compat, conf::Places& places);

}  // namespace vigilcast::exabgp
