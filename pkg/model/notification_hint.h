// What to do about a NOTIFICATION that a peer sent: one row each for those that have a usual cause.
#pragma once

#include <string>

#include "bgp/engine/peer_config.h"
#include "bgp/wire/notification.h"

namespace vigilcast::model {

std::string notification_hint(const bgp::Notification& notification, const bgp::PeerConfig& config);

}  // namespace vigilcast::model
