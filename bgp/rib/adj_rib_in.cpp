#include "bgp/rib/adj_rib_in.h"

#include <algorithm>

namespace vigilcast::bgp {

const AdjRibIn::Table* AdjRibIn::table(Family family) const {
  const auto found = tables_.find(family);
  return found == tables_.end() ? nullptr : &found->second;
}

void AdjRibIn::apply(const Update& update) {
  // RFC 4271 section 4.3: a prefix in both fields is announced, so withdrawals go first.
  for (const Withdrawn& withdrawn : update.withdrawn) {
    const auto known = tables_.find(withdrawn.family);
    if (known == tables_.end()) continue;
    for (const Nlri& nlri : withdrawn.nlri) {
      if (const auto id = store_.destinations.find(nlri); id && known->second.paths.get(*id) != 0) forget(known->second, *id);
    }
  }
  if (update.announced.empty()) return;
  const SharedAttributes attributes = store_.attributes.intern(update.attributes);
  for (const Announced& announced : update.announced) {
    const PathId path = store_.hold_path({.self = false, .given = announced.next_hop}, attributes);
    Table& table = tables_[announced.family];
    for (const Nlri& nlri : announced.nlri) put(table, nlri, path);
    store_.release_path(path);
  }
}

void AdjRibIn::put(Table& table, const Nlri& nlri, PathId path) {
  const DestinationId id = store_.destinations.hold(nlri);
  const PathId before = table.paths.get(id);
  if (before == 0) {
    ++table.size;
    ++size_;
  } else {
    store_.destinations.release(id);  // held already
  }
  if (table.repeated) table.repeated->insert(id);
  if (before == path) return;
  store_.hold_path(path);
  if (before != 0) store_.release_path(before);
  table.paths.set(id, path);
}

void AdjRibIn::forget(Table& table, DestinationId id) {
  --table.size;
  --size_;
  if (table.repeated) table.repeated->erase(id);
  store_.release_path(table.paths.get(id));
  table.paths.set(id, 0);
  store_.destinations.release(id);
}

void AdjRibIn::mark_stale(Family family) {
  const auto known = tables_.find(family);
  if (known != tables_.end()) known->second.repeated.emplace();
}

void AdjRibIn::each_stale(Family family, const std::function<void(Table&, DestinationId)>& visit) {
  const auto known = tables_.find(family);
  if (known == tables_.end()) return;
  Table& table = known->second;
  std::size_t left = table.stale();
  for (DestinationId from = 0; left > 0; ++walked_) {
    const auto id = table.paths.next(from);
    if (!id) return;
    from = *id + 1;
    if (!table.is_stale(*id)) continue;
    --left;
    visit(table, *id);
  }
}

std::vector<Nlri> AdjRibIn::sweep(Family family) {
  std::vector<Nlri> gone;
  each_stale(family, [&](Table& table, DestinationId id) {
    gone.push_back(store_.destinations.nlri(id));
    forget(table, id);
  });
  if (const auto known = tables_.find(family); known != tables_.end()) known->second.repeated.reset();
  return gone;
}

std::vector<Nlri> AdjRibIn::make_long_lived(Family family) {
  std::vector<Nlri> gone;
  each_stale(family, [&](Table& table, DestinationId id) {
    const Path before = store_.path(table.paths.get(id));
    const auto* given = before.attributes->find<Communities>();
    Communities marked = given != nullptr ? *given : Communities{};
    const auto has = [&](Community community) { return std::ranges::find(marked.values, community) != marked.values.end(); };
    if (has(community::no_llgr)) {
      gone.push_back(store_.destinations.nlri(id));
      forget(table, id);
    } else if (!has(community::llgr_stale)) {
      marked.values.push_back(community::llgr_stale);
      AttributeSet attributes = *before.attributes;
      attributes.set(std::move(marked));
      const PathId after = store_.hold_path(before.next_hop, store_.attributes.intern(attributes));
      store_.release_path(table.paths.get(id));
      table.paths.set(id, after);
    }
  });
  return gone;
}

void AdjRibIn::drop(Table& table) {
  table.paths.each([&](DestinationId id, PathId path) {
    store_.release_path(path);
    store_.destinations.release(id);
  });
  size_ -= table.size;
}

void AdjRibIn::clear(Family family) {
  const auto known = tables_.find(family);
  if (known == tables_.end()) return;
  drop(known->second);
  tables_.erase(known);
}

void AdjRibIn::clear() {
  for (auto& [family, table] : tables_) drop(table);
  tables_.clear();
}

std::size_t AdjRibIn::size(Family family) const {
  const Table* known = table(family);
  return known == nullptr ? 0 : known->size;
}

AdjRibIn::Received AdjRibIn::received(const Table& table, DestinationId id, PathId path) const {
  const Path& known = store_.path(path);
  return {known.next_hop.given, known.attributes, table.is_stale(id)};
}

std::optional<AdjRibIn::Received> AdjRibIn::find(const Nlri& nlri) const {
  const Table* known = table(nlri.family);
  const auto id = known == nullptr ? std::nullopt : store_.destinations.find(nlri);
  if (!id || known->paths.get(*id) == 0) return std::nullopt;
  return received(*known, *id, known->paths.get(*id));
}

void AdjRibIn::each(const std::function<void(const Nlri&, const Received&)>& visit) const {
  for (const auto& [family, table] : tables_) {
    table.paths.each([&](DestinationId id, PathId path) { visit(store_.destinations.nlri(id), received(table, id, path)); });
  }
}

}  // namespace vigilcast::bgp
