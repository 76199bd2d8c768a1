// What is checked, how often, and how results become a verdict. Values only; front ends fill them.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "pkg/base/time.h"

namespace vigilcast::health {

struct StatusRange {
  unsigned first = 200, last = 299;
  friend bool operator==(const StatusRange&, const StatusRange&) = default;
};

struct HttpProbe {
  std::string url;                                            // http:// or https://
  std::string method = "GET";
  std::vector<std::pair<std::string, std::string>> headers;   // Host replaces the URL's
  std::vector<StatusRange> status = {StatusRange{}};
  std::string body_contains;                                  // empty: the body is not looked at
  bool reuse = true;                                          // keep the connection; a fresh one every tenth time
  bool verify = true;                                         // https: certificate and name
  std::string ca_file;                                        // https: empty: the system's
  std::string server_name;                                    // https: SNI and name to verify; empty: the URL's host
  friend bool operator==(const HttpProbe&, const HttpProbe&) = default;
};

struct TcpProbe {
  std::string address;  // host:port, [v6]:port
  friend bool operator==(const TcpProbe&, const TcpProbe&) = default;
};

// A program that is run: exit code 0 is a pass. No shell reads the words.
struct ExecProbe {
  std::vector<std::string> command;  // the program with its whole path, and its arguments
  friend bool operator==(const ExecProbe&, const ExecProbe&) = default;
};

// Never probed: whoever knows the answer posts it by the check's name. Until then the check has no verdict.
struct ExternalProbe {
  std::string source;  // who answers, for people: "endpoints of default/web"
  friend bool operator==(const ExternalProbe&, const ExternalProbe&) = default;
};

using ProbeSpec = std::variant<HttpProbe, TcpProbe, ExecProbe, ExternalProbe>;

struct CheckSpec {
  std::string name;
  ProbeSpec probe;
  Duration interval = std::chrono::seconds(1);
  Duration fast = std::chrono::milliseconds(200);     // interval while a change of verdict is pending
  Duration timeout = std::chrono::milliseconds(800);
  unsigned rise = 3;                                  // successes in a row to become up
  unsigned fall = 3;                                  // failures in a row to become down
  friend bool operator==(const CheckSpec&, const CheckSpec&) = default;
};

}  // namespace vigilcast::health
