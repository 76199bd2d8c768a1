#include "pkg/telemetry/log.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/pattern_formatter.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>

#include "pkg/base/text.h"
#include "pkg/telemetry/descriptor_sink.h"
#include "pkg/telemetry/rotating_sink.h"
#include "pkg/telemetry/syslog_sink.h"

namespace vigilcast::telemetry {
namespace {

constexpr std::string_view kHost = "host:";

spdlog::level::level_enum library_level(Level level) {
  switch (level) {
    case Level::debug: return spdlog::level::debug;
    case Level::info: return spdlog::level::info;
    case Level::warning: return spdlog::level::warn;
    case Level::error: return spdlog::level::err;
    case Level::critical: return spdlog::level::critical;
  }
  return spdlog::level::info;
}

// ExaBGP's long layouts have the time that the clock on the wall shows.
spdlog::pattern_time_type time_type(Format format) {
  return format == Format::exabgp_long || format == Format::exabgp_long_4_2 || format == Format::exabgp_file_4_2 ? spdlog::pattern_time_type::local
                                                                                                                 : spdlog::pattern_time_type::utc;
}

const char* pattern(Format format) {
  switch (format) {
    case Format::text: return "%Y-%m-%dT%H:%M:%S.%eZ %-8l %v";
    case Format::json: return R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})";
    case Format::exabgp_long: return "%H:%M:%S %-6P %v";
    case Format::exabgp_file_4_2: return "%a, %d %b %Y %H:%M:%S %-6P %v";
    case Format::exabgp_long_4_2: return "%H:%M:%S | %-6P | %v";
    case Format::exabgp: break;
  }
  return "%v";
}

// Signals are for the threads that wait for them, and a reader that went away is an error of write(), not the end of the program.
void block_signals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

// Where lines go; `slow` is set where a reader may hold us up.
struct Sink {
  spdlog::sink_ptr sink;
  std::shared_ptr<DescriptorSink> slow;
};

Sink sink_on(int descriptor, bool owned) {
  auto sink = std::make_shared<DescriptorSink>(descriptor, owned);
  return {sink, sink};
}

Result<Sink> open_syslog(const LogOptions& options) {
  const bool here = options.destination == "syslog";
  const auto server = IpAddress::parse(here ? "" : std::string_view(options.destination).substr(kHost.size()));
  if (!here && !server) return std::unexpected(server.error());
  auto sink = here ? SyslogSink::local("/dev/log", options.name) : SyslogSink::remote(*server, options.name);
  if (!sink) return std::unexpected(sink.error());
  return Sink{*sink, nullptr};
}

Result<Sink> open_sink(const LogOptions& options) {
  const std::string& destination = options.destination;
  if (destination == "syslog" || destination.starts_with(kHost)) return open_syslog(options);
  if (destination == "stdout") return sink_on(STDOUT_FILENO, false);
  if (destination == "stderr") return sink_on(STDERR_FILENO, false);
  const int descriptor = open_log_file(destination);
  if (descriptor < 0) {
    return fail(std::string("the log cannot be written: ") + std::strerror(errno), destination,
                "name a file in a directory that this user may write to, stdout or stderr");
  }
  if (options.format == Format::text || options.format == Format::json) return sink_on(descriptor, true);
  auto sink = std::make_shared<RotatingSink>(descriptor, destination, options.rotation);
  return Sink{sink, sink};
}

}  // namespace

struct Log::State {
  LogOptions options;
  Sink sink;
  std::shared_ptr<spdlog::details::thread_pool> thread;
  std::shared_ptr<spdlog::async_logger> logger;
  std::atomic<std::uint64_t> lost_told{0};

  [[nodiscard]] std::string formatted(std::string_view source, std::string_view text, std::span<const Field> fields) const;
  void put(Level level, const std::string& line) { logger->log(library_level(level), spdlog::string_view_t(line)); }
  void tell_lost();
};

std::string Log::State::formatted(std::string_view source, std::string_view text, std::span<const Field> fields) const {
  switch (options.format) {
    case Format::text: return text_line(source, text, fields);
    case Format::json: return json_members(source, text, fields);
    case Format::exabgp_long_4_2: return exabgp_line(source, " | ", text);
    case Format::exabgp_file_4_2: {
      constexpr std::size_t kWidth = 13;  // of the source: two less than in the other layouts
      return std::string(source) + std::string(source.size() < kWidth ? kWidth - source.size() : 0, ' ') + " " + printable(text);
    }
    case Format::exabgp:
    case Format::exabgp_long: break;
  }
  return exabgp_line(source, " ", text);
}

// Waits until the queue has drained to its half, so that the line about lost lines is not lost itself, nor said for each one.
void Log::State::tell_lost() {
  const std::uint64_t lost = thread->overrun_counter();
  std::uint64_t told = lost_told;
  if (lost == told || thread->queue_size() > options.queue / 2) return;
  if (!lost_told.compare_exchange_strong(told, lost)) return;
  const Field count[] = {{"lines", std::to_string(lost - told)}};
  put(Level::warning, formatted("log", "log lines were lost: whoever reads the log is slower than we write it", count));
}

Result<std::unique_ptr<Log>> Log::open(LogOptions options) {
  auto sink = open_sink(options);
  if (!sink) return std::unexpected(sink.error());
  auto state = std::make_unique<State>();
  state->sink = *sink;
  state->sink.sink->set_formatter(std::make_unique<spdlog::pattern_formatter>(pattern(options.format), time_type(options.format), "\n"));
  state->thread = std::make_shared<spdlog::details::thread_pool>(options.queue, 1, block_signals);
  state->logger = std::make_shared<spdlog::async_logger>("log", state->sink.sink, state->thread, spdlog::async_overflow_policy::overrun_oldest);
  state->logger->set_level(library_level(options.level));
  state->options = std::move(options);
  return std::unique_ptr<Log>(new Log(std::move(state)));
}

Log::Log(std::unique_ptr<State> state) : state_(std::move(state)) {}

Log::~Log() {
  state_->tell_lost();
  if (state_->sink.slow) state_->sink.slow->close_within(kCloseWait);
  state_->thread.reset();  // waits for the log thread, which writes what is queued
}

void Log::write(Level level, std::string_view source, std::string_view text, std::initializer_list<Field> fields) {
  if (!wants(level) || std::ranges::find(state_->options.silent, source) != state_->options.silent.end()) return;
  state_->tell_lost();
  state_->put(level, state_->formatted(source, text, std::span(fields.begin(), fields.size())));
}

bool Log::wants(Level level) const { return level >= state_->options.level; }

std::uint64_t Log::lost() const { return state_->thread->overrun_counter(); }

}  // namespace vigilcast::telemetry
