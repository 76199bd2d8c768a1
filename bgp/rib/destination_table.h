// The destinations of all peers of an engine, each once: NLRI of any family <-> a dense number. Everything else about routes is indexed by that number.
//
// A destination costs a record of 12 bytes, its canonical bytes and two or three more in an arena, and about 6 bytes of hash index. It stays as long as
// somebody holds it; its number is given to another one afterwards. The arena is addressed by 32 bits: what does not fit in 4 GiB is refused.
// Thread: the owner's.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "bgp/wire/nlri/nlri.h"

namespace vigilcast::bgp {

using DestinationId = std::uint32_t;

class DestinationTable {
 public:
  static constexpr std::size_t kMostBytes = std::size_t{1} << 32;

  explicit DestinationTable(std::size_t most_bytes = kMostBytes) : most_chunks_(most_bytes / kChunk) {}

  // The number of `nlri`, made when it is new; one more holder. Nothing: it is new, and there is no room.
  [[nodiscard]] std::optional<DestinationId> hold(const Nlri& nlri);
  void hold(DestinationId id) { ++records_[id].holders; }
  void release(DestinationId id);

  [[nodiscard]] std::optional<DestinationId> find(const Nlri& nlri) const;
  [[nodiscard]] Nlri nlri(DestinationId id) const;
  [[nodiscard]] Family family(DestinationId id) const { return families_[entry(records_[id].entry)[0] & kFamilyMask]; }
  [[nodiscard]] NlriView view(DestinationId id) const;  // valid until the next hold() or release()
  [[nodiscard]] std::size_t size() const { return live_; }
  [[nodiscard]] std::size_t bytes() const;  // of memory
  [[nodiscard]] std::uint64_t reused() const { return reused_; }  // how often a number was given again: lists of numbers kept for longer are void then

 private:
  // In the arena: family and whether there is a path identifier, length, path identifier, canonical bytes.
  static constexpr std::uint8_t kFamilyMask = 0x7f;
  static constexpr std::uint8_t kPathId = 0x80;
  static constexpr std::size_t kChunk = 64 * 1024;

  struct Record {
    std::uint32_t entry = 0;    // place in the arena; the next free record when nobody holds this one
    std::uint32_t hash = 0;
    std::uint32_t holders = 0;
  };

  [[nodiscard]] const std::uint8_t* entry(std::uint32_t at) const { return chunks_[at / kChunk].get() + at % kChunk; }
  [[nodiscard]] std::optional<std::uint8_t> known_family(Family family) const;
  [[nodiscard]] bool is(DestinationId id, const Nlri& nlri) const;
  [[nodiscard]] std::size_t slot_of(const Nlri& nlri, std::uint32_t hash) const;
  std::optional<std::uint32_t> store(const Nlri& nlri);
  std::uint32_t allocate(std::size_t size);
  DestinationId new_record();
  void grow_index();
  void vacate(std::size_t slot);
  void compact();

  std::size_t most_chunks_;
  std::vector<std::unique_ptr<std::uint8_t[]>> chunks_;
  std::size_t used_ = kChunk;  // of the last chunk
  std::size_t dead_ = 0;       // bytes of destinations that are gone
  std::vector<Record> records_;
  std::vector<Family> families_;
  std::vector<std::uint32_t> index_;  // number + 1, linear probing; its size is a power of two
  std::size_t live_ = 0;
  std::uint32_t free_ = 0;  // number + 1 of the first free record
  std::uint64_t reused_ = 0;
};

}  // namespace vigilcast::bgp
