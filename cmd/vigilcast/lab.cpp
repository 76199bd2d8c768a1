// vigilcast lab: see it work.
#include <CLI/CLI.hpp>
#include <filesystem>

#include "cmd/vigilcast/verbs.h"
#include "pkg/app/lab/lab.h"

namespace vigilcast::cmd {

void add_lab(CLI::App& verb, int& exit_code) {
  auto once = std::make_shared<bool>(false);
  verb.add_flag("--once", *once, "play it through once and exit: 0 when everything went right");
  verb.callback([once, &exit_code] { exit_code = app::run_lab({*once, std::filesystem::canonical("/proc/self/exe").string()}); });
}

}  // namespace vigilcast::cmd
