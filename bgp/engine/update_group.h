// Update groups: peers to which an UPDATE about the same routes is the same bytes. Whichever of them comes to a run of routes first encodes it; those that are
// in step with it find the buffer and send that. Nobody waits for anybody: a slow peer goes on from its own difference, finds nothing to share meanwhile, and
// shares again as soon as it asks for the same as others do. What is kept to be found is bounded. Pure; thread: the engine's.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "bgp/rib/adj_rib_out.h"
#include "bgp/rib/export.h"
#include "bgp/wire/negotiated.h"
#include "pkg/base/shared_bytes.h"

namespace vigilcast::bgp {

// All that the bytes of an UPDATE depend on, besides the routes in it. Whatever else export comes to look at belongs here.
struct ExportKey {
  Negotiated session;  // without what names this peer, its timers and what it may send
  SelfAddresses self;
  bool group_updates = true;
  bool exabgp_updates = false;
  bool draining = false;  // RFC 8326
  bool send_non_transitive = true;
  friend bool operator==(const ExportKey&, const ExportKey&) = default;
};
ExportKey export_key(const Negotiated& session, const SelfAddresses& self, bool group_updates);

class UpdateGroup {
 public:
  UpdateGroup(ExportKey key, RouteStore& store) : key_(std::move(key)), store_(store) {}
  ~UpdateGroup();
  UpdateGroup(const UpdateGroup&) = delete;
  UpdateGroup& operator=(const UpdateGroup&) = delete;

  [[nodiscard]] const ExportKey& key() const { return key_; }

  struct Message {
    SharedBytes bytes;
    std::size_t count = 0;  // destinations, from the front of those asked for
  };
  // The message for as many of `destinations`, of this batch, as fit; nullptr when nobody has sent it lately.
  [[nodiscard]] const Message* find(const AdjRibOut::Batch& batch, std::span<const DestinationId> destinations) const;
  void keep(const AdjRibOut::Batch& batch, std::span<const DestinationId> destinations, const Message& message);

 private:
  static constexpr std::size_t kKept = 2 * 1024 * 1024;  // bytes, about: what a slice of one peer's work comes to at most

  struct Kept {
    Message message;
    PathId path = 0;  // held: its number must not come to mean another one
    bool full = false;
    std::uint64_t reused = 0;  // DestinationTable::reused() at the time
    std::vector<DestinationId> destinations;
    [[nodiscard]] std::size_t size() const { return sizeof *this + message.bytes->size() + destinations.size() * sizeof(DestinationId); }
  };
  static std::uint64_t place(const AdjRibOut::Batch& batch, DestinationId first) { return static_cast<std::uint64_t>(batch.path) << 32 | first; }
  void drop_oldest();
  void drop(const Kept& kept);

  ExportKey key_;
  RouteStore& store_;
  std::unordered_map<std::uint64_t, Kept> kept_;  // by path (none: withdrawals) and first destination
  std::deque<std::uint64_t> order_;
  std::size_t size_ = 0;
};

// The groups of an engine: a group lives as long as it has members.
class UpdateGroups {
 public:
  explicit UpdateGroups(RouteStore& store) : store_(store) {}
  std::shared_ptr<UpdateGroup> join(const ExportKey& key);
  [[nodiscard]] std::size_t size() const;

 private:
  RouteStore& store_;
  std::vector<std::weak_ptr<UpdateGroup>> groups_;
};

}  // namespace vigilcast::bgp
