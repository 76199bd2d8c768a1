#include "bgp/rib/destination_table.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace vigilcast::bgp {
namespace {

constexpr std::uint8_t kLongLength = 0xff;  // the length is in the two bytes that follow

std::uint32_t hash_of(const Nlri& nlri) {
  constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15U;
  std::uint64_t hash = (static_cast<std::uint64_t>(nlri.family.afi) << 40) ^ (static_cast<std::uint64_t>(nlri.family.safi) << 32) ^ nlri.path_id;
  for (ByteView rest = nlri.wire.view(); !rest.empty();) {
    const std::size_t size = std::min<std::size_t>(rest.size(), 8);
    std::uint64_t part = size;
    std::memcpy(&part, rest.data(), size);
    hash = (hash ^ part) * kOdd;
    hash ^= hash >> 32;
    rest = rest.subspan(size);
  }
  return static_cast<std::uint32_t>(hash * kOdd >> 32);
}

// What an entry of the arena says.
struct Decoded {
  std::uint32_t path_id = 0;
  ByteView wire;
  std::size_t size = 0;  // of the whole entry
};

Decoded decode(const std::uint8_t* entry, std::uint8_t path_id_flag) {
  const std::uint8_t* at = entry + 1;
  std::size_t length = *at++;
  if (length == kLongLength) {
    length = static_cast<std::size_t>(at[0]) << 8 | at[1];
    at += 2;
  }
  Decoded out;
  if ((entry[0] & path_id_flag) != 0) {
    std::memcpy(&out.path_id, at, sizeof out.path_id);
    at += sizeof out.path_id;
  }
  out.wire = {at, length};
  out.size = static_cast<std::size_t>(at - entry) + length;
  return out;
}

}  // namespace

std::optional<DestinationId> DestinationTable::hold(const Nlri& nlri) {
  if ((live_ + 1) * 4 > index_.size() * 3) grow_index();
  const std::uint32_t hash = hash_of(nlri);
  const std::size_t slot = slot_of(nlri, hash);
  if (index_[slot] != 0) {
    hold(index_[slot] - 1);
    return index_[slot] - 1;
  }
  const auto at = store(nlri);
  if (!at) return std::nullopt;
  const DestinationId id = new_record();
  records_[id] = {*at, hash, 1};
  index_[slot] = id + 1;
  ++live_;
  return id;
}

void DestinationTable::release(DestinationId id) {
  Record& record = records_[id];
  if (--record.holders != 0) return;
  const std::size_t mask = index_.size() - 1;
  std::size_t slot = record.hash & mask;
  while (index_[slot] != id + 1) slot = (slot + 1) & mask;
  vacate(slot);
  dead_ += decode(entry(record.entry), kPathId).size;
  record.entry = std::exchange(free_, id + 1);
  --live_;
  if (dead_ > chunks_.size() * kChunk / 2 && chunks_.size() > 1) compact();
}

std::optional<DestinationId> DestinationTable::find(const Nlri& nlri) const {
  if (live_ == 0) return std::nullopt;
  const std::uint32_t found = index_[slot_of(nlri, hash_of(nlri))];
  if (found == 0) return std::nullopt;
  return found - 1;
}

Nlri DestinationTable::nlri(DestinationId id) const {
  const NlriView seen = view(id);
  return {family(id), seen.path_id, SmallBytes(seen.wire)};
}

NlriView DestinationTable::view(DestinationId id) const {
  const Decoded decoded = decode(entry(records_[id].entry), kPathId);
  return {decoded.path_id, decoded.wire};
}

std::size_t DestinationTable::bytes() const {
  return chunks_.size() * kChunk + records_.capacity() * sizeof(Record) + index_.capacity() * sizeof(std::uint32_t);
}

std::optional<std::uint8_t> DestinationTable::known_family(Family family) const {
  const auto found = std::ranges::find(families_, family);
  if (found == families_.end()) return std::nullopt;
  return static_cast<std::uint8_t>(found - families_.begin());
}

bool DestinationTable::is(DestinationId id, const Nlri& nlri) const {
  const NlriView seen = view(id);
  return seen.path_id == nlri.path_id && as_text(seen.wire) == as_text(nlri.wire.view()) && family(id) == nlri.family;
}

