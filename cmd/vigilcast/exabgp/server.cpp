// exabgp [server] FILE...: run. exabgp validate FILE...: check the files.
#include <sys/mman.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <iterator>

#include "cmd/vigilcast/exabgp/verbs.h"
#include "cmd/vigilcast/usage_error.h"
#include "pkg/app/daemon.h"
#include "pkg/app/load.h"
#include "pkg/base/text.h"
#include "pkg/runtime/descriptor.h"

namespace vigilcast::cmd {
namespace {

struct ServerWords {
  bool verbose = false, debug = false, once = false, passive = false, test = false;
  bool memory = false, pdb = false, neighbors = false, routes = false;  // of no effect here
  std::string profile;
  double signal = 0;
  std::vector<std::string> files;
};

// 4.2 had -s for --memory, and no -m.
void add_options(CLI::App& verb, ServerWords& to, exabgp::Compat compat) {
  const bool v4_2 = compat == exabgp::Compat::v4_2;
  verb.add_flag("-v,--verbose", to.verbose, "log all there is, in the long layout");
  verb.add_flag("-d,--debug", to.debug, "the same");
  verb.add_flag("-1,--once", to.once, "one attempt to connect for each neighbor");
  verb.add_flag("-P,--passive", to.passive, "only take connections");
  verb.add_flag("-t,--test,--validate", to.test, "check the files and end");
  verb.add_option(v4_2 ? "--signal" : "-s,--signal", to.signal, "read the files again after so many seconds, once, as for SIGUSR1")
      ->check(CLI::Range(0.0, 1e9));
  verb.add_flag(v4_2 ? "-s,-m,--memory" : "-m,--memory", to.memory, "of no effect: it shows Python's memory");
  verb.add_flag("-p,--pdb", to.pdb, "of no effect: it starts Python's debugger");
  verb.add_option("--profile", to.profile, "of no effect: it starts Python's profiler");
  verb.add_option("files", to.files, "exabgp.conf files; - is standard input");
}

// What is accepted so that unit files need not change, and does nothing.
void tell_of_no_effect(const ServerWords& words) {
  const auto tell = [](const char* option, const char* instead) { std::fprintf(stderr, "%s: warning: has no effect here: %s\n", option, instead); };
  if (words.memory) tell("--memory", "vigilcast_process_resident_memory_bytes and others are among the metrics");
  if (words.pdb) tell("--pdb", "there is no Python that could be debugged");
  if (!words.profile.empty()) tell("--profile", "no profile is written; perf record -p PID makes one");
}

// ExaBGP's words: stdout, stderr, syslog, host:IP, or a file as file:PATH, an absolute path or one in the home directory.
std::string log_destination(std::string_view wanted) {
  if (wanted == "stdout" || wanted == "stderr") return std::string(wanted);
  const char* home = std::getenv("HOME");
  if (wanted.starts_with("file:")) wanted.remove_prefix(5);
  if (wanted.starts_with("~/") && home != nullptr) return home + std::string(wanted.substr(1));
  if (wanted.starts_with('/')) return std::string(wanted);
  if (wanted == "syslog" || (wanted.starts_with("host:") && IpAddress::parse(wanted.substr(5)))) return std::string(wanted);
  std::fprintf(stderr, "exabgp.log.destination: warning: \"%s\" is no destination: the log goes to stderr\n    hint: %s\n", printable(wanted).c_str(),
               "name stdout, stderr, syslog, host:IP or the whole path of a file");
  return "stderr";
}

// 4.2 has the long layout unless it is told otherwise, 5.0 the short one; 5.0 writes the long one into files, whatever it is told, and 4.2 has one more for
// them.
telemetry::Format log_format(const app::RunOptions& options, std::string_view destination) {
  const bool v4_2 = options.compat == exabgp::Compat::v4_2;
  if (destination.starts_with("/") && !v4_2) return telemetry::Format::exabgp_long;
  if (destination == "syslog" || destination.starts_with("host:")) return telemetry::Format::exabgp;
  const bool brief = options.settings.given("log.short") || !v4_2 ? options.settings.flag("log.short") : false;
  if (brief) return telemetry::Format::exabgp;
  if (v4_2 && destination.starts_with("/")) return telemetry::Format::exabgp_file_4_2;
  return v4_2 ? telemetry::Format::exabgp_long_4_2 : telemetry::Format::exabgp_long;
}

telemetry::LogOptions log_options(const app::RunOptions& options, bool debug) {
  const exabgp::Settings& settings = options.settings;
  telemetry::LogOptions out;
  out.destination = settings.log_enabled() ? log_destination(settings.log_destination()) : "/dev/null";
  out.format = debug && options.compat != exabgp::Compat::v4_2 ? telemetry::Format::exabgp_long : log_format(options, out.destination);
  if (options.compat == exabgp::Compat::v4_2) out.rotation = telemetry::kRotationOf42;
  out.name = "exabgp";
  out.silent = settings.silent_sources();
  const std::string level = to_lower(settings.log_level());
  out.level = level == "fatal"    ? telemetry::Level::critical
              : level == "notice" ? telemetry::Level::info
                                  : telemetry::parse_level(level).value_or(telemetry::Level::info);
  if (debug || level == "notset") out.level = telemetry::Level::debug;
  if (!settings.log_enabled()) out.level = telemetry::Level::critical;
  return out;
}

int check(const app::RunOptions& options) {
  const model::Loaded loaded = app::load(options);
  std::fputs(loaded.diagnostics.to_string().c_str(), stderr);
  if (loaded.diagnostics.has_errors()) return 1;
  std::printf("configuration   ✓ loading\n");
  return 0;
}

// Standard input as a file without a name, so that a reload reads the same.
Result<void> replace_standard_input(std::vector<std::string>& files) {
  const auto dash = std::ranges::find(files, "-");
  if (dash == files.end()) return {};
  const std::string text{std::istreambuf_iterator<char>(std::cin), {}};
  runtime::Descriptor file(memfd_create("exabgp.conf", MFD_CLOEXEC));
  for (std::size_t done = 0; file && done < text.size();) {
    const ssize_t count = write(file.get(), text.data() + done, text.size() - done);
    if (count < 0) file.reset();
    done += count < 0 ? 0 : static_cast<std::size_t>(count);
  }
  if (!file) return fail("standard input cannot be kept: " + std::string(std::strerror(errno)));
  *dash = "/proc/self/fd/" + std::to_string(file.release());  // for as long as we live
  return {};
}

int serve(const CLI::App& verb, const ServerWords& words, app::RunOptions options) {
  if (words.files.empty()) {
    std::fprintf(stderr, "exabgp: no configuration file is named\n%s", exabgp_usage().c_str());
    return kUsageExit;
  }
  options.exabgp_files = words.files;
  if (auto kept = replace_standard_input(options.exabgp_files); !kept) return tell_failure(verb, kept.error());
  if (words.once) options.settings.set(*exabgp::find_setting("tcp.once"), "true");
  if (words.passive) options.settings.set(*exabgp::find_setting("bgp.passive"), "true");
  if (words.test) return check(options);
  tell_of_no_effect(words);
  if (words.signal > 0) options.reload_after = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(words.signal));
  options.log = log_options(options, words.verbose || words.debug);
  return app::run(options);
}

}  // namespace

int exabgp_server(const Words& words, const app::RunOptions& options) {
  CLI::App verb("run", "exabgp server");
  ServerWords read;
  add_options(verb, read, options.compat);
  if (const auto code = read_words(verb, words)) return *code;
  return serve(verb, read, options);
}

int exabgp_validate(const Words& words, const app::RunOptions& options) {
  CLI::App verb("check files", "exabgp validate");
  ServerWords read;
  read.test = true;
  verb.add_flag("-n,--neighbor", read.neighbors, "of no effect: neighbors are checked always");
  verb.add_flag("-r,--route", read.routes, "of no effect: routes are checked always");
  verb.add_flag("-v,--verbose", read.verbose, "of no effect: each mistake is told in full");
  verb.add_flag("-p,--pdb", read.pdb, "of no effect");
  verb.add_option("files", read.files, "exabgp.conf files; - is standard input");
  if (const auto code = read_words(verb, words)) return *code;
  return serve(verb, read, options);
}

}  // namespace vigilcast::cmd
