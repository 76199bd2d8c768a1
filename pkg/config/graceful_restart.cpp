#include "pkg/config/graceful_restart.h"

#include <array>

namespace vigilcast::config {
namespace {

using yaml::Node;

constexpr auto kLongest = std::chrono::seconds(4095);  // 12 bits (RFC 4724 section 3)

void set_time(RestartDraft& restart, const Node& node, Load& load) {
  const auto value = load.reader.duration(node, Duration{}, kLongest);
  if (!value) return;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(*value);
  if (seconds != *value) return load.reader.error(node, "a restart time is in whole seconds", "RFC 4724 section 3");
  restart.time = static_cast<std::uint16_t>(seconds.count());
}

constexpr std::array kFields{
    Field<RestartDraft>{{.key = "time",
                         .kind = Kind::duration,
                         .required = true,
                         .text = "How long the router may wait for us, at most `4095s`; `0s`: not at all. Until then it forwards to this node, up or not."},
                        set_time},
};

}  // namespace

const Table<RestartDraft>& graceful_restart_table() {
  static constexpr Table<RestartDraft> kTable{
      "gracefulRestart", "Routes outlive a restart of the agent, and of the peer (RFC 4724, and RFC 8538 where the peer has it).", kFields, {}};
  return kTable;
}

std::optional<std::uint16_t> read_graceful_restart(const Node& node, Load& load) {
  RestartDraft restart;
  read_object(restart, node, graceful_restart_table(), load);
  return restart.time;
}

}  // namespace vigilcast::config
