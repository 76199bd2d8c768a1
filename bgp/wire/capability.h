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
  bool extended_message = false;                   // 6 (RFC 8654)
  std::optional<GracefulRestart> graceful_restart; // 64 (RFC 4724)
  std::optional<std::uint32_t> as4;                // 65 (RFC 6793)
  std::vector<AddPathFamily> add_path;             // 69 (RFC 7911)
  bool enhanced_route_refresh = false;             // 70 (RFC 7313)
  std::optional<std::pair<std::string, std::string>> hostname;  // 73: host name, domain name
  bool bfd_strict = false;                         // 74 (draft-ietf-idr-bgp-bfd-strict-mode)
  std::optional<std::string> software_version;     // 75
  std::vector<RawCapability> unknown;              // in the order received
  std::vector<std::uint8_t> order;                 // codes in the order received, each once; empty when made locally

  friend bool operator==(const Capabilities&, const Capabilities&) = default;
};

}  // namespace vigilcast::bgp