// Where it is in the index, or the free place where it belongs.
std::size_t DestinationTable::slot_of(const Nlri& nlri, std::uint32_t hash) const {
  const std::size_t mask = index_.size() - 1;
  std::size_t slot = hash & mask;
  while (index_[slot] != 0 && (records_[index_[slot] - 1].hash != hash || !is(index_[slot] - 1, nlri))) slot = (slot + 1) & mask;
  return slot;
}

std::optional<std::uint32_t> DestinationTable::store(const Nlri& nlri) {
  const auto known = known_family(nlri.family);
  const ByteView wire = nlri.wire.view();
  const bool is_long = wire.size() >= kLongLength;
  const std::size_t path_id = nlri.path_id != 0 ? sizeof nlri.path_id : 0;
  const std::size_t size = 2 + (is_long ? 2 : 0) + path_id + wire.size();
  const bool has_place = known || families_.size() <= kFamilyMask;
  if (!has_place || (used_ + size > kChunk && chunks_.size() >= most_chunks_)) return std::nullopt;
  const std::uint8_t family = known.value_or(static_cast<std::uint8_t>(families_.size()));
  if (!known) families_.push_back(nlri.family);
  const std::uint32_t out = allocate(size);
  std::uint8_t* to = chunks_.back().get() + out % kChunk;
  *to++ = static_cast<std::uint8_t>(family | (path_id != 0 ? kPathId : 0));
  *to++ = is_long ? kLongLength : static_cast<std::uint8_t>(wire.size());
  if (is_long) {
    *to++ = static_cast<std::uint8_t>(wire.size() >> 8);
    *to++ = static_cast<std::uint8_t>(wire.size());
  }
  if (path_id != 0) std::memcpy(to, &nlri.path_id, path_id);
  if (!wire.empty()) std::memcpy(to + path_id, wire.data(), wire.size());
  return out;
}

std::uint32_t DestinationTable::allocate(std::size_t size) {
  if (used_ + size > kChunk) {
    chunks_.push_back(std::make_unique_for_overwrite<std::uint8_t[]>(kChunk));
    used_ = 0;
  }
  const std::size_t out = (chunks_.size() - 1) * kChunk + used_;
  used_ += size;
  return static_cast<std::uint32_t>(out);
}

DestinationId DestinationTable::new_record() {
  if (free_ == 0) {
    records_.emplace_back();
    return static_cast<DestinationId>(records_.size() - 1);
  }
  ++reused_;
  const DestinationId id = free_ - 1;
  free_ = records_[id].entry;
  return id;
}

void DestinationTable::grow_index() {
  index_.assign(std::max<std::size_t>(16, index_.size() * 2), 0);
  const std::size_t mask = index_.size() - 1;
  for (DestinationId id = 0; id < records_.size(); ++id) {
    if (records_[id].holders == 0) continue;
    std::size_t slot = records_[id].hash & mask;
    while (index_[slot] != 0) slot = (slot + 1) & mask;
    index_[slot] = id + 1;
  }
}

// Closes the gap, so that probing needs no tombstones.
void DestinationTable::vacate(std::size_t slot) {
  const std::size_t mask = index_.size() - 1;
  for (std::size_t next = (slot + 1) & mask; index_[next] != 0; next = (next + 1) & mask) {
    const std::size_t home = records_[index_[next] - 1].hash & mask;
    if (((next - home) & mask) < ((next - slot) & mask)) continue;  // it is where it wants to be, or behind the gap
    index_[slot] = std::exchange(index_[next], 0);
    slot = next;
  }
  index_[slot] = 0;
}

void DestinationTable::compact() {
  const auto old = std::exchange(chunks_, {});
  used_ = kChunk;
  dead_ = 0;
  for (Record& record : records_) {
    if (record.holders == 0) continue;
    const std::uint8_t* from = old[record.entry / kChunk].get() + record.entry % kChunk;
    const std::size_t size = decode(from, kPathId).size;
    record.entry = allocate(size);
    std::memcpy(chunks_.back().get() + record.entry % kChunk, from, size);
  }
}

}  // namespace vigilcast::bgp
