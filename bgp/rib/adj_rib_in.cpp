#include "bgp/rib/adj_rib_in.h"

#include <algorithm>

namespace vigilcast::bgp {

void AdjRibIn::apply(const Update& update) {
  // RFC 4271 section 4.3: a prefix in both fields is announced, so withdrawals go first.
  for (const Withdrawn& withdrawn : update.withdrawn) {
    for (const Nlri& nlri : withdrawn.nlri) {
      if (const auto id = store_.destinations.find(nlri); id && paths_.get(*id) != 0) forget(*id);
    }
  }
  if (update.announced.empty()) return;
  const SharedAttributes attributes = store_.attributes.intern(update.attributes);
  for (const Announced& announced : update.announced) {
    const PathId path = store_.hold_path({.self = false, .given = announced.next_hop}, attributes);
    for (const Nlri& nlri : announced.nlri) put(nlri, path);
    store_.release_path(path);
  }
}

void AdjRibIn::put(const Nlri& nlri, PathId path) {
  const DestinationId id = store_.destinations.hold(nlri);
  const PathId before = paths_.get(id);
  if (before == 0) {
    ++sizes_[nlri.family];
    ++size_;
  } else {
    store_.destinations.release(id);  // held already
    stale_.erase(id);
  }
  if (before == path) return;
  store_.hold_path(path);
  if (before != 0) store_.release_path(before);
  paths_.set(id, path);
}

void AdjRibIn::forget(DestinationId id) {
  --sizes_[store_.destinations.family(id)];
  --size_;
  stale_.erase(id);
  store_.release_path(paths_.get(id));
  paths_.set(id, 0);
  store_.destinations.release(id);
}

void AdjRibIn::mark_stale(Family family) {
  paths_.each([&](DestinationId id, PathId) {
    if (store_.destinations.family(id) == family) stale_.insert(id);
  });
}

std::vector<Nlri> AdjRibIn::sweep(Family family) {
  std::vector<Nlri> gone;
  for (auto id = stale_.next(0); id; id = stale_.next(*id + 1)) {
    if (store_.destinations.family(*id) != family) continue;
    gone.push_back(store_.destinations.nlri(*id));
    forget(*id);
  }
  return gone;
}

std::vector<Nlri> AdjRibIn::make_long_lived(Family family) {
  std::vector<Nlri> gone;
  for (auto id = stale_.next(0); id; id = stale_.next(*id + 1)) {
    if (store_.destinations.family(*id) != family) continue;
    const Path before = store_.path(paths_.get(*id));
    const auto* given = before.attributes->find<Communities>();
    Communities marked = given != nullptr ? *given : Communities{};
    const auto has = [&](Community community) { return std::ranges::find(marked.values, community) != marked.values.end(); };
    if (has(community::no_llgr)) {
      gone.push_back(store_.destinations.nlri(*id));
      forget(*id);
    } else if (!has(community::llgr_stale)) {
      marked.values.push_back(community::llgr_stale);
      AttributeSet attributes = *before.attributes;
      attributes.set(std::move(marked));
      const PathId after = store_.hold_path(before.next_hop, store_.attributes.intern(attributes));
      store_.release_path(paths_.get(*id));
      paths_.set(*id, after);
    }
  }
  return gone;
}

void AdjRibIn::clear(Family family) {
  for (auto id = paths_.next(0); id; id = paths_.next(*id + 1)) {
    if (store_.destinations.family(*id) == family) forget(*id);
  }
}

void AdjRibIn::clear() {
  paths_.each([&](DestinationId id, PathId path) {
    store_.release_path(path);
    store_.destinations.release(id);
  });
  paths_.clear();
  stale_.clear();
  sizes_.clear();
  size_ = 0;
}

std::size_t AdjRibIn::size(Family family) const {
  const auto found = sizes_.find(family);
  return found == sizes_.end() ? 0 : found->second;
}

AdjRibIn::Received AdjRibIn::received(DestinationId id, PathId path) const {
  const Path& known = store_.path(path);
  return {known.next_hop.given, known.attributes, stale_.contains(id)};
}

std::optional<AdjRibIn::Received> AdjRibIn::find(const Nlri& nlri) const {
  const auto id = store_.destinations.find(nlri);
  if (!id || paths_.get(*id) == 0) return std::nullopt;
  return received(*id, paths_.get(*id));
}

void AdjRibIn::each(const std::function<void(const Nlri&, const Received&)>& visit) const {
  paths_.each([&](DestinationId id, PathId path) { visit(store_.destinations.nlri(id), received(id, path)); });
}

}  // namespace vigilcast::bgp
