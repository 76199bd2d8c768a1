// A neighbor section as `show neighbor configuration` prints it: what is in force, the defaults included. Routes and secrets are not part of it.
#pragma once

#include <string>
#include <vector>

#include "bgp/engine/peer_config.h"
#include "bgp/wire/dialect.h"
#include "pkg/model/process.h"

namespace vigilcast::exabgp {

std::vector<std::string> neighbor_configuration(const bgp::PeerConfig& config, const std::vector<model::Attachment>& attachments, bgp::Dialect dialect);

}  // namespace vigilcast::exabgp
