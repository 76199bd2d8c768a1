// Which addresses a health check announces, and which of them are put on an interface or taken from it. Pure: what the host has is an argument.
#pragma once

#include <string>
#include <vector>

#include "pkg/exabgp/healthcheck/options.h"

namespace vigilcast::exabgp {

// An address of the host as it is: with its length, which leaves host bits.
struct PresentAddress {
  std::string interface;
  Prefix address;
  std::string label;  // "web" of "lo:web"; empty: none
};

// What is announced, in order: --ip, else what the loopback interface has; each address of a network with --deaggregate-networks; --start-ip comes first.
std::vector<Prefix> announced_addresses(const HealthcheckOptions& options, const std::vector<PresentAddress>& present);

// Each address of the networks that is not there yet.
std::vector<AddressOn> missing_addresses(const HealthcheckOptions& options, const std::vector<Prefix>& networks, const std::vector<PresentAddress>& present);
// Each address of the networks that is there, with the label where one is asked for.
std::vector<AddressOn> own_addresses(const HealthcheckOptions& options, const std::vector<Prefix>& networks, const std::vector<PresentAddress>& present);

// `ip address add 192.0.2.1/32 dev lo label lo:web`, with sudo where that is wanted.
std::vector<std::string> address_command(const HealthcheckOptions& options, std::string_view verb, const AddressOn& address);

}  // namespace vigilcast::exabgp
