// What happened to a peer, for people who ask later: the last changes of its state with time and cause, the OPEN we sent and the last message that was wrong.
// Filled from the events that the engine tells anyway. Values are shared and never changed, so a snapshot of many peers costs little.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bgp/engine/event.h"
#include "pkg/base/time.h"

namespace vigilcast::bgp {

enum class EndedBy : std::uint8_t { nobody, us, peer, network };
std::string_view ended_by_name(EndedBy who);  // "us"
EndedBy ended_by(fsm::DownReason reason);

struct HistoryEntry {
  Instant at;
  fsm::State from = fsm::State::idle, to = fsm::State::idle;  // equal: an attempt that failed without a change
  fsm::DownReason reason = fsm::DownReason::none;             // of an end; `text` says it in words
  std::string text;
  std::optional<Notification> notification;                   // that ended it; ended_by(reason) sent it
};

struct MalformedMessage {
  static constexpr std::size_t kShown = 512;

  Instant at;
  std::string text;       // what is wrong: the strongest fault
  FaultAction action = FaultAction::reset_session;
  std::size_t size = 0;   // of the message
  Bytes head;             // its first bytes, kShown at most
};

class History {
 public:
  static constexpr std::size_t kEntries = 32;
  using Entries = std::shared_ptr<const std::vector<HistoryEntry>>;  // oldest first

  void note(const PeerEventKind& event, Instant now);

  [[nodiscard]] const Entries& entries() const { return entries_; }
  [[nodiscard]] const std::shared_ptr<const MalformedMessage>& malformed() const { return malformed_; }
  [[nodiscard]] const std::shared_ptr<const Open>& own_open() const { return own_open_; }

 private:
  void note_end(const PeerDown& down, Instant now);
  void append(HistoryEntry entry);

  Entries entries_ = std::make_shared<const std::vector<HistoryEntry>>();
  std::shared_ptr<const MalformedMessage> malformed_;
  std::shared_ptr<const Open> own_open_;
};

}  // namespace vigilcast::bgp
