// What has changed in one thing, in a line for people.
#pragma once

#include "pkg/model/diff.h"

namespace vigilcast::model {

std::string router_changes(const std::optional<RouterConfig>& before, const std::optional<RouterConfig>& after);  // empty: nothing
Change changed_peer(const bgp::PeerConfig& before, const bgp::PeerConfig& after);
Change changed_check(const health::CheckSpec& before, const health::CheckSpec& after);
Change changed_service(const announce::ServiceSpec& before, const announce::ServiceSpec& after);
Change changed_process(const ProcessSpec& before, const ProcessSpec& after);

}  // namespace vigilcast::model
