// `gracefulRestart`, of the router and of one peer.
#pragma once

#include <optional>

#include "pkg/config/field.h"

namespace vigilcast::config {

struct RestartDraft {
  std::optional<std::uint16_t> time;                // seconds; 0: not wanted
  std::optional<std::uint32_t> long_lived_stale_time;  // seconds
};

const Table<RestartDraft>& graceful_restart_table();

RestartDraft read_graceful_restart(const yaml::Node& node, Load& load);

}  // namespace vigilcast::config
