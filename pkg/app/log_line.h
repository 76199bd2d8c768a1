// ExaBGP's log lines into the log: their words come from exabgp::log_line(), their level and source with them. Any thread.
#pragma once

#include <initializer_list>
#include <string_view>

#include "pkg/exabgp/log_lines.h"
#include "pkg/telemetry/log.h"

namespace vigilcast::app {

telemetry::Level level_of(exabgp::LineLevel level);
void write(telemetry::Log& log, const exabgp::LogLine& line);
void write(telemetry::Log& log, exabgp::Line line, std::initializer_list<std::string_view> values = {});

}  // namespace vigilcast::app
