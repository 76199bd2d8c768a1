// What can be asked, a struct for each kind of probe. Values only; front ends fill them, and probe/ knows how to ask.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "healthcheck/data_path.h"
#include "healthcheck/tls_options.h"
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
  TlsOptions tls = {};                                           // https
  DataPath path = {};
  friend bool operator==(const HttpProbe&, const HttpProbe&) = default;
};

struct TcpProbe {
  std::string address;  // host:port, [v6]:port
  DataPath path = {};
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
  bool pushed = false;  // by the API or a helper, and not by a part of this program
  Duration ttl{};       // silence for this long is a failure; 0: the last word stands
  friend bool operator==(const ExternalProbe&, const ExternalProbe&) = default;
};

using ProbeSpec = std::variant<HttpProbe, TcpProbe, ExecProbe, ExternalProbe>;

}  // namespace vigilcast::health
