#include "bgp/rib/adj_rib_in.h"

#include <algorithm>
#include <utility>

namespace vigilcast::bgp {

namespace {

constexpr std::size_t kCostOfPath = 8;  // of an attribute set that is copied, marked and looked up, in routes that are only looked at
constexpr std::size_t kRouteBytes = 32;  // record and index of the destination, its place in the table, bits
constexpr std::size_t kPathBytes = 256;  // record and index of the path and of its attribute set

constexpr std::uint32_t kMarks = 1U << 20U;  // 128 KiB a family at most

std::uint32_t mark_of(const Nlri& nlri) { return static_cast<std::uint32_t>(std::hash<Nlri>{}(nlri) % kMarks); }

std::size_t cost_of(const NlriView& nlri) { return kRouteBytes + nlri.wire.size(); }
std::size_t cost_of(const Path& path) { return kPathBytes + memory_of(*path.attributes); }

}  // namespace

AdjRibIn::~AdjRibIn() {
  clear();
  std::size_t all = SIZE_MAX;
  take_apart(all);
}

const AdjRibIn::Table* AdjRibIn::table(Family family) const {
  const auto found = tables_.find(family);
  return found == tables_.end() ? nullptr : &found->second;
}

std::size_t AdjRibIn::apply(const Update& update) {
  // RFC 4271 section 4.3: a prefix in both fields is announced, so withdrawals go first.
  for (const Withdrawn& withdrawn : update.withdrawn) {
    const auto known = tables_.find(withdrawn.family);
    if (known == tables_.end()) continue;
    for (const Nlri& nlri : withdrawn.nlri) {
      if (!known->second.unkept.empty()) known->second.unkept.erase(mark_of(nlri));
      if (const auto id = store_.destinations.find(nlri); id && known->second.paths.get(*id) != 0) forget(known->second, *id);
    }
  }
  if (update.announced.empty()) return 0;
  std::size_t refused = 0;
  const SharedAttributes attributes = store_.attributes.intern(update.attributes);
  for (const Announced& announced : update.announced) {
    const PathId path = store_.hold_path({.self = false, .given = announced.next_hop}, attributes);
    Table& table = tables_[announced.family];
    for (const Nlri& nlri : announced.nlri) refused += put(table, nlri, path) ? std::size_t{0} : std::size_t{1};
    store_.release_path(path);
  }
  return refused;
}

// False: there is no room.
bool AdjRibIn::put(Table& table, const Nlri& nlri, PathId path) {
  const bool kept = keep(table, nlri, path);
  if (!kept || !table.unkept.empty()) table.unkept.put(mark_of(nlri), !kept);
  return kept;
}

bool AdjRibIn::keep(Table& table, const Nlri& nlri, PathId path) {
  const auto held = store_.destinations.hold(nlri);
  if (!held) return false;
  const DestinationId id = *held;
  const PathId before = table.paths.get(id);
  const std::size_t cost = before == 0 ? cost_of({nlri.path_id, nlri.wire.view()}) : 0;
  const std::size_t cost_of_path = before == path || uses_.get(path) != 0 ? 0 : cost_of(store_.path(path));
  const std::size_t freed = before != 0 && before != path && uses_.get(before) == 1 ? cost_of(store_.path(before)) : 0;
  if (cost + cost_of_path > freed && !make_room(cost + cost_of_path - freed)) {
    if (before != 0) forget(table, id);
    store_.destinations.release(id);
    return false;
  }
  if (before == 0) {
    ++table.size;
    ++size_;
    budget_.take(cost);
  } else {
    store_.destinations.release(id);  // held already
  }
  for (auto* set : {&table.repeated, &table.spared}) {
    if (*set) (*set)->insert(id);
  }
  if (before == path) return true;
  if (before != 0) unuse(before);
  use(path);
  table.paths.set(id, path);
  return true;
}

// What is cleared and not yet taken apart must not be in the way of what comes.
bool AdjRibIn::make_room(std::size_t bytes) {
  while (!budget_.has_room(bytes) && !cleared_.empty()) {
    std::size_t some = 16;
    take_apart(some);
  }
  return budget_.has_room(bytes);
}

void AdjRibIn::use(PathId path) {
  const std::uint32_t before = uses_.get(path);
  uses_.set(path, before + 1);
  if (before != 0) return;
  store_.hold_path(path);
  budget_.take(cost_of(store_.path(path)));
}

void AdjRibIn::unuse(PathId path) {
  const std::uint32_t before = uses_.get(path);
  uses_.set(path, before - 1);
  if (before != 1) return;
  budget_.give_back(cost_of(store_.path(path)));
  store_.release_path(path);
}

void AdjRibIn::forget(Table& table, DestinationId id) {
  --table.size;
  --size_;
  for (auto* set : {&table.repeated, &table.spared}) {
    if (*set) (*set)->erase(id);
  }
  unuse(table.paths.get(id));
  table.paths.set(id, 0);
  give_back(id);
}

void AdjRibIn::give_back(DestinationId id) {
  budget_.give_back(cost_of(store_.destinations.view(id)));
  store_.destinations.release(id);
}

void AdjRibIn::mark_stale(Family family) {
  const auto known = tables_.find(family);
  if (known == tables_.end()) return;
  known->second.repeated.emplace();
  known->second.unkept.clear();
}

// What an earlier sweep has not come to yet is not in `repeated` either: that is a part of what the earlier one spares.
void AdjRibIn::sweep(Family family, std::string_view why) {
  const auto known = tables_.find(family);
  if (known == tables_.end() || !known->second.repeated) return;
  known->second.spared = std::exchange(known->second.repeated, std::nullopt);
  order(family, true, why);
}

void AdjRibIn::make_long_lived(Family family, std::string_view why) {
  if (tables_.contains(family)) order(family, false, why);
}

// A sweep leaves nothing that could live long; and what is to live long from the time before is marked as well as what is new.
void AdjRibIn::order(Family family, bool sweep, std::string_view why) {
  std::erase_if(orders_, [&](const Order& one) { return one.family == family && (sweep || !one.sweep); });
  orders_.push_back({family, sweep, why});
}

void AdjRibIn::cancel(Family family) {
  std::erase_if(orders_, [family](const Order& one) { return one.family == family; });
}

AdjRibIn::Gone AdjRibIn::work(std::size_t& budget) {
  take_apart(budget);
  if (orders_.empty() || budget == 0) return {};
  Order& order = orders_.front();
  Gone out{{}, order.why};
  Table& table = tables_.at(order.family);
  Marked last;
  while (budget != 0) {
    const auto id = is_done(order, table) ? std::nullopt : table.paths.next(order.at);
    if (!id) {
      if (order.sweep) table.spared.reset();
      orders_.erase(orders_.begin());
      return out;
    }
    order.at = *id + 1;
    --budget;
    ++walked_;
    const bool stays = order.sweep ? table.spared->contains(*id) : !table.is_stale(*id) || make_long_lived(table, *id, last, budget);
    if (stays) continue;
    out.nlri.push_back(store_.destinations.nlri(*id));
    forget(table, *id);
  }
  return out;
}

bool AdjRibIn::is_done(const Order& order, const Table& table) const { return order.sweep ? table.spared->size() == table.size : !table.repeated; }

// False: it asks not to be kept for so long.
bool AdjRibIn::make_long_lived(Table& table, DestinationId id, Marked& last, std::size_t& budget) {
  const PathId path = table.paths.get(id);
  if (path != last.from) {
    const Path& before = store_.path(path);
    const auto* given = before.attributes->find<Communities>();
    Communities marked = given != nullptr ? *given : Communities{};
    const auto has = [&](Community community) { return std::ranges::find(marked.values, community) != marked.values.end(); };
    if (has(community::no_llgr)) return false;
    if (has(community::llgr_stale)) return true;
    marked.values.push_back(community::llgr_stale);
    AttributeSet attributes = *before.attributes;
    attributes.set(std::move(marked));
    const PathId made = store_.hold_path(before.next_hop, store_.attributes.intern(attributes));
    use(made);
    store_.release_path(made);
    last = {path, made};
    budget -= std::min(budget, kCostOfPath);
  } else {
    use(last.to);
  }
  unuse(path);
  table.paths.set(id, last.to);
  return true;
}

void AdjRibIn::clear(Family family) {
  const auto known = tables_.find(family);
  if (known == tables_.end()) return;
  size_ -= known->second.size;
  if (known->second.size != 0) cleared_.push_back(std::move(known->second.paths));
  tables_.erase(known);
  cancel(family);
}

void AdjRibIn::clear() {
  while (!tables_.empty()) clear(tables_.begin()->first);
}

void AdjRibIn::take_apart(std::size_t& budget) {
  while (budget != 0 && !cleared_.empty()) {
    Paged<PathId>& paths = cleared_.front();
    const auto id = paths.next(cleared_at_);
    if (!id) {
      cleared_.erase(cleared_.begin());
      cleared_at_ = 0;
      continue;
    }
    cleared_at_ = *id + 1;
    --budget;
    ++walked_;
    unuse(paths.get(*id));
    give_back(*id);
    paths.set(*id, 0);
  }
}

std::size_t AdjRibIn::size(Family family) const {
  const Table* known = table(family);
  return known == nullptr ? 0 : known->size;
}

std::size_t AdjRibIn::announced(Family family) const {
  const Table* known = table(family);
  return known == nullptr ? 0 : known->size + known->unkept.size();
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
