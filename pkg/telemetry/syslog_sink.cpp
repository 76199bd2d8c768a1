#include "pkg/telemetry/syslog_sink.h"

#include <netinet/in.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace vigilcast::telemetry {
namespace {

int priority_of(spdlog::level::level_enum level) {
  switch (level) {
    case spdlog::level::debug: return LOG_DEBUG;
    case spdlog::level::warn: return LOG_WARNING;
    case spdlog::level::err: return LOG_ERR;
    case spdlog::level::critical: return LOG_CRIT;
    default: return LOG_INFO;
  }
}

}  // namespace

Result<std::shared_ptr<SyslogSink>> SyslogSink::open(const sockaddr_storage& to, socklen_t size, std::string name) {
  const int descriptor = ::socket(to.ss_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) return fail(std::string("there is no socket for syslog: ") + std::strerror(errno));
  return std::shared_ptr<SyslogSink>(new SyslogSink(descriptor, to, size, std::move(name)));
}

Result<std::shared_ptr<SyslogSink>> SyslogSink::local(const std::string& path, std::string name) {
  sockaddr_un to{};
  to.sun_family = AF_UNIX;
  std::memcpy(to.sun_path, path.c_str(), std::min(path.size(), sizeof to.sun_path - 1));
  sockaddr_storage storage{};
  std::memcpy(&storage, &to, sizeof to);
  return open(storage, sizeof to, std::move(name));
}

Result<std::shared_ptr<SyslogSink>> SyslogSink::remote(const IpAddress& server, std::string name) {
  constexpr std::uint16_t kPort = 514;
  sockaddr_storage storage{};
  const auto octets = server.bytes();
  if (server.is_v4()) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(kPort);
    std::memcpy(&to.sin_addr, octets.data(), octets.size());
    std::memcpy(&storage, &to, sizeof to);
    return open(storage, sizeof to, std::move(name));
  }
  sockaddr_in6 to{};
  to.sin6_family = AF_INET6;
  to.sin6_port = htons(kPort);
  std::memcpy(&to.sin6_addr, octets.data(), octets.size());
  std::memcpy(&storage, &to, sizeof to);
  return open(storage, sizeof to, std::move(name));
}

SyslogSink::~SyslogSink() { ::close(descriptor_); }

void SyslogSink::sink_it_(const spdlog::details::log_msg& message) {
  spdlog::memory_buf_t line;
  formatter_->format(message, line);
  std::string datagram = "<" + std::to_string(LOG_DAEMON | priority_of(message.level)) + ">" + name_ + "[" + std::to_string(::getpid()) + "]: ";
  datagram.append(line.data(), line.size());
  while (datagram.ends_with('\n')) datagram.pop_back();
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the socket interface
  std::ignore = ::sendto(descriptor_, datagram.data(), datagram.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&to_), size_);
}

}  // namespace vigilcast::telemetry
