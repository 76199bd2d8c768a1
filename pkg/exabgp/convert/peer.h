// A neighbor as a peer of the YAML file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bgp/engine/peer_config.h"
#include "pkg/exabgp/conf/places.h"
#include "pkg/exabgp/convert/yaml.h"
#include "pkg/exabgp/convert/yaml_words.h"

namespace vigilcast::exabgp::convert {

// Why there is no peer of YAML that is this neighbor, `router` being the one whose AS number and router id are the file's; nothing: there is.
std::optional<std::string> obstacle(const bgp::PeerConfig& peer, const bgp::PeerConfig& router);

// All but its name and filter. What cannot be said goes to the notes.
void say_peer(const bgp::PeerConfig& peer, const conf::Places::Neighbor& places, std::vector<Note>& notes, FlowMap& out);

}  // namespace vigilcast::exabgp::convert
