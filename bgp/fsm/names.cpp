#include <array>

#include "bgp/fsm/action.h"

namespace vigilcast::bgp::fsm {
namespace {

constexpr std::array<std::string_view, 6> kStates{"Idle", "Connect", "Active", "OpenSent", "OpenConfirm", "Established"};
constexpr std::array<std::string_view, 12> kReasons{"none",
                                                    "stopped",
                                                    "connect_failed",
                                                    "connection_closed",
                                                    "notification_received",
                                                    "notification_sent",
                                                    "hold_timer_expired",
                                                    "send_hold_timer_expired",
                                                    "open_timeout",
                                                    "collision",
                                                    "bfd_down",
                                                    "link_down"};

}  // namespace

std::string_view state_name(State state) { return kStates[static_cast<std::size_t>(state)]; }
std::string_view down_reason_name(DownReason reason) { return kReasons[static_cast<std::size_t>(reason)]; }

}  // namespace vigilcast::bgp::fsm
