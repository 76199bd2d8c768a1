// Peers that helpers have created by a command: they stand beside those of the files until the next reload. Values; thread: the core loop.
#pragma once

#include <string_view>
#include <vector>

#include "pkg/model/config.h"

namespace vigilcast::app {

class CreatedPeers {
 public:
  void add(const bgp::PeerConfig& peer, const std::vector<model::Attachment>& attachments);
  void remove(std::string_view name);  // nothing when a file names it
  void clear();
  [[nodiscard]] bool names(std::string_view peer) const;

  // The configuration with these peers. Where a file has come to name one of them, the file is right.
  [[nodiscard]] model::Config beside(model::Config files) const;

 private:
  std::vector<bgp::PeerConfig> peers_;
  std::vector<model::Attachment> attachments_;
};

}  // namespace vigilcast::app
