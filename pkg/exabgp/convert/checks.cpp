#include "pkg/exabgp/convert/checks.h"

#include <algorithm>
#include <array>

#include "healthcheck/monitor/expression.h"
#include "pkg/base/text.h"
#include "pkg/exabgp/conf/route_text.h"
#include "pkg/exabgp/convert/yaml_words.h"
#include "pkg/exabgp/healthcheck/addresses.h"
#include "pkg/exabgp/healthcheck/lines.h"
#include "pkg/exabgp/healthcheck/run_line.h"

namespace vigilcast::exabgp::convert {
namespace {

using O = HealthcheckOptions;

constexpr Duration kShortest = std::chrono::milliseconds(1), kLongest = std::chrono::hours(24);  // of YAML
constexpr long kMostInARow = 1000;

bool logs_otherwise(const O& o) {
  return o.silent || o.no_syslog || o.debug || o.syslog_facility != O{}.syslog_facility || !o.name.empty() || !o.pid_file.empty();
}
bool has_hooks(const O& o) { return !(o.execute.empty() && o.up_execute.empty() && o.down_execute.empty() && o.disabled_execute.empty()); }
bool has_disabled_words(const O& o) { return o.disabled_metric != O{}.disabled_metric || o.disabled_as_path; }

// What is said and YAML has no word for. The check goes without it.
struct Row {
  std::string_view options;
  bool (*says)(const O& options);
  std::string_view text;
};
constexpr std::array kRows{
    Row{"--disable", [](const O& o) { return !o.disable.empty(); }, "no file disables a service"},
    Row{"--disabled-metric, --disabled-as-path", has_disabled_words, "a service has no state that is called disabled"},
    Row{"--execute, --up-execute, --down-execute, --disabled-execute", has_hooks, "nothing is run when the state changes"},
    Row{"--no-ip-setup is not there", [](const O& o) { return !o.no_ip_setup || o.ip_dynamic; }, "the addresses have to be put on an interface by other means"},
    Row{"--user, --group", [](const O& o) { return !o.user.empty() || !o.group.empty(); }, "the command runs as vigilcast does"},
    Row{"--name, --pid, --debug, --silent, --syslog-facility, --no-syslog", logs_otherwise, "the log is vigilcast's"},
    Row{"--timeout 0", [](const O& o) { return o.timeout == Duration::zero() && o.command; }, "a command has 24h"},
    Row{"--fast-interval", [](const O& o) { return o.fast > o.interval && o.command; }, "a pending change is not looked at less often than a settled state"},
};

// Why it becomes no check and no service.
std::string obstacle(const O& options) {
  if (options.interval == Duration::zero()) return "with --interval 0 it ends after its first announcement, and checks go on";
  if (options.ips.empty()) return "without --ip it announces what the loopback interface has, and services name their prefixes";
  return "";
}

std::string period(Duration value) { return format_duration(std::clamp(value, kShortest, kLongest)); }
std::string in_a_row(long count) { return std::to_string(std::clamp(count, 1L, kMostInARow)); }

// The words that the check would write in that state, read as the daemon reads them.
Result<std::vector<ParsedRoute>> routes_in(const O& options, const std::vector<Prefix>& prefixes, HealthState state) {
  constexpr std::string_view kFront = "announce route ";
  std::vector<ParsedRoute> out;
  for (const std::string& line : health_lines(options, prefixes, state, Compat::auto_)) {
    const std::string_view text = std::string_view(line).substr(line.find(kFront) + kFront.size());
    auto routes = parse_route_words(route_words(text), {});
    if (!routes) return std::unexpected(routes.error());
    out.push_back(routes->front());
  }
  return out;
}

}  // namespace

// Its name in the file; nothing for one that asks nothing: then the service is always well.
std::string Checks::say_check(const std::string& name, const O& options, unsigned line) {
  if (!options.command) return "";
  FlowMap words;
  words.say("exec", "{command: " + flow_list({"/bin/sh", "-c", in_quotes(*options.command)}) + "}");
  words.say("interval", period(options.interval));
  words.say("fast", period(std::min(options.fast, options.interval)));
  words.say("timeout", period(options.timeout == Duration::zero() ? kLongest : options.timeout));
  words.say("rise", in_a_row(options.rise));
  words.say("fall", in_a_row(options.fall));
  text_ += "  " + in_quotes(name) + ": " + words.text() + "\n";
  notes_.push_back({line, "the command of " + name + " runs as vigilcast does and in its directory, not as exabgp.daemon.user in /"});
  return name;
}

bool Checks::add(const model::ProcessSpec& process, unsigned line, const std::vector<std::size_t>& peers) {
  const auto run = healthcheck_run(process.run);
  if (!run) return false;
  const std::string who = "the healthcheck " + process.name;
  const auto leave_out = [&](const std::string& why) { notes_.push_back({line, who + " is left out: " + why}); };
  const HealthcheckWords read = read_healthcheck(run->options, Compat::auto_, read_);
  for (const std::string& problem : read.problems) leave_out(problem);
  if (read.help) leave_out("it prints its usage");
  if (read.help || !read.problems.empty()) return true;
  const O& options = read.options;
  if (const std::string why = obstacle(options); !why.empty()) return leave_out(why), true;

  const std::vector<Prefix> prefixes = announced_addresses(options, {});
  const auto up = routes_in(options, prefixes, HealthState::up);
  const auto down = options.withdraw_on_down ? Result<std::vector<ParsedRoute>>() : routes_in(options, prefixes, HealthState::down);
  if (!up || !down) return leave_out((up ? down : up).error().to_string()), true;
  for (const Row& row : kRows) {
    if (row.says(options)) notes_.push_back({line, who + ": " + std::string(row.options) + ": " + std::string(row.text)});
  }
  const std::string name = names_.of(health::Expression::is_name(process.name) ? process.name : "check");  // one that expressions can have
  const std::string check = say_check(name, options, line);
  bool used = false;
  const bool all = options.neighbors.empty() || std::ranges::find(options.neighbors, "*") != options.neighbors.end();
  for (const std::size_t peer : peers) {
    if (!all && std::ranges::find(options.neighbors, services_.address_of(peer)) == options.neighbors.end()) continue;
    for (std::size_t i = 0; i < up->size(); ++i) {
      used |= services_.add_checked(peer, {name, check, line, up->at(i), down->empty() ? std::nullopt : std::optional(down->at(i))});
    }
  }
  if (!used) notes_.push_back({line, who + " announces nothing here" + (check.empty() ? "" : ": no service uses the check " + check)});
  return true;
}

}  // namespace vigilcast::exabgp::convert
