// The routes of all neighbors as services: prefixes that are announced alike, and to whom.
#pragma once

#include <compare>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "pkg/base/ip.h"
#include "pkg/exabgp/conf/route_text.h"
#include "pkg/exabgp/convert/yaml.h"

namespace vigilcast::exabgp::convert {

// A neighbor that becomes a peer.
struct Kept {
  const bgp::PeerConfig* config = nullptr;
  const conf::Places::Neighbor* places = nullptr;
};

// A route of a health check.
struct Checked {
  std::string service;
  std::string check;  // empty: it is always well
  unsigned line = 0;
  ParsedRoute up;
  std::optional<ParsedRoute> down;  // nothing: withdrawn
};

class Services {
 public:
  Services(const std::vector<Kept>& peers, std::vector<Note>& notes) : peers_(peers), notes_(notes) {}

  // What the file gives to the peer of that number.
  void add_routes(std::size_t peer, const model::RouteLists& lists);
  bool add_checked(std::size_t peer, const Checked& route);  // false: a note says why not, or the peer has not that family
  [[nodiscard]] std::string address_of(std::size_t peer) const { return peers_[peer].config->address.to_string(); }

  [[nodiscard]] bool empty() const { return prefixes_.empty(); }
  [[nodiscard]] std::string yaml() const;  // the list, without its key
  // The prefixes that the peer is told of, for its filter; nothing when that is all of them.
  [[nodiscard]] std::optional<std::vector<Prefix>> filter_of(std::size_t peer) const;
  [[nodiscard]] bool needs_non_transitive(std::size_t peer) const;

 private:
  // How a prefix is announced; those of one way are one service.
  struct Way {
    std::string service{};  // empty: the file says the route itself
    std::string check{};    // empty: always
    std::string up = "{}", down = "withdraw";
    friend auto operator<=>(const Way&, const Way&) = default;
  };
  struct Announcement {
    Way way;
    std::set<std::size_t> peers;
    bool non_transitive = false;  // some of its communities are
  };

  void add_route(std::size_t peer, unsigned line, const bgp::Nlri& nlri, const model::RouteTerms& terms);
  Result<void> add(std::size_t peer, const bgp::Nlri& nlri, const Way& way, bool non_transitive);
  [[nodiscard]] Result<std::string> profile_of(std::size_t peer, const bgp::AttributeSet& attributes) const;
  void note_once(unsigned line, const std::string& text);
  [[nodiscard]] std::string obstacle(std::size_t peer, const bgp::Nlri& nlri, const model::RouteTerms& terms) const;

  const std::vector<Kept>& peers_;
  std::vector<Note>& notes_;
  std::set<std::pair<unsigned, std::string>> noted_;  // what note_once() said
  std::map<Prefix, Announcement> prefixes_;
};

}  // namespace vigilcast::exabgp::convert
