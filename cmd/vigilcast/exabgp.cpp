#include "cmd/vigilcast/exabgp.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

#include "cmd/vigilcast/environment.h"
#include "pkg/app/daemon.h"
#include "pkg/app/load.h"
#include "pkg/base/text.h"
#include "pkg/exabgp/version.h"
#include "vigilcast_version.h"

namespace vigilcast::cmd {
namespace {

constexpr std::string_view kUsage =
    "usage: exabgp [server] [-d] [-v] [-e ENVFILE] FILE...   run\n"
    "       exabgp validate FILE...                           check files, print every mistake\n"
    "       exabgp version\n";

// ExaBGP's sub-commands and options that this program knows by name and does not have.
constexpr std::string_view kAbsent[] = {"cli", "healthcheck", "env", "decode", "encode", "migrate", "schema", "shell", "run", "configuration"};

struct Arguments {
  bool validate = false, debug = false;
  std::string env_file;
  std::vector<std::string> files;
  std::string problem;
};

Arguments parse(std::vector<std::string> words) {
  Arguments out;
  if (!words.empty() && words.front() == "server") words.erase(words.begin());
  if (!words.empty() && words.front() == "validate") {
    out.validate = true;
    words.erase(words.begin());
  }
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "-d" || word == "--debug" || (word == "-v" && words.size() > 1)) {
      out.debug = true;
    } else if (word == "-t" || word == "--test" || word == "--validate") {
      out.validate = true;
    } else if ((word == "-e" || word == "--env" || word == "--env-file") && i + 1 < words.size()) {
      out.env_file = words[++i];
    } else if (out.validate && (word == "-n" || word == "-r" || word == "-nrv" || word == "-nr" || word == "-p")) {
      continue;  // what ExaBGP prints with them is not needed to judge a file
    } else if (word.starts_with("-")) {
      out.problem = "the option " + word + " is not known";
    } else {
      out.files.push_back(word);
    }
  }
  if (out.files.empty() && out.problem.empty()) out.problem = "no configuration file is named";
  return out;
}

int print_version(exabgp::Compat compat) {
  utsname system{};
  uname(&system);
  std::printf("ExaBGP : %s\nPython : none (vigilcast %s)\nUname  : %s %s %s\nFrom   : %s\n", exabgp::program_version(compat).c_str(), VIGILCAST_VERSION,
              system.sysname, system.release, system.machine, std::filesystem::canonical("/proc/self/exe").parent_path().c_str());
  return 0;
}

// ExaBGP's words: stdout, stderr, syslog, host:IP, or a file as file:PATH, an absolute path or one in the home directory.
std::string log_destination(std::string_view wanted) {
  if (wanted == "stdout" || wanted == "stderr") return std::string(wanted);
  const char* home = std::getenv("HOME");
  if (wanted.starts_with("file:")) wanted.remove_prefix(5);
  if (wanted.starts_with("~/") && home != nullptr) return home + std::string(wanted.substr(1));
  if (wanted.starts_with('/')) return std::string(wanted);
  std::fprintf(stderr, "exabgp.log.destination: warning: \"%s\" is not supported by this version of vigilcast: the log goes to stderr\n    hint: %s\n",
               printable(wanted).c_str(), "name stdout, stderr or the whole path of a file; a service manager brings stderr to syslog");
  return "stderr";
}

telemetry::LogOptions log_options(const exabgp::Settings& settings, bool debug) {
  telemetry::LogOptions out;
  out.format = telemetry::Format::exabgp;
  out.destination = settings.log_enabled() ? log_destination(settings.log_destination()) : "/dev/null";
  const std::string level = to_lower(settings.log_level());
  out.level = level == "fatal"    ? telemetry::Level::critical
              : level == "notice" ? telemetry::Level::info
                                  : telemetry::parse_level(level).value_or(telemetry::Level::info);
  if (debug || level == "notset") out.level = telemetry::Level::debug;
  if (!settings.log_enabled()) out.level = telemetry::Level::critical;
  return out;
}

int validate(const app::RunOptions& options) {
  const model::Loaded loaded = app::load(options);
  std::fputs(loaded.diagnostics.to_string().c_str(), stderr);
  if (loaded.diagnostics.has_errors()) return 1;
  std::printf("configuration   ✓ loading\n");
  return 0;
}

}  // namespace

int exabgp_main(const std::vector<std::string>& words) {
  if (words.empty() || words.front() == "-h" || words.front() == "--help" || words.front() == "help") {
    std::fputs(kUsage.data(), words.empty() ? stderr : stdout);
    return words.empty() ? 1 : 0;
  }
  if (std::ranges::find(kAbsent, words.front()) != std::end(kAbsent)) {
    std::fprintf(stderr, "exabgp %s: this version of vigilcast has no such command\n%s", words.front().c_str(), kUsage.data());
    return 1;
  }
  app::RunOptions options;
  options.personality = app::Personality::exabgp;
  const Arguments arguments = parse(words);
  if (!arguments.env_file.empty()) {
    setenv("EXABGP_ENVFILE", arguments.env_file.c_str(), 1);
    if (access(arguments.env_file.c_str(), R_OK) != 0) {
      std::fprintf(stderr, "%s: warning: the environment file cannot be read: %s; the defaults hold\n", arguments.env_file.c_str(), std::strerror(errno));
    }
  }
  read_exabgp_settings(options, "");
  const Diagnostics told = std::exchange(options.settings_told, {});
  if (!told.empty()) std::fputs(told.to_string().c_str(), stderr);
  if (told.has_errors()) return 1;
  if (words.front() == "version" || words.front() == "--version" || (words.front() == "-v" && words.size() == 1)) return print_version(options.compat);
  if (!arguments.problem.empty()) {
    std::fprintf(stderr, "exabgp: %s\n%s", arguments.problem.c_str(), kUsage.data());
    return 2;
  }
  options.exabgp_files = arguments.files;
  if (arguments.validate) return validate(options);
  options.log = log_options(options.settings, arguments.debug);
  return app::run(options);
}

}  // namespace vigilcast::cmd
