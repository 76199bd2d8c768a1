#include "pkg/config/graceful_restart.h"

#include <array>

namespace vigilcast::config {
namespace {

using yaml::Node;

constexpr auto kLongest = std::chrono::seconds(4095);  // 12 bits (RFC 4724 section 3)
constexpr auto kLongestStale = std::chrono::hours(4660);  // 24 bits of seconds (RFC 9494 section 3)

void set_time(RestartDraft& restart, const Node& node, Load& load) {
  const auto value = load.reader.duration(node, Duration{}, kLongest);
  if (!value) return;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(*value);
  if (seconds != *value) return load.reader.error(node, "a restart time is in whole seconds", "RFC 4724 section 3");
  restart.time = static_cast<std::uint16_t>(seconds.count());
}

void set_long_lived(RestartDraft& restart, const Node& node, Load& load) {
  const auto value = load.reader.duration(node, Duration{}, kLongestStale);
  if (!value) return;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(*value);
  if (seconds != *value) return load.reader.error(node, "a long-lived stale time is in whole seconds", "RFC 9494 section 3");
  restart.long_lived_stale_time = static_cast<std::uint32_t>(seconds.count());
}

constexpr std::array kFields{
    Field<RestartDraft>{{.key = "time",
                         .kind = Kind::duration,
                         .required = true,
                         .text = "How long the router may wait for us, at most `4095s`; `0s`: not at all. Until then it forwards to this node, up or not."},
                        set_time},
    Field<RestartDraft>{
        {.key = "longLivedStaleTime",
         .kind = Kind::duration,
         .fallback = "not offered",
         .text = "How much longer than that the router may keep our routes as a last resort, marked llgr-stale, at most `4660h` (RFC 9494). `0s`: "
                 "not ours, but we keep those of the router for as long as it asks."},
        set_long_lived},
};

}  // namespace

const Table<RestartDraft>& graceful_restart_table() {
  static constexpr Table<RestartDraft> kTable{
      "gracefulRestart", "Routes outlive a restart of the agent, and of the peer (RFC 4724, and RFC 8538 where the peer has it).", kFields, {}};
  return kTable;
}

RestartDraft read_graceful_restart(const Node& node, Load& load) {
  RestartDraft restart;
  read_object(restart, node, graceful_restart_table(), load);
  if (restart.long_lived_stale_time && restart.time == std::uint16_t{0}) {
    load.reader.error(node, "longLivedStaleTime means nothing without graceful restart", "give a time of at least 1s, or leave longLivedStaleTime out");
  }
  return restart;
}

}  // namespace vigilcast::config
