// The log: structured lines, written by a thread of its own.
//
// Invariant: no call waits for whoever reads the log. Lines go through a bounded queue; when the reader is slower than the writers,
// the oldest lines are lost, counted, and once there is room again one line says how many. Closing waits at most kCloseWait.
// Thread: every member may be called from any thread. Time comes from the calendar when a line is given.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "pkg/base/result.h"
#include "pkg/base/time.h"
#include "pkg/telemetry/level.h"
#include "pkg/telemetry/line.h"
#include "pkg/telemetry/rotation.h"

namespace vigilcast::telemetry {

enum class Format : std::uint8_t {
  text,    // 2026-11-22T10:11:12.123Z info     bgp session is up peer=tor-a
  json,    // {"time":"2026-…","level":"info","source":"bgp","message":"session is up","peer":"tor-a"}
  exabgp,  // bgp             session is up (ExaBGP's short layout: no time, no level, no fields)
  exabgp_long,      // 10:11:12 4711   bgp             session is up (with local time and pid)
  exabgp_long_4_2,  // 10:11:12 | 4711   | bgp             | session is up
  exabgp_file_4_2,  // Sun, 22 Nov 2026 10:11:12 4711   bgp           session is up
};

struct LogOptions {
  Level level = Level::info;          // lines below it are not made
  Format format = Format::text;
  std::string destination = "stderr";  // "stdout", "stderr", "syslog", "host:IP" (syslog there), or the path of a file that is appended to
  std::string name = "vigilcast";      // of the program, for syslog
  std::vector<std::string> silent = {};  // sources whose lines are not written
  Rotation rotation = {};              // of such a file in a format of ExaBGP's
  std::size_t queue = 2048;            // lines; each takes 400 bytes from the start
};

class Log {
 public:
  static constexpr Duration kCloseWait = std::chrono::milliseconds(500);

  static Result<std::unique_ptr<Log>> open(LogOptions options);  // fails when the file cannot be opened
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  // `source` is the part of the program that speaks ("bgp", "check", "process"): one word.
  void write(Level level, std::string_view source, std::string_view text, std::initializer_list<Field> fields = {});

  [[nodiscard]] bool wants(Level level) const;    // to save making a costly line
  [[nodiscard]] std::uint64_t lost() const;       // lines, since the start

 private:
  struct State;
  explicit Log(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace vigilcast::telemetry
