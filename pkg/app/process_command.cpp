#include "pkg/app/process_command.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <utility>

#include "pkg/base/text.h"
#include "pkg/exabgp/conf/program.h"
#include "pkg/runtime/program.h"

namespace vigilcast::app {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

exabgp::ProgramPath program_path() {
  exabgp::ProgramPath out;
  if (auto etc = variable("EXABGP_ETC"); !etc.empty()) out.etc = std::move(etc);
  std::error_code gone;
  out.working_directory = std::filesystem::current_path(gone).string();
  const std::string path = variable("PATH");
  for (const std::string_view folder : split(path, ':')) out.path.emplace_back(folder);
  return out;
}

// Its name at the start; an upgrade may have put another program there.
std::string own_program() {
  std::error_code gone;
  const std::string path = std::filesystem::read_symlink("/proc/self/exe", gone).string();
  static constexpr std::string_view kDeleted = " (deleted)";
  return path.ends_with(kDeleted) ? path.substr(0, path.size() - kDeleted.size()) : path;
}

// Whether it may be executed is judged when it is opened to be.
Result<std::string> find_program(const model::ProcessSpec& spec) {
  const auto candidates = exabgp::program_candidates(spec, program_path());
  if (candidates.empty()) return fail("it has no program");
  std::string looked;
  for (const std::string& path : candidates) {
    if (candidates.size() == 1 || ::access(path.c_str(), F_OK) == 0) return path;
    looked += (looked.empty() ? "" : ", ") + path;
  }
  return fail("there is no such program: looked for " + looked, spec.run.front(), "write the whole path: run /path/to/" + spec.run.front());
}

}  // namespace

Result<std::vector<std::string>> process_command(const model::ProcessSpec& spec, const std::optional<exabgp::HealthcheckRun>& check) {
  std::vector<std::string> run = spec.run;
  const auto program = find_program(spec);
  if (program) run.front() = *program;
  if (!check) return program ? Result<std::vector<std::string>>(run) : std::unexpected(program.error());
  std::vector<std::string> ours{own_program(), "exabgp", "healthcheck"};
  if (!program || ::access(program->c_str(), F_OK) != 0) {
    ours.insert(ours.end(), check->options.begin(), check->options.end());
    return ours;
  }
  if (check->python.empty()) return run;
  exabgp::HealthcheckRun found = *check;
  found.python.front() = *program;
  return std::vector<std::string>{"/bin/sh", "-c", exabgp::healthcheck_or_ours(run, found, ours)};
}

Result<void> judge_program(const model::ProcessSpec& spec) {
  const auto command = process_command(spec, exabgp::healthcheck_run(spec.run));
  if (!command) return std::unexpected(command.error());
  const auto program = runtime::Program::open(command->front(), AT_FDCWD);
  return program ? Result<void>{} : std::unexpected(program.error());
}

}  // namespace vigilcast::app
