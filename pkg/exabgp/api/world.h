// What the process API may look at. Functions are called on the core loop, during Dialogue::hear only.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "bgp/engine/engine.h"
#include "bgp/engine/status.h"
#include "pkg/base/result.h"
#include "pkg/model/config.h"

namespace vigilcast::exabgp {

// A neighbour that the calling process is attached to.
struct ApiPeer {
  bgp::PeerId id = 0;
  std::string name;     // ExaBGP's full neighbor name
  IpAddress address;
  std::vector<bgp::Family> families;
  bool created = false;  // by a command, not by a file
};

// The run of the program, as `daemon status` tells it.
struct ApiDaemon {
  std::string uuid;
  int pid = 0;
  WallTime started;
  Duration uptime{};
};

// What waits for a helper to read it.
struct ApiQueue {
  std::string process;
  std::size_t lines = 0, bytes = 0;
};

struct ApiWorld {
  std::vector<ApiPeer> peers;  // those whose `api` lists the calling process
  std::function<bgp::PeerStatus(bgp::PeerId)> status;
  std::function<void(bgp::PeerId, const std::function<void(const bgp::Nlri&, const bgp::OutView&)>&)> each_out;
  std::function<void(bgp::PeerId, const std::function<void(const bgp::Nlri&, const bgp::InView&)>&)> each_in;
  std::function<std::vector<model::Attachment>(bgp::PeerId)> attachments;
  std::function<model::Loaded(std::string_view text)> load;  // an exabgp.conf, with the settings in force
  std::function<std::vector<ApiQueue>()> queues;
  bool route_objects = false;  // exabgp.api.show-routes-format=v2
  std::string version;         // "5.0.15": the ExaBGP that is imitated
  ApiDaemon daemon;
  Instant now;
};

}  // namespace vigilcast::exabgp
