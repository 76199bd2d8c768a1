#include "pkg/exabgp/healthcheck/run_line.h"

#include <algorithm>

#include "pkg/base/text.h"

namespace vigilcast::exabgp {
namespace {

using Words = std::vector<std::string>;

std::string_view program_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

// "python", "python3", "python3.11".
bool is_python(std::string_view name) {
  return name.starts_with("python") && name.find_first_not_of("0123456789.", std::string_view("python").size()) == std::string_view::npos;
}

std::optional<HealthcheckRun> module_run(const Words& run, std::size_t at) {
  const Words python(run.begin(), run.begin() + static_cast<std::ptrdiff_t>(at));
  if (run.size() < at + 2) return std::nullopt;
  if (run[at + 1] == "exabgp.application.healthcheck") return HealthcheckRun{python, {run.begin() + static_cast<std::ptrdiff_t>(at) + 2, run.end()}};
  if (run[at + 1] != "exabgp" || run.size() < at + 3 || run[at + 2] != "healthcheck") return std::nullopt;
  return HealthcheckRun{python, {run.begin() + static_cast<std::ptrdiff_t>(at) + 3, run.end()}};
}

std::string quoted(const Words& words) {
  std::string out;
  for (const std::string& word : words) {
    out += " '";
    for (const char c : word) out += c == '\'' ? "'\\''" : std::string(1, c);
    out += "'";
  }
  return out;
}

}  // namespace

std::optional<HealthcheckRun> healthcheck_run(const Words& run) {
  if (run.empty()) return std::nullopt;
  const std::size_t first = program_name(run.front()) == "env" && run.size() > 1 ? 1 : 0;
  if (is_python(program_name(run[first]))) {
    std::size_t at = first + 1;
    while (at < run.size() && run[at].starts_with('-') && run[at] != "-m") ++at;  // such as -u
    return at < run.size() && run[at] == "-m" ? module_run(run, at) : std::nullopt;
  }
  const std::string_view name = program_name(run.front());
  if (name == "exabgp-healthcheck") return HealthcheckRun{{}, {run.begin() + 1, run.end()}};
  static const std::vector<Words> kVerbs = {{"exabgp", "healthcheck"}, {"exabgp", "--run", "healthcheck"}, {"vigilcast", "exabgp", "healthcheck"}};
  for (const Words& verb : kVerbs) {
    if (name != verb.front() || run.size() < verb.size()) continue;
    const auto behind = run.begin() + static_cast<std::ptrdiff_t>(verb.size());
    if (std::equal(verb.begin() + 1, verb.end(), run.begin() + 1)) return HealthcheckRun{{}, {behind, run.end()}};
  }
  return std::nullopt;
}

std::string healthcheck_or_ours(const Words& run, const HealthcheckRun& read, const Words& ours) {
  Words instead = ours;
  instead.insert(instead.end(), read.options.begin(), read.options.end());
  return "if" + quoted(read.python) + " -c 'import exabgp' </dev/null >/dev/null 2>&1; then exec" + quoted(run) + "; else exec" + quoted(instead) + "; fi";
}

}  // namespace vigilcast::exabgp
