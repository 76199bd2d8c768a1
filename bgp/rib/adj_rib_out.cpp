#include "bgp/rib/adj_rib_out.h"

#include <algorithm>
#include <iterator>

namespace vigilcast::bgp {

std::size_t AdjRibOut::GroupHash::operator()(const GroupKey& key) const {
  std::size_t out = std::hash<const void*>{}(key.attributes);
  if (key.next_hop.given.address) out = out * 31 + std::hash<IpAddress>{}(*key.next_hop.given.address);
  return out * 31 + static_cast<std::size_t>(key.family.afi) * 256 + static_cast<std::size_t>(key.family.safi);
}

// The wish that this session is to hear of; nullptr when nobody has one, or the winner cannot be sent.
const AdjRibOut::Wish* AdjRibOut::to_send(const Entry& entry) { return entry.wishes.empty() || entry.refused ? nullptr : &entry.wishes.front(); }

bool AdjRibOut::up_to_date(const Entry& entry) {
  const Wish* wish = to_send(entry);
  if (wish == nullptr || !entry.told) return (wish != nullptr) == entry.told.has_value();
  return entry.told->attributes == wish->attributes && entry.told->next_hop == wish->next_hop;
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
  requeue(slot);
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
  settle(*found);
  return true;
}

void AdjRibOut::append(Queue& queue, Slot& slot) {
  slot.second.before = std::exchange(queue.last, &slot);
  slot.second.behind = nullptr;
  (slot.second.before == nullptr ? queue.first : slot.second.before->second.behind) = &slot;
}

void AdjRibOut::remove(Queue& queue, Slot& slot) {
  Slot* before = slot.second.before;
  Slot* behind = slot.second.behind;
  (before == nullptr ? queue.first : before->second.behind) = behind;
  (behind == nullptr ? queue.last : behind->second.before) = before;
}

AdjRibOut::Groups::iterator AdjRibOut::group_of(Family family, const Wish& wish) {
  const GroupKey key{family, wish.attributes.get(), wish.next_hop};
  const auto known = group_index_.find(key);
  if (known != group_index_.end()) return known->second;
  groups_.push_back(Group{key, wish.attributes, {}});
  return group_index_.emplace(key, std::prev(groups_.end())).first->second;
}

// Puts the entry where its difference, if there is one, will be sent from.
void AdjRibOut::requeue(Slot& slot) {
  Entry& entry = slot.second;
  dequeue(slot);
  if (!session_ || up_to_date(entry)) return;
  const Wish* wish = to_send(entry);
  entry.queued = true;
  entry.group = wish == nullptr ? groups_.end() : group_of(slot.first.family, *wish);
  append(wish == nullptr ? withdrawals_ : entry.group->slots, slot);
}

void AdjRibOut::dequeue(Slot& slot) {
  Entry& entry = slot.second;
  if (!std::exchange(entry.queued, false)) return;
  if (entry.group == groups_.end()) return remove(withdrawals_, slot);
  remove(entry.group->slots, slot);
  if (entry.group->slots.first != nullptr) return;
  group_index_.erase(entry.group->key);
  groups_.erase(entry.group);
}

// After a change that may have been the last of its destination.
void AdjRibOut::settle(Slot& slot) {
  requeue(slot);
  if (!slot.second.wishes.empty() || slot.second.told) return;
  const Nlri key = slot.first;  // erase(key) must not be given a reference into the node it erases
  table_.erase(key);
}

void AdjRibOut::session_up() {
  session_ = true;
  for (Slot& slot : table_) requeue(slot);
}

void AdjRibOut::session_down() {
  session_ = false;
  withdrawals_ = {};
  groups_.clear();
  group_index_.clear();
  sent_ = 0;
  for (auto it = table_.begin(); it != table_.end();) {
    Entry& entry = it->second;
    entry.told.reset();
    entry.queued = false;
    entry.refused = false;
    it = entry.wishes.empty() ? table_.erase(it) : std::next(it);
  }
}

void AdjRibOut::resend(Family family) {
  for (Slot& slot : table_) {
    if (slot.first.family != family || !slot.second.told || to_send(slot.second) == nullptr) continue;
    told_gone(slot);
    requeue(slot);
  }
}

void AdjRibOut::renew() {
  for (Slot& slot : table_) {
    slot.second.refused = false;
    if (slot.second.told) slot.second.told->attributes = nullptr;  // differs from every wish, and is withdrawn when it may not go out any more
    requeue(slot);
  }
}

bool AdjRibOut::has_unsent_announcement(const Nlri& nlri) const {
  const auto found = table_.find(nlri);
  return found != table_.end() && found->second.queued && to_send(found->second) != nullptr;
}

bool AdjRibOut::has_sent(const Nlri& nlri) const {
  const auto found = table_.find(nlri);
  return found != table_.end() && found->second.told && up_to_date(found->second);
}

std::optional<AdjRibOut::Batch> AdjRibOut::next_batch(std::size_t limit) {
  if (!pending()) return std::nullopt;
  return withdrawals_.first != nullptr ? withdrawal_batch(limit) : announcement_batch(limit);
}

AdjRibOut::Batch AdjRibOut::withdrawal_batch(std::size_t limit) {
  Batch batch{.withdraw = true, .family = withdrawals_.first->first.family, .next_hop = {}, .attributes = nullptr, .nlri = {}};
  while (withdrawals_.first != nullptr && batch.nlri.size() < limit && withdrawals_.first->first.family == batch.family) {
    batch.nlri.push_back(withdrawals_.first->first);
    dequeue(*withdrawals_.first);
  }
  return batch;
}

AdjRibOut::Batch AdjRibOut::announcement_batch(std::size_t limit) {
  const Group& group = groups_.front();
  Batch batch{.withdraw = false, .family = group.key.family, .next_hop = group.key.next_hop, .attributes = group.attributes, .nlri = {}};
  for (Slot* slot = group.slots.first; slot != nullptr && batch.nlri.size() < limit;) {
    Slot* behind = slot->second.behind;
    batch.nlri.push_back(slot->first);
    dequeue(*slot);  // the last one takes the group with it
    slot = behind;
  }
  return batch;
}

void AdjRibOut::taken(const Batch& batch, std::size_t count) {
  for (std::size_t i = 0; i < batch.nlri.size(); ++i) {
    const auto found = table_.find(batch.nlri[i]);
    if (found == table_.end()) continue;
    if (i < count && batch.withdraw) told_gone(*found);
    if (i < count && !batch.withdraw && !found->second.refused) {
      if (!found->second.told) ++sent_;
      found->second.told = Told{batch.next_hop, batch.attributes};
    }
    settle(*found);
  }
}

void AdjRibOut::refused(const Batch& batch) {
  if (batch.withdraw) return;  // what could be announced can be withdrawn
  for (const Nlri& nlri : batch.nlri) {
    const auto found = table_.find(nlri);
    if (found == table_.end()) continue;
    found->second.refused = true;
    requeue(*found);
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
