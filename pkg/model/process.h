// Helper programs of exabgp.conf and what they want to be told.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bgp/wire/dialect.h"

namespace vigilcast::model {

enum class Encoder : std::uint8_t { text, json };

// Which messages of one direction a process gets, and in which form.
struct MessageSelection {
  bool parsed = false, packets = false, consolidate = false;
  bool open = false, update = false, notification = false, keepalive = false, refresh = false, operational = false;
  friend bool operator==(const MessageSelection&, const MessageSelection&) = default;
};

struct Subscription {
  MessageSelection send, receive;
  bool neighbor_changes = false, negotiated = false, fsm = false, signal = false;
  friend bool operator==(const Subscription&, const Subscription&) = default;
};

// Shape of the JSON: a version's own, or the one that ExaBGP's guide documents (message.announce keyed by prefix).
enum class Shape : std::uint8_t { standard, guide };

struct ProcessSpec {
  std::string name;
  std::vector<std::string> run;   // argv
  Encoder encoder = Encoder::text;
  bool respawn = true;
  Shape shape = Shape::standard;
  std::string directory;          // of the file that names it: relative programs are looked for there too
  friend bool operator==(const ProcessSpec&, const ProcessSpec&) = default;
};

// One process attached to one neighbour.
struct Attachment {
  std::string process;
  std::string peer;  // PeerConfig::name
  Subscription wants;
  friend bool operator==(const Attachment&, const Attachment&) = default;
};

}  // namespace vigilcast::model
