// Where the log thread writes when syslog is wanted: datagrams of RFC 3164's form, to this machine's /dev/log or to port 514 of another one.
// A line that nobody takes is lost: whoever waits for a log server waits for long.
#pragma once

#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/base_sink.h>
#include <sys/socket.h>

#include <string>

#include "pkg/base/ip.h"
#include "pkg/base/result.h"

namespace vigilcast::telemetry {

class SyslogSink : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  static Result<std::shared_ptr<SyslogSink>> local(const std::string& path, std::string name);
  static Result<std::shared_ptr<SyslogSink>> remote(const IpAddress& server, std::string name);
  ~SyslogSink() override;

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override {}

 private:
  SyslogSink(int descriptor, const sockaddr_storage& to, socklen_t size, std::string name)
      : descriptor_(descriptor), to_(to), size_(size), name_(std::move(name)) {}
  static Result<std::shared_ptr<SyslogSink>> open(const sockaddr_storage& to, socklen_t size, std::string name);

  int descriptor_;
  sockaddr_storage to_;
  socklen_t size_;
  std::string name_;  // of the program, in each line
};

}  // namespace vigilcast::telemetry
