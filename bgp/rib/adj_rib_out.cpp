#include "bgp/rib/adj_rib_out.h"

#include <algorithm>

namespace vigilcast::bgp {

std::size_t AdjRibOut::GroupHash::operator()(const GroupKey& key) const {
  std::size_t out = std::hash<const void*>{}(key.attributes);
  if (key.next_hop.given.address) out = out * 31 + std::hash<IpAddress>{}(*key.next_hop.given.address);
  return out * 31 + static_cast<std::size_t>(key.family.afi) * 256 + static_cast<std::size_t>(key.family.safi);
}

bool AdjRibOut::up_to_date(const Entry& entry) {
  if (entry.wishes.empty()) return !entry.told;
  const Wish& winner = entry.wishes.front();
  return entry.told && entry.told->attributes == winner.attributes && entry.told->next_hop == winner.next_hop;
}

// True when this entry, as it is now, still belongs to the group it was once put in.
bool AdjRibOut::wants(const Slot& slot, const GroupKey& key) {
  const Entry& entry = slot.second;
  if (entry.wishes.empty() || entry.refused || up_to_date(entry)) return false;
  const Wish& winner = entry.wishes.front();
  return winner.attributes.get() == key.attributes && winner.next_hop == key.next_hop;
}

void AdjRibOut::announce(Route route) {
  Slot& slot = *table_.try_emplace(std::move(route.nlri)).first;
  auto& wishes = slot.second.wishes;
  const unsigned rank = precedence(route.owner.kind);
  const bool first = wishes.empty();
  std::erase_if(wishes, [rank](const Wish& wish) { return precedence(wish.owner.kind) == rank; });
  const auto place = std::ranges::find_if(wishes, [rank](const Wish& wish) { return precedence(wish.owner.kind) < rank; });
  wishes.insert(place, Wish{route.next_hop, std::move(route.attributes), std::move(route.owner)});
  if (first) ++desired_;
  slot.second.refused = false;
  enqueue(slot);
}

bool AdjRibOut::withdraw(const Nlri& nlri, const Owner& owner) {
  const auto found = table_.find(nlri);
  if (found == table_.end()) return false;
  auto& wishes = found->second.wishes;
  const unsigned rank = precedence(owner.kind);
  const auto yields = [&](const Wish& wish) {
    const bool reload_of_file = owner.kind == OwnerKind::config && wish.owner.kind == OwnerKind::process;
    return precedence(wish.owner.kind) == rank && !reload_of_file;
  };
  if (std::erase_if(wishes, yields) == 0) return false;
  if (wishes.empty()) --desired_;
  found->second.refused = false;
  enqueue(*found);
  release(*found);
  return true;
}

// Puts the entry where its difference will be sent from; a second place for the same entry is harmless, it is skipped there.
void AdjRibOut::enqueue(Slot& slot) {
  Entry& entry = slot.second;
  if (!session_ || up_to_date(entry) || entry.refused) return;
  ++entry.queued;
  if (entry.wishes.empty()) {
    withdrawals_.push_back(&slot);
    return;
  }
  const Wish& winner = entry.wishes.front();
  const GroupKey key{slot.first.family, winner.attributes.get(), winner.next_hop};
  auto found = group_index_.find(key);
  if (found == group_index_.end()) {
    groups_.push_back(Group{key, winner.attributes, {}});
    found = group_index_.emplace(key, std::prev(groups_.end())).first;
  }
  found->second->slots.push_back(&slot);
}

void AdjRibOut::release(Slot& slot) {
  const Entry& entry = slot.second;
  if (entry.queued != 0 || !entry.wishes.empty() || entry.told) return;
  const Nlri key = slot.first;  // erase(key) must not be given a reference into the node it erases
  table_.erase(key);
}

void AdjRibOut::session_up() {
  session_ = true;
  for (Slot& slot : table_) enqueue(slot);
}

void AdjRibOut::session_down() {
  session_ = false;
  withdrawals_.clear();
  groups_.clear();
  group_index_.clear();
  sent_ = 0;
  for (auto it = table_.begin(); it != table_.end();) {
    Entry& entry = it->second;
    entry.told.reset();
    entry.queued = 0;
    entry.refused = false;
    it = entry.wishes.empty() ? table_.erase(it) : std::next(it);
  }
}

void AdjRibOut::resend(Family family) {
  for (Slot& slot : table_) {
    if (slot.first.family != family || !slot.second.told || slot.second.wishes.empty()) continue;
    told_gone(slot);
    enqueue(slot);
  }
}

bool AdjRibOut::has_unsent_announcement(const Nlri& nlri) const {
  const auto found = table_.find(nlri);
  return session_ && found != table_.end() && !found->second.wishes.empty() && !found->second.refused && !up_to_date(found->second);
}

bool AdjRibOut::has_sent(const Nlri& nlri) const {
  const auto found = table_.find(nlri);
  return found != table_.end() && found->second.told && up_to_date(found->second);
}

std::optional<AdjRibOut::Batch> AdjRibOut::next_batch(std::size_t limit) {
  if (auto batch = withdrawal_batch(limit)) return batch;
  return announcement_batch(limit);
}

std::optional<AdjRibOut::Batch> AdjRibOut::withdrawal_batch(std::size_t limit) {
  Batch batch{.withdraw = true, .family = {}, .next_hop = {}, .attributes = nullptr, .nlri = {}};
  while (!withdrawals_.empty() && batch.nlri.size() < limit) {
    Slot& slot = *withdrawals_.front();
    const bool wanted = slot.second.wishes.empty() && slot.second.told;
    if (wanted && !batch.nlri.empty() && slot.first.family != batch.family) break;
    withdrawals_.pop_front();
    --slot.second.queued;
    if (!wanted) {
      release(slot);
      continue;
    }
    batch.family = slot.first.family;
    batch.nlri.push_back(slot.first);
  }
  if (batch.nlri.empty()) return std::nullopt;
  return batch;
}

std::optional<AdjRibOut::Batch> AdjRibOut::announcement_batch(std::size_t limit) {
  while (!groups_.empty()) {
    Group& group = groups_.front();
    Batch batch{.withdraw = false, .family = group.key.family, .next_hop = group.key.next_hop, .attributes = group.attributes, .nlri = {}};
    while (!group.slots.empty() && batch.nlri.size() < limit) {
      Slot& slot = *group.slots.front();
      group.slots.pop_front();
      --slot.second.queued;
      if (wants(slot, group.key)) {
        batch.nlri.push_back(slot.first);
      } else {
        release(slot);
      }
    }
    if (group.slots.empty()) {
      group_index_.erase(group.key);
      groups_.pop_front();
    }
    if (!batch.nlri.empty()) return batch;
  }
  return std::nullopt;
}

void AdjRibOut::taken(const Batch& batch, std::size_t count) {
  for (std::size_t i = 0; i < batch.nlri.size(); ++i) {
    const auto found = table_.find(batch.nlri[i]);
    if (found == table_.end() || found->second.refused) continue;
    if (i >= count) {
      enqueue(*found);
    } else if (batch.withdraw) {
      told_gone(*found);
      release(*found);
    } else {
      if (!found->second.told) ++sent_;
      found->second.told = Told{batch.next_hop, batch.attributes};
    }
  }
}

void AdjRibOut::refused(const Batch& batch) {
  for (const Nlri& nlri : batch.nlri) {
    const auto found = table_.find(nlri);
    if (found != table_.end()) found->second.refused = true;
  }
}

void AdjRibOut::told_gone(Slot& slot) {
  if (slot.second.told) --sent_;
  slot.second.told.reset();
}

void AdjRibOut::each(const std::function<void(const Nlri&, const View&)>& visit) const {
  for (const auto& [nlri, entry] : table_) {
    View view;
    view.sent = entry.told.has_value() && up_to_date(entry);
    for (const Wish& wish : entry.wishes) {
      if (view.winner == nullptr) {
        view.winner = &wish;
      } else {
        view.losers.push_back(&wish);
      }
    }
    visit(nlri, view);
  }
}

}  // namespace vigilcast::bgp
