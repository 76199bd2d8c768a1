// What `exabgp healthcheck` can be told: one table of options, each as a flag of the command line and as a key of a configuration file.
//
// Flags are read as Python's argparse reads them: `--key value`, `--key=value`, `-k value`, `-kvalue`, single letters in a row, long names cut short while
// they stay clear. A file's lines come before the command line: of what is given twice the last one holds, what may be repeated is added up.
// Pure; a value that any thread may read.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "pkg/base/ip.h"
#include "pkg/base/time.h"
#include "pkg/exabgp/conf/compat.h"

namespace vigilcast::exabgp {

// Words that are put into a command as they are. They stand on one line, so that one announce cannot become two commands.
struct RouteWords {
  std::string text;
  friend bool operator==(const RouteWords&, const RouteWords&) = default;
};

// An address and the interface that it is put on.
struct AddressOn {
  Prefix address;
  std::string interface;
  friend bool operator==(const AddressOn&, const AddressOn&) = default;
};

struct HealthcheckOptions {
  bool silent = false, no_syslog = false, debug = false, no_ack = false, sudo = false;
  std::string syslog_facility = "daemon";
  std::string name, config, pid_file, user, group;

  Duration interval = std::chrono::seconds(5);  // zero: the end after the first announcement
  Duration fast = std::chrono::seconds(1);      // while a change is pending
  Duration timeout = std::chrono::seconds(5);   // zero: none
  long rise = 3, fall = 3;
  std::string disable;                 // a path; while that exists the service is disabled
  std::optional<std::string> command;  // for /bin/sh; nothing: always well

  std::optional<IpAddress> next_hop;  // nothing: self
  std::vector<Prefix> ips;            // empty: what the loopback interface has
  std::vector<AddressOn> interfaces;  // of those that are not put on the loopback interface
  long local_preference = -1;         // below zero: none
  bool deaggregate = false, no_ip_setup = false, ip_dynamic = false;
  std::string label;
  bool label_exact = false;
  long start_ip = 0;
  long up_metric = 100, down_metric = 1000, disabled_metric = 500, increase = 1;
  std::optional<RouteWords> community, extended_community, large_community, disabled_community;
  std::optional<RouteWords> as_path, up_as_path, down_as_path, disabled_as_path;
  bool withdraw_on_down = false;
  long path_id = 0;  // zero: none
  std::vector<std::string> neighbors;  // addresses or *
  bool debounce = false;

  std::vector<std::string> execute, up_execute, down_execute, disabled_execute;
};

struct HealthcheckWords {
  HealthcheckOptions options;
  bool help = false;
  std::vector<std::string> problems;  // "argument --rise: …", with the place in the file; empty: the options can be used
};

// `read` gives the text of the file that --config names.
HealthcheckWords read_healthcheck(const std::vector<std::string>& words, Compat compat, const std::function<Result<std::string>(const std::string&)>& read);

std::string healthcheck_usage(Compat compat);

}  // namespace vigilcast::exabgp
