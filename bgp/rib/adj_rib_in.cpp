#include "bgp/rib/adj_rib_in.h"

#include <algorithm>

namespace vigilcast::bgp {

void AdjRibIn::apply(const Update& update, AttributeStore& store) {
  // RFC 4271 section 4.3: a prefix in both fields is announced, so withdrawals go first.
  for (const Withdrawn& withdrawn : update.withdrawn) {
    for (const Nlri& nlri : withdrawn.nlri) sizes_[withdrawn.family] -= table_.erase(nlri);
  }
  if (update.announced.empty()) return;
  const SharedAttributes attributes = store.intern(std::make_shared<const AttributeSet>(update.attributes));
  for (const Announced& announced : update.announced) {
    for (const Nlri& nlri : announced.nlri) {
      if (table_.insert_or_assign(nlri, Received{announced.next_hop, attributes, false}).second) ++sizes_[announced.family];
    }
  }
}

void AdjRibIn::mark_stale(Family family) {
  for (auto& [nlri, received] : table_) {
    if (nlri.family == family) received.stale = true;
  }
}

std::vector<Nlri> AdjRibIn::sweep(Family family) {
  std::vector<Nlri> gone;
  std::erase_if(table_, [&](const auto& entry) {
    if (entry.first.family != family || !entry.second.stale) return false;
    gone.push_back(entry.first);
    return true;
  });
  sizes_[family] -= gone.size();
  return gone;
}

std::vector<Nlri> AdjRibIn::make_long_lived(Family family, AttributeStore& store) {
  std::vector<Nlri> gone;
  for (auto& [nlri, received] : table_) {
    if (nlri.family != family || !received.stale) continue;
    const auto* given = received.attributes->find<Communities>();
    Communities marked = given != nullptr ? *given : Communities{};
    const auto has = [&](Community community) { return std::ranges::find(marked.values, community) != marked.values.end(); };
    if (has(community::no_llgr)) gone.push_back(nlri);
    if (has(community::no_llgr) || has(community::llgr_stale)) continue;
    marked.values.push_back(community::llgr_stale);
    AttributeSet attributes = *received.attributes;
    attributes.set(std::move(marked));
    received.attributes = store.intern(std::make_shared<const AttributeSet>(std::move(attributes)));
  }
  for (const Nlri& nlri : gone) table_.erase(nlri);
  sizes_[family] -= gone.size();
  return gone;
}

void AdjRibIn::clear(Family family) {
  std::erase_if(table_, [family](const auto& entry) { return entry.first.family == family; });
  sizes_.erase(family);
}

void AdjRibIn::clear() {
  table_.clear();
  sizes_.clear();
}

std::size_t AdjRibIn::size(Family family) const {
  const auto found = sizes_.find(family);
  return found == sizes_.end() ? 0 : found->second;
}

const AdjRibIn::Received* AdjRibIn::find(const Nlri& nlri) const {
  const auto found = table_.find(nlri);
  return found == table_.end() ? nullptr : &found->second;
}

void AdjRibIn::each(const std::function<void(const Nlri&, const Received&)>& visit) const {
  for (const auto& [nlri, received] : table_) visit(nlri, received);
}

}  // namespace vigilcast::bgp
