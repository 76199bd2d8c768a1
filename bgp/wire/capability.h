// Capabilities (RFC 5492) of an OPEN as one value: what is understood has a field, the rest is kept raw.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "bgp/wire/family.h"
#include "pkg/base/bytes.h"

namespace vigilcast::bgp {

enum class AddPathMode : std::uint8_t { receive = 1, send = 2, both = 3 };

struct AddPathFamily {
  Family family;
  AddPathMode mode = AddPathMode::both;
  friend bool operator==(const AddPathFamily&, const AddPathFamily&) = default;
};

struct ExtendedNextHop {
  Family family;
  Afi next_hop = Afi::ipv6;
  friend bool operator==(const ExtendedNextHop&, const ExtendedNextHop&) = default;
};

struct GracefulRestartFamily {
  Family family;
  bool forwarding = false;
  friend bool operator==(const GracefulRestartFamily&, const GracefulRestartFamily&) = default;
};

struct GracefulRestart {
  bool restarting = false;
  bool notification = false;  // RFC 8538
  std::uint16_t time = 0;     // seconds, 12 bits
  std::vector<GracefulRestartFamily> families;
  friend bool operator==(const GracefulRestart&, const GracefulRestart&) = default;
};

// How long what this side announced may outlive its graceful restart at the other one (RFC 9494).
struct LongLivedFamily {
  Family family;
  bool forwarding = false;
  std::uint32_t stale_time = 0;  // seconds, 24 bits
  friend bool operator==(const LongLivedFamily&, const LongLivedFamily&) = default;
};

// How many paths to one destination this side takes (draft-ietf-idr-add-paths-paths-limit).
struct PathsLimit {
  Family family;
  std::uint16_t most = 0;
  friend bool operator==(const PathsLimit&, const PathsLimit&) = default;
};

// Each group of families has a session of its own (draft-ietf-idr-bgp-multisession).
struct MultiSession {
  Bytes session_id;    // codes of the capabilities that tell the groups apart; none means the families
  bool split = false;  // flags and codes go out as capabilities of an octet each, as ExaBGP has it up to 5.0; only the first is read back
  friend bool operator==(const MultiSession&, const MultiSession&) = default;
};

struct RawCapability {
  std::uint8_t code = 0;
  Bytes value;
  friend bool operator==(const RawCapability&, const RawCapability&) = default;
};

struct Capabilities {
  std::vector<Family> families;                    // 1, multiprotocol (RFC 4760)
  bool route_refresh = false;                      // 2 (RFC 2918)
  bool cisco_route_refresh = false;                // 128
  std::vector<ExtendedNextHop> extended_next_hop;  // 5 (RFC 8950)
  bool empty_next_hop = false;                     // 5 is there and names no family
  bool extended_message = false;                   // 6 (RFC 8654)
  std::optional<GracefulRestart> graceful_restart; // 64 (RFC 4724)
  std::optional<std::uint32_t> as4;                // 65 (RFC 6793)
  std::optional<MultiSession> multi_session;       // 68
  std::optional<MultiSession> cisco_multi_session; // 131
  std::vector<AddPathFamily> add_path;             // 69 (RFC 7911)
  bool empty_add_path = false;                     // 69 is there and names no family
  bool enhanced_route_refresh = false;             // 70 (RFC 7313)
  std::vector<LongLivedFamily> long_lived_restart; // 71 (RFC 9494)
  std::optional<std::pair<std::string, std::string>> hostname;  // 73: host name, domain name
  bool bfd_strict = false;                         // 74 (draft-ietf-idr-bgp-bfd-strict-mode)
  std::optional<std::string> software_version;     // 75
  std::vector<PathsLimit> paths_limit;             // 76
  bool link_local_next_hop = false;                // 77 (draft-ietf-idr-linklocal-capability)
  bool operational = false;                        // 185 (draft-ietf-idr-operational-message)
  std::vector<RawCapability> unknown;              // in the order received
  std::vector<std::uint8_t> order;                 // codes in the order received, each once; empty when made locally

  friend bool operator==(const Capabilities&, const Capabilities&) = default;
};

}  // namespace vigilcast::bgp
