#include "pkg/app/created_peers.h"

#include <algorithm>

namespace vigilcast::app {

void CreatedPeers::add(const bgp::PeerConfig& peer, const std::vector<model::Attachment>& attachments) {
  remove(peer.name);
  peers_.push_back(peer);
  attachments_.insert(attachments_.end(), attachments.begin(), attachments.end());
}

void CreatedPeers::remove(std::string_view name) {
  std::erase_if(peers_, [&](const bgp::PeerConfig& peer) { return peer.name == name; });
  std::erase_if(attachments_, [&](const model::Attachment& attachment) { return attachment.peer == name; });
}

void CreatedPeers::clear() {
  peers_.clear();
  attachments_.clear();
}

bool CreatedPeers::names(std::string_view peer) const { return std::ranges::find(peers_, peer, &bgp::PeerConfig::name) != peers_.end(); }

model::Config CreatedPeers::beside(model::Config files) const {
  for (const bgp::PeerConfig& peer : peers_) {
    if (std::ranges::find(files.peers, peer.name, &bgp::PeerConfig::name) != files.peers.end()) continue;
    files.peers.push_back(peer);
    std::ranges::copy_if(attachments_, std::back_inserter(files.attachments), [&](const model::Attachment& one) { return one.peer == peer.name; });
  }
  return files;
}

}  // namespace vigilcast::app
