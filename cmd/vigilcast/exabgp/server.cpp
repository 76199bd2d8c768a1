// exabgp [server] FILE...: run. exabgp validate FILE...: check the files.
#include <cstdio>
#include <cstdlib>

#include "cmd/vigilcast/exabgp/verbs.h"
#include "cmd/vigilcast/usage_error.h"
#include "pkg/app/daemon.h"
#include "pkg/app/load.h"
#include "pkg/base/text.h"

namespace vigilcast::cmd {
namespace {

struct ServerArguments {
  bool validate = false, debug = false;
  std::vector<std::string_view> set;  // settings that are true for this run
  std::vector<std::string> files;
  std::string problem;
};

ServerArguments parse(const Words& words, bool validate) {
  ServerArguments out{.validate = validate, .debug = false, .set = {}, .files = {}, .problem = {}};
  for (const std::string& word : words) {
    if (word == "-d" || word == "--debug" || word == "-v" || word == "--verbose") {
      out.debug = true;
    } else if (word == "-t" || word == "--test" || word == "--validate") {
      out.validate = true;
    } else if (word == "-1" || word == "--once") {
      out.set.emplace_back("tcp.once");
    } else if (word == "-P" || word == "--passive") {
      out.set.emplace_back("bgp.passive");
    } else if (word == "-p" || word == "--pdb" || word == "-m" || word == "--memory") {
      continue;  // for ExaBGP's developers
    } else if (out.validate && (word == "-n" || word == "-r" || word == "-nrv" || word == "-nr")) {
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

int serve(const ServerArguments& arguments, app::RunOptions options) {
  if (!arguments.problem.empty()) {
    std::fprintf(stderr, "exabgp: %s\n%s", arguments.problem.c_str(), exabgp_usage().c_str());
    return kUsageExit;
  }
  options.exabgp_files = arguments.files;
  for (const std::string_view key : arguments.set) options.settings.set(*exabgp::find_setting(key), "true");
  if (arguments.validate) return check(options);
  options.log = log_options(options, arguments.debug);
  return app::run(options);
}

}  // namespace

int exabgp_server(const Words& words, const app::RunOptions& options) { return serve(parse(words, false), options); }
int exabgp_validate(const Words& words, const app::RunOptions& options) { return serve(parse(words, true), options); }

}  // namespace vigilcast::cmd
