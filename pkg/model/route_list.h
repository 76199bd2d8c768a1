// The routes that a file lists, packed: what many of them have in common is kept once, and a route is the number of that and its destination, about eight
// bytes. Lists are filled by a loader and then shared, unchanged, by every neighbour that has them and by the configurations before and after a reload.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bgp/rib/route.h"

namespace vigilcast::model {

// Everything about a route of a file besides its destination.
struct RouteTerms {
  bgp::Family family;
  std::uint32_t path_id = 0;  // of the destination; most have none
  bgp::RouteNextHop next_hop;
  bgp::SharedAttributes attributes = bgp::no_attributes();
  std::string watchdog;    // name of its watchdog group; empty: none
  bool withdrawn = false;  // starts withdrawn (ExaBGP `withdraw` with a watchdog)

  [[nodiscard]] bool same_path(const RouteTerms& other) const;  // a peer is told the same
  friend bool operator==(const RouteTerms& a, const RouteTerms& b);
};

class RouteList {
 public:
  using TermsId = std::uint32_t;
  // Where a route is: ascending in the order of the file.
  using Position = std::uint32_t;

  TermsId add_terms(RouteTerms terms);
  void add(TermsId terms, ByteView destination);  // canonical bytes, as Nlri::wire
  // The terms are new ones unless the route before had them.
  void add(const bgp::Nlri& nlri, RouteTerms terms);

  struct Entry {
    TermsId terms = 0;
    ByteView destination;
    Position next = 0;
  };
  [[nodiscard]] Position begin() const { return 0; }
  [[nodiscard]] Position end() const { return static_cast<Position>(chunks_.size() * kChunk); }
  [[nodiscard]] Entry at(Position position) const;
  [[nodiscard]] const RouteTerms& terms(TermsId id) const { return terms_[id]; }
  [[nodiscard]] const std::vector<RouteTerms>& all_terms() const { return terms_; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t bytes() const { return chunks_.size() * kChunk; }  // of memory, without the terms

  // visit(const bgp::Nlri&, const RouteTerms&), in order.
  template <class Visit>
  void each(const Visit& visit) const;

  // The same routes in the same order.
  friend bool operator==(const RouteList& a, const RouteList& b);

 private:
  static constexpr std::size_t kChunk = 16 * 1024;
  static constexpr std::uint8_t kLong = 0xff;  // the length is in the two bytes that follow
  struct Chunk {
    std::unique_ptr<std::uint8_t[]> bytes;
    std::size_t used = 0;
  };

  // A route in a chunk: the number of its terms in groups of seven bits, the length of its destination, the destination.
  std::vector<Chunk> chunks_;
  std::vector<RouteTerms> terms_;
  std::size_t size_ = 0;
};

using RouteLists = std::vector<std::shared_ptr<const RouteList>>;

// What a file gives to one neighbour: of several routes to one destination the last one counts.
struct PeerRoutes {
  std::string peer;  // PeerConfig::name
  RouteLists lists;
};

std::size_t count_routes(const std::vector<PeerRoutes>& routes);

// Into `nlri`, which may be used again for the next one.
void set_destination(bgp::Nlri& nlri, const RouteTerms& terms, ByteView destination);

template <class Visit>
void RouteList::each(const Visit& visit) const {
  bgp::Nlri nlri;
  for (Position position = begin(); position != end();) {
    const Entry entry = at(position);
    set_destination(nlri, terms_[entry.terms], entry.destination);
    visit(static_cast<const bgp::Nlri&>(nlri), terms_[entry.terms]);
    position = entry.next;
  }
}

}  // namespace vigilcast::model
