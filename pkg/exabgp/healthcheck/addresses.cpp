#include "pkg/exabgp/healthcheck/addresses.h"

#include <algorithm>
#include <set>

namespace vigilcast::exabgp {
namespace {

IpAddress successor(const IpAddress& address) {
  std::vector<std::uint8_t> bytes(address.bytes().begin(), address.bytes().end());
  for (std::size_t i = bytes.size(); i-- > 0 && ++bytes[i] == 0;) continue;
  return address.is_v6() ? IpAddress::v6(bytes) : IpAddress::v4(bytes);
}

// The network's and the broadcast address count too.
std::vector<Prefix> each_address(const std::vector<Prefix>& networks) {
  std::vector<Prefix> out;
  for (const Prefix& network : networks) {
    IpAddress address = network.address;
    for (std::size_t left = std::size_t{1} << std::min(32U, address.bits() - network.length); left > 0; --left) {
      out.push_back(Prefix::host(address));
      address = successor(address);
    }
  }
  return out;
}

bool has_label(const HealthcheckOptions& options, const PresentAddress& present) {
  if (options.label.empty()) return true;
  return options.label_exact ? present.label == options.label : !present.label.empty() && present.label.starts_with(options.label);
}

// Those that could be meant. What has host bits is an address of a network of the host's own.
std::vector<Prefix> eligible(const HealthcheckOptions& options, const std::vector<PresentAddress>& present) {
  std::vector<Prefix> out;
  for (const PresentAddress& one : present) {
    const bool watched = one.interface == "lo" || std::ranges::find(options.interfaces, one.interface, &AddressOn::interface) != options.interfaces.end();
    if (watched && one.address == one.address.masked() && !one.address.address.is_loopback() && has_label(options, one)) out.push_back(one.address);
  }
  return out;
}

std::string interface_of(const HealthcheckOptions& options, const Prefix& address) {
  for (const AddressOn& on : options.interfaces) {
    if (on.address.contains(address)) return on.interface;
  }
  return "lo";
}

std::vector<AddressOn> choose(const HealthcheckOptions& options, const std::vector<Prefix>& networks, const std::vector<PresentAddress>& present, bool there) {
  const std::vector<Prefix> found = eligible(options, present);
  const std::set<Prefix> has(found.begin(), found.end());
  std::set<Prefix> seen;
  std::vector<AddressOn> out;
  for (const Prefix& address : each_address(networks)) {
    if (has.contains(address) == there && seen.insert(address).second) out.push_back({address, interface_of(options, address)});
  }
  return out;
}

}  // namespace

std::vector<Prefix> announced_addresses(const HealthcheckOptions& options, const std::vector<PresentAddress>& present) {
  HealthcheckOptions of_loopback = options;
  of_loopback.interfaces.clear();
  std::vector<Prefix> out = options.ips.empty() ? eligible(of_loopback, present) : options.ips;
  if (options.deaggregate) out = each_address(out);
  if (out.empty()) return out;
  const auto size = static_cast<long>(out.size());
  std::ranges::rotate(out, out.begin() + ((options.start_ip % size) + size) % size);
  return out;
}

std::vector<AddressOn> missing_addresses(const HealthcheckOptions& options, const std::vector<Prefix>& networks, const std::vector<PresentAddress>& present) {
  return choose(options, networks, present, false);
}

std::vector<AddressOn> own_addresses(const HealthcheckOptions& options, const std::vector<Prefix>& networks, const std::vector<PresentAddress>& present) {
  return choose(options, networks, present, true);
}

std::vector<std::string> address_command(const HealthcheckOptions& options, std::string_view verb, const AddressOn& address) {
  std::vector<std::string> out{"ip", "address", std::string(verb), address.address.to_string(), "dev", address.interface};
  if (options.sudo) out.insert(out.begin(), "sudo");
  if (!options.label.empty()) out.insert(out.end(), {"label", address.interface + ":" + options.label});
  return out;
}

}  // namespace vigilcast::exabgp
