// The routes of all neighbors as services: prefixes that are announced alike, and to whom.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "pkg/base/ip.h"
#include "pkg/exabgp/convert/yaml.h"

namespace vigilcast::exabgp::convert {

// A neighbor that becomes a peer.
struct Kept {
  const bgp::PeerConfig* config = nullptr;
  const conf::Places::Neighbor* places = nullptr;
};

class Services {
 public:
  Services(const std::vector<Kept>& peers, std::vector<Note>& notes) : peers_(peers), notes_(notes) {}

  // What the file gives to the peer of that number.
  void add_routes(std::size_t peer, const model::RouteLists& lists);

  [[nodiscard]] bool empty() const { return prefixes_.empty(); }
  [[nodiscard]] std::string yaml() const;  // the list, without its key
  // The prefixes that the peer is told of, for its filter; nothing when that is all of them.
  [[nodiscard]] std::optional<std::vector<Prefix>> filter_of(std::size_t peer) const;
  [[nodiscard]] bool needs_non_transitive(std::size_t peer) const;

 private:
  struct Announcement {
    std::string profile;
    std::set<std::size_t> peers;
    bool non_transitive = false;  // some of its communities are
  };

  void add_route(std::size_t peer, unsigned line, const bgp::Nlri& nlri, const model::RouteTerms& terms);
  [[nodiscard]] std::string obstacle(std::size_t peer, const bgp::Nlri& nlri, const model::RouteTerms& terms) const;

  const std::vector<Kept>& peers_;
  std::vector<Note>& notes_;
  std::map<Prefix, Announcement> prefixes_;
};

}  // namespace vigilcast::exabgp::convert
