#include "pkg/exabgp/healthcheck/option_table.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "pkg/base/text.h"

namespace vigilcast::exabgp {
namespace {

using O = HealthcheckOptions;

// "10.0.0.0/255.255.255.0" is as good as "10.0.0.0/24".
Result<Prefix> network(std::string_view value) {
  const std::size_t slash = value.find('/');
  if (slash == std::string_view::npos || !value.substr(slash + 1).contains('.')) return Prefix::parse(value);
  const auto mask = IpAddress::parse(value.substr(slash + 1));
  if (!mask || !mask->is_v4()) return Prefix::parse(value);
  const std::uint32_t ones = mask->to_u32();
  const auto length = static_cast<unsigned>(std::countl_one(ones));
  if (length < 32 && (ones << length) != 0) return fail("the mask has holes");
  return Prefix::parse(std::string(value.substr(0, slash)) + "/" + std::to_string(length));
}

Result<void> add_ip(O& to, std::string_view value) {
  auto prefix = network(value);
  if (!prefix) return std::unexpected(prefix.error());
  to.ips.push_back(*prefix);
  return {};
}

bool is_interface_name(std::string_view name) {
  static constexpr std::size_t kLongest = 15;  // the kernel's
  const auto fits = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_' || c == ':' || c == '-'; };
  return !name.empty() && name.size() <= kLongest && std::ranges::all_of(name, fits);
}

Result<void> add_interface(O& to, std::string_view value) {
  const auto parts = split(value, '%');
  if (parts.size() != 2) return fail("write IP%INTERFACE");
  auto prefix = network(parts[0]);
  if (!prefix) return std::unexpected(prefix.error());
  if (!is_interface_name(parts[1])) return fail("'" + printable(parts[1]) + "' is no name of an interface");
  to.interfaces.push_back({*prefix, std::string(parts[1])});
  return {};
}

Result<void> add_neighbor(O& to, std::string_view value) {
  if (trim(value) == "*") {
    to.neighbors.emplace_back("*");
    return {};
  }
  const auto address = IpAddress::parse(value);
  if (!address) return std::unexpected(address.error());
  to.neighbors.push_back(address->to_string());
  return {};
}

Result<void> set_next_hop(O& to, std::string_view value) {
  const auto address = IpAddress::parse(value);
  if (!address) return std::unexpected(address.error());
  to.next_hop = *address;
  return {};
}

std::optional<long> whole_number(std::string_view text) {
  text = trim(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  return parse_number<long>(text);
}

Result<void> set_timeout(O& to, std::string_view value) {
  const auto seconds = whole_number(value);
  if (!seconds || *seconds < 0 || *seconds > 1'000'000) return fail("not a whole number of seconds");
  to.timeout = std::chrono::seconds(*seconds);
  return {};
}

// clang-format off
constexpr auto kOptions = std::to_array<HealthcheckOption>({
    {"silent", "-s", "", &O::silent, "no log on standard error"},
    {"syslog-facility", "-sF", "[FACILITY]", &O::syslog_facility, "where syslog sorts the log (daemon)"},
    {"no-syslog", "", "", &O::no_syslog, "no log to syslog"},
    {"debug", "-d", "", &O::debug, "log more, and not to syslog"},
    {"no-ack", "-a", "", &O::no_ack, "do not wait for an answer to each line: where exabgp.api.ack is false"},
    {"sudo", "", "", &O::sudo, "add and remove addresses with sudo"},
    {"name", "-n", "NAME", &O::name, "the name of this check in syslog"},
    {"config", "-F", "FILE", &O::config, "read options from a file: one `key` or `key = value` a line"},
    {"pid", "-p", "FILE", &O::pid_file, "write the number of the process there"},
    {"user", "", "USER", &O::user, "go on as this user once the addresses are there"},
    {"group", "", "GROUP", &O::group, "go on as this group once the addresses are there"},
    {"interval", "-i", "N", &O::interval, "seconds between checks (5); 0: end after the first announcement"},
    {"fast-interval", "-f", "N", &O::fast, "seconds between checks while a change is pending (1)"},
    {"timeout", "-t", "N", set_timeout, "seconds that a check may take (5); 0: any time"},
    {"rise", "", "N", &O::rise, "successes until the service is up (3)"},
    {"fall", "", "N", &O::fall, "failures until the service is down (3)"},
    {"disable", "", "FILE", &O::disable, "while this file exists the service is disabled"},
    {"command", "-c", "CMD", &O::command, "what checks the service: the shell runs it, and exit code 0 means well"},
    {"cmd", "", "CMD", &O::command, "the same"},
    {"next-hop", "-N", "IP", set_next_hop, "the next hop (self)"},
    {"ip", "", "IP", add_ip, "announce this address or network; without any, what the loopback interface has", Compat::v3_4, true},
    {"ip-ifname", "", "IP%IFNAME", add_interface, "put this --ip on that interface instead of lo", Compat::v5_0, true},
    {"local-preference", "", "P", &O::local_preference, "announce with this local preference"},
    {"deaggregate-networks", "", "", &O::deaggregate, "announce each address of the networks"},
    {"no-ip-setup", "", "", &O::no_ip_setup, "do not add missing addresses to the interface"},
    {"dynamic-ip-setup", "", "", &O::ip_dynamic, "remove the addresses while the service is down or disabled"},
    {"label", "", "LABEL", &O::label, "the label of the addresses that are meant"},
    {"label-exact-match", "", "", &O::label_exact, "the whole label, not its beginning", Compat::v5_0},
    {"start-ip", "", "N", &O::start_ip, "which address comes first and gets the metric as it is (0)"},
    {"up-metric", "", "M", &O::up_metric, "metric while up (100)"},
    {"down-metric", "", "M", &O::down_metric, "metric while down (1000)"},
    {"disabled-metric", "", "M", &O::disabled_metric, "metric while disabled (500)"},
    {"increase", "", "M", &O::increase, "added to the metric for each further address (1)"},
    {"community", "", "WORDS", &O::community, "announce with these communities"},
    {"extended-community", "", "WORDS", &O::extended_community, "announce with these extended communities"},
    {"large-community", "", "WORDS", &O::large_community, "announce with these large communities"},
    {"disabled-community", "", "WORDS", &O::disabled_community, "instead of --community while down or disabled"},
    {"as-path", "", "WORDS", &O::as_path, "announce with this AS path"},
    {"up-as-path", "", "WORDS", &O::up_as_path, "the AS path while up"},
    {"down-as-path", "", "WORDS", &O::down_as_path, "the AS path while down"},
    {"disabled-as-path", "", "WORDS", &O::disabled_as_path, "the AS path while disabled"},
    {"withdraw-on-down", "", "", &O::withdraw_on_down, "withdraw while down or disabled, instead of a higher metric"},
    {"path-id", "", "N", &O::path_id, "the path identifier"},
    {"neighbor", "", "IP", add_neighbor, "only to this neighbor; * is all of them", Compat::v3_4, true},
    {"debounce", "", "", &O::debounce, "write when the state changes, not at each check", Compat::v5_0},
    {"execute", "", "CMD", &O::execute, "run this when the state changes; $STATE is the new one", Compat::v3_4, true},
    {"up-execute", "", "CMD", &O::up_execute, "run this when the service comes up", Compat::v3_4, true},
    {"down-execute", "", "CMD", &O::down_execute, "run this when the service goes down", Compat::v3_4, true},
    {"disabled-execute", "", "CMD", &O::disabled_execute, "run this when the service is disabled", Compat::v3_4, true},
});
// clang-format on

Result<Duration> seconds(std::string_view value) {
  double number = 0;
  const std::string_view text = trim(value);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  static constexpr double kLongest = 1e9;  // a whole life
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(number) || number < 0 || number > kLongest) {
    return fail("not a number of seconds");
  }
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(number));
}

Result<void> one_line(std::string_view value) {
  const auto control = [](char c) { return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == '\x7f'; };
  if (std::ranges::none_of(value, control)) return {};
  return fail("a control character, which could end the command that the words become part of");
}

struct Set {
  O& to;
  std::string_view value;

