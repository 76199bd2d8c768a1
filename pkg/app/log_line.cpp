#include "pkg/app/log_line.h"

namespace vigilcast::app {

using telemetry::Level;

Level level_of(exabgp::LineLevel level) {
  switch (level) {
    case exabgp::LineLevel::debug: return Level::debug;
    case exabgp::LineLevel::info: return Level::info;
    case exabgp::LineLevel::warning: return Level::warning;
    case exabgp::LineLevel::error: return Level::error;
    case exabgp::LineLevel::critical: return Level::critical;
  }
  return Level::info;
}

void write(telemetry::Log& log, const exabgp::LogLine& line) { log.write(level_of(line.level), line.source, line.text); }

void write(telemetry::Log& log, exabgp::Line line, std::initializer_list<std::string_view> values) { write(log, exabgp::log_line(line, values)); }

}  // namespace vigilcast::app
