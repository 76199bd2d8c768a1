#include "pkg/config/check.h"

#include <algorithm>
#include <array>

#include "pkg/config/values.h"

namespace vigilcast::config {
namespace {

using yaml::Node;

constexpr Duration kShortest = std::chrono::milliseconds(1);
constexpr Duration kLongest = std::chrono::hours(24);
constexpr unsigned kMostInARow = 1000;

void set_http(CheckDraft& check, const Node& node, Load& load) {
  check.http = &node;
  HttpDraft http;
  read_object(http, node, http_table(), load);
  if (http.url != nullptr && http.probe.url.starts_with("http://")) {
    for (const Node* key : http.tls_only) load.reader.error(*key, "this concerns https only, and the URL is http", "write an https:// URL, or leave this out");
  }
  if (http.probe.method == "HEAD" && !http.probe.body_contains.empty()) {
    load.reader.error(*http.expect, "the answer to a HEAD has no body, so nothing is ever in it", "use GET, or look at the status alone");
  }
  check.spec.probe = std::move(http.probe);
}

void set_tcp(CheckDraft& check, const Node& node, Load& load) {
  check.tcp = &node;
  health::TcpProbe probe;
  read_object(probe, node, tcp_table(), load);
  check.spec.probe = std::move(probe);
}

void set_exec(CheckDraft& check, const Node& node, Load& load) {
  check.exec = &node;
  health::ExecProbe probe;
  read_object(probe, node, exec_table(), load);
  check.spec.probe = std::move(probe);
}

constexpr std::array kFields{
    Field<CheckDraft>{{.key = "http", .kind = Kind::object, .object = "http", .text = "An HTTP or HTTPS request."}, set_http},
    Field<CheckDraft>{{.key = "tcp", .kind = Kind::object, .object = "tcp", .text = "A TCP connection."}, set_tcp},
    Field<CheckDraft>{{.key = "exec", .kind = Kind::object, .object = "exec", .text = "A program that is run."}, set_exec},
    Field<CheckDraft>{{.key = "interval", .kind = Kind::duration, .fallback = "1s", .text = "From one probe to the next while nothing changes."},
                      [](CheckDraft& check, const Node& node, Load& load) {
                        check.interval = &node;
                        assign(check.spec.interval, load.reader.duration(node, kShortest, kLongest));
                      }},
    Field<CheckDraft>{{.key = "fast",
                       .kind = Kind::duration,
                       .fallback = "200ms, or `interval` if that is shorter",
                       .text = "The interval while a change of verdict is pending."},
                      [](CheckDraft& check, const Node& node, Load& load) {
                        check.fast = &node;
                        assign(check.spec.fast, load.reader.duration(node, kShortest, kLongest));
                      }},
    Field<CheckDraft>{{.key = "timeout",
                       .kind = Kind::duration,
                       .fallback = "800ms, or `interval` if that is shorter",
                       .text = "A probe without an answer for this long has failed."},
                      [](CheckDraft& check, const Node& node, Load& load) {
                        check.timeout = &node;
                        assign(check.spec.timeout, load.reader.duration(node, kShortest, kLongest));
                      }},
    Field<CheckDraft>{{.key = "rise", .kind = Kind::integer, .fallback = "3", .text = "Passes in a row that make the check up."},
                      [](CheckDraft& check, const Node& node, Load& load) { assign(check.spec.rise, read_number<unsigned>(node, load, 1, kMostInARow)); }},
    Field<CheckDraft>{{.key = "fall", .kind = Kind::integer, .fallback = "3", .text = "Failures in a row that make the check down."},
                      [](CheckDraft& check, const Node& node, Load& load) { assign(check.spec.fall, read_number<unsigned>(node, load, 1, kMostInARow)); }},
};

constexpr std::array kTcpFields{
    Field<health::TcpProbe>{
        {.key = "address", .kind = Kind::target, .required = true, .text = "Where to connect; the check passes when the connection is accepted."},
        [](health::TcpProbe& probe, const Node& node, Load& load) { assign(probe.address, read_target(node, load)); }},
};

// The same word may be there twice.
void set_command(health::ExecProbe& probe, const Node& node, Load& load) {
  const auto* items = load.reader.list(node, "a list of words, the program first");
  if (items == nullptr) return;
  for (const Node& item : *items) {
    if (auto word = load.reader.text(item)) probe.command.push_back(*std::move(word));
  }
  if (items->empty()) return load.reader.error(node, "the command names no program", "[/bin/sh, -c, \"…\"]");
  if (probe.command.empty() || probe.command.front().starts_with('/')) return;
  load.reader.error(items->front(), "'" + probe.command.front() + "' is no whole path, and nobody looks for the program",
                    "a shell does: [/bin/sh, -c, \"" + probe.command.front() + " …\"]");
}

constexpr std::array kExecFields{
    Field<health::ExecProbe>{
        {.key = "command",
         .shape = Shape::list,
         .required = true,
         .text = "The program, with its whole path, and its arguments, as they are: no shell reads them. Exit code 0 is a pass. It runs as "
                 "vigilcast does, reads nothing, and is killed with its process group when it takes longer than `timeout`."},
        set_command},
};

// How often and how patiently, together.
void complete(CheckDraft& check, Load& load) {
  health::CheckSpec& spec = check.spec;
  if (check.fast == nullptr) spec.fast = std::min(spec.fast, spec.interval);
  if (check.timeout == nullptr) spec.timeout = std::min(spec.timeout, spec.interval);
  if (check.fast != nullptr && spec.fast > spec.interval) {
    load.reader.error(*check.fast, "fast (" + format_duration(spec.fast) + ") is longer than interval (" + format_duration(spec.interval) + ")",
                      "a pending change is looked at more often, not less");
  }
  if (check.timeout != nullptr && spec.timeout > spec.interval) {
    load.reader.warning(*check.timeout, "timeout (" + format_duration(spec.timeout) + ") is longer than interval (" + format_duration(spec.interval) + ")",
                        "a probe that hangs delays the ones after it: a check never asks twice at once");
  }
}

}  // namespace

const Table<CheckDraft>& check_table() {
  static constexpr Table<CheckDraft> kTable{"check", "One question with its timing: `http`, `tcp` or `exec`.", kFields, {}};
  return kTable;
}

const Table<health::TcpProbe>& tcp_table() {
  static constexpr Table<health::TcpProbe> kTable{"tcp", "A TCP connection.", kTcpFields, {}};
  return kTable;
}

const Table<health::ExecProbe>& exec_table() {
  static constexpr Table<health::ExecProbe> kTable{"exec", "A program that is run.", kExecFields, {}};
  return kTable;
}

CheckDraft read_check(const yaml::Entry& entry, Load& load) {
  CheckDraft check;
  check.name = &entry.key;
  assign(check.spec.name, read_name(entry.key, load));
  read_object(check, entry.value, check_table(), load);
  if (entry.value.kind != Node::Kind::map) return check;
  std::vector<const Node*> asks;
  for (const Node* kind : {check.http, check.tcp, check.exec}) {
    if (kind != nullptr) asks.push_back(kind);
  }
  if (asks.empty()) load.reader.error(entry.key, "this check asks nothing", "give it http: {url: …}, tcp: {address: …} or exec: {command: […]}");
  if (asks.size() > 1) load.reader.error(*asks[1], "a check is one of http, tcp and exec", "make two checks and join them with and");
  complete(check, load);
  return check;
}

}  // namespace vigilcast::config