  Result<void> operator()(bool O::* field) const { return (to.*field = true, Result<void>()); }
  Result<void> operator()(long O::* field) const {
    const auto number = whole_number(value);
    if (!number) return fail("not a whole number");
    to.*field = *number;
    return {};
  }
  Result<void> operator()(Duration O::* field) const {
    const auto read = seconds(value);
    if (!read) return std::unexpected(read.error());
    to.*field = *read;
    return {};
  }
  Result<void> operator()(std::string O::* field) const { return (to.*field = value, Result<void>()); }
  Result<void> operator()(std::optional<std::string> O::* field) const { return (to.*field = std::string(value), Result<void>()); }
  Result<void> operator()(std::optional<RouteWords> O::* field) const {
    if (auto fits = one_line(value); !fits) return fits;
    to.*field = RouteWords{std::string(value)};
    return {};
  }
  Result<void> operator()(std::vector<std::string> O::* field) const { return ((to.*field).emplace_back(value), Result<void>()); }
  Result<void> operator()(SetHealthcheckOption set) const { return set(to, value); }
};

}  // namespace

std::span<const HealthcheckOption> healthcheck_options() { return kOptions; }

Result<void> set_healthcheck_option(const HealthcheckOption& option, HealthcheckOptions& options, std::string_view value) {
  return std::visit(Set{options, value}, option.field);
}

}  // namespace vigilcast::exabgp
