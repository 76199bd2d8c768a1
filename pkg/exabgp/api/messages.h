// What processes are told: PeerEvents as lines of ExaBGP's text or JSON. Key order and spacing are part of the format (5.0's; 4.2's by Dialect).
// Thread: the core loop. The counters are per neighbor and shared by all processes, as in ExaBGP.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "bgp/engine/event.h"
#include "bgp/engine/peer_config.h"
#include "pkg/base/time.h"
#include "pkg/exabgp/api/story.h"
#include "pkg/model/process.h"

namespace vigilcast::exabgp {

// Who prints: appears in each JSON line.
struct Identity {
  std::string host;
  int pid = 0;
  int ppid = 0;
  bgp::Dialect dialect = bgp::Dialect::v5_0;
  bool compact = false;  // JSON has prefixes as plain strings
};

// Who the message is for, and about which neighbour.
struct Recipient {
  model::Encoder encoder = model::Encoder::text;
  model::Shape shape = model::Shape::standard;
  const model::Subscription& wants;
  std::size_t most_bytes = SIZE_MAX;  // a text that is longer has no room anywhere: it is not written to its end
};
struct Neighbor {
  const bgp::PeerConfig& config;
  IpAddress local;                           // our end, as far as it is known
  const bgp::Negotiated* negotiated = nullptr;  // while established
};

class Messages {
 public:
  explicit Messages(Identity identity);

  // Whole lines, newline included; empty when this recipient does not want to be told.
  std::string event(const Recipient& to, const Neighbor& about, const Telling& telling, WallTime now);
  std::string signal(const Recipient& to, const Neighbor& about, int number, std::string_view name, WallTime now);
  // What `decode` prints of a message: everything it says, whoever wants it, with the direction named "in".
  std::string decoded(const Neighbor& about, const bgp::PeerEvent& event, WallTime now);
  [[nodiscard]] std::string shutdown(model::Encoder encoder, WallTime now) const;

 private:
  std::string json(const Neighbor& about, std::string_view type, const std::string& members, WallTime now, const std::string& before_neighbor = {});
  std::string json_event(const Recipient& to, const Neighbor& about, const bgp::PeerEventKind& kind, WallTime now);
  void append_envelope(std::string& out, WallTime now) const;

  Identity identity_;
  std::string before_time_, behind_time_;  // of the envelope
  std::map<std::string, std::uint64_t> counters_;  // by neighbor name
};

// True when the subscription asks for this event in some form.
bool wanted(const Recipient& to, const bgp::PeerEventKind& kind);

// ExaBGP's words for the end of a session: "notification received (6,2)", "stop, message [shutting down]".
std::string down_reason(const bgp::PeerDown& down, bgp::Dialect dialect);

// A message in hexadecimal: its header, and what stands behind it, which may be nothing.
struct RawMessage {
  unsigned category = 0;
  std::string header, body;
};
// Of an event that is a message; small ones are made again.
RawMessage raw_message(const bgp::PeerEventKind& kind);
// Which of it a recipient is told: in a message of its own, and with the parsed one.
struct RawWanted {
  bool apart = false, joined = false, parsed = true;
};
RawWanted raw_wanted(const model::Subscription& wants, const bgp::PeerEventKind& kind);
bgp::Direction direction_of(const bgp::PeerEventKind& kind);
std::string_view direction_name(bgp::Direction direction);  // "send", "receive"
std::string_view refresh_word(const bgp::RouteRefresh& refresh);  // "query", "begin", "end"
// The octets that are printed as the data of a NOTIFICATION, and their text.
std::string notification_text(const bgp::NotificationSeen& seen);

// Beyond the recipient's most_bytes it ends with the line that is too much: its lines repeat the attributes of an UPDATE for each of its prefixes, so that a
// message of 64 KiB would be a text of a gigabyte.
std::string text_event(const Recipient& to, const Neighbor& about, const bgp::PeerEventKind& kind, bgp::Dialect dialect);

// `message` object of an update in the shape that ExaBGP's guide documents: keyed by prefix, both at message and at message.update.
std::string guide_update(const bgp::Update& update, bgp::Dialect dialect);

}  // namespace vigilcast::exabgp
