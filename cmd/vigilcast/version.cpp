// vigilcast version: which one this is.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cmd/vigilcast/verbs.h"
#include "vigilcast_version.h"

namespace vigilcast::cmd {

void add_version(CLI::App& verb, int& /*exit_code*/) {
  verb.callback([] { std::puts("vigilcast " VIGILCAST_VERSION); });
}

}  // namespace vigilcast::cmd
