#include "pkg/model/route_list.h"

#include <algorithm>
#include <cstring>

namespace vigilcast::model {

bool RouteTerms::same_path(const RouteTerms& other) const {
  return next_hop == other.next_hop && (attributes == other.attributes || *attributes == *other.attributes);
}

bool operator==(const RouteTerms& a, const RouteTerms& b) {
  return a.family == b.family && a.path_id == b.path_id && a.withdrawn == b.withdrawn && a.watchdog == b.watchdog && a.same_path(b);
}

RouteList::TermsId RouteList::add_terms(RouteTerms terms) {
  terms_.push_back(std::move(terms));
  return static_cast<TermsId>(terms_.size() - 1);
}

void RouteList::add(TermsId terms, ByteView destination) {
  constexpr std::size_t kMostBefore = 5 + 3;  // the number of 32 bits, the length
  if (chunks_.empty() || chunks_.back().used + kMostBefore + destination.size() > kChunk) {
    chunks_.push_back({std::make_unique_for_overwrite<std::uint8_t[]>(kChunk), 0});
  }
  std::uint8_t* const start = chunks_.back().bytes.get() + chunks_.back().used;
  std::uint8_t* to = start;
  for (; terms >= 0x80; terms >>= 7) *to++ = static_cast<std::uint8_t>(terms | 0x80);
  *to++ = static_cast<std::uint8_t>(terms);
  if (destination.size() >= kLong) {
    *to++ = kLong;
    *to++ = static_cast<std::uint8_t>(destination.size() >> 8);
  }
  *to++ = static_cast<std::uint8_t>(destination.size());
  if (!destination.empty()) std::memcpy(to, destination.data(), destination.size());
  chunks_.back().used += static_cast<std::size_t>(to - start) + destination.size();
  ++size_;
}

void RouteList::add(const bgp::Nlri& nlri, RouteTerms terms) {
  terms.family = nlri.family;
  terms.path_id = nlri.path_id;
  if (terms_.empty() || terms_.back() != terms) add_terms(std::move(terms));
  add(static_cast<TermsId>(terms_.size() - 1), nlri.wire.view());
}

RouteList::Entry RouteList::at(Position position) const {
  const std::size_t number = position / kChunk;
  const Chunk& chunk = chunks_[number];
  const std::uint8_t* from = chunk.bytes.get() + position % kChunk;
  Entry out;
  unsigned shift = 0;
  for (; *from >= 0x80; shift += 7) out.terms |= static_cast<TermsId>(*from++ & 0x7f) << shift;
  out.terms |= static_cast<TermsId>(*from++) << shift;
  std::size_t length = *from++;
  if (length == kLong) {
    length = static_cast<std::size_t>(from[0]) << 8 | from[1];
    from += 2;
  }
  out.destination = {from, length};
  const auto behind = static_cast<std::size_t>(from + length - chunk.bytes.get());
  out.next = static_cast<Position>(number * kChunk + (behind == chunk.used ? kChunk : behind));
  return out;
}

bool operator==(const RouteList& a, const RouteList& b) {
  const auto same_bytes = [](const RouteList::Chunk& one, const RouteList::Chunk& other) {
    return one.used == other.used && std::memcmp(one.bytes.get(), other.bytes.get(), one.used) == 0;
  };
  return a.size_ == b.size_ && std::ranges::equal(a.chunks_, b.chunks_, same_bytes) && a.terms_ == b.terms_;
}

std::size_t count_routes(const std::vector<PeerRoutes>& routes) {
  std::size_t out = 0;
  for (const PeerRoutes& peer : routes) {
    for (const auto& list : peer.lists) out += list->size();
  }
  return out;
}

void set_destination(bgp::Nlri& nlri, const RouteTerms& terms, ByteView destination) {
  nlri.family = terms.family;
  nlri.path_id = terms.path_id;
  nlri.wire.assign(destination);
}

}  // namespace vigilcast::model
