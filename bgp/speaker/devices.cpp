#include "bgp/speaker/devices.h"

#include <set>

namespace vigilcast::bgp {

std::string Devices::Change::text() const {
  const std::string who = "interface " + name;
  if (after.index == 0) return who + " is gone";
  if (before.index == 0) return who + " has appeared";
  if (another()) return who + " was made anew";
  return who + (after.running ? " is up again" : " went down");
}

std::optional<Error> Devices::update(std::span<const PeerConfig> peers) {
  std::set<std::string> wanted;
  for (const PeerConfig& peer : peers) {
    for (const std::string& name : {peer.interface, peer.vrf}) {
      if (!name.empty()) wanted.insert(name);
    }
  }
  std::erase_if(known_, [&](const auto& entry) { return !wanted.contains(entry.first); });
  if (wanted.empty()) {
    watch_.close();
    return std::nullopt;
  }
  const auto opened = watch_.open();  // before the look, so that nothing happens between the two
  for (const std::string& name : wanted) known_.try_emplace(name, runtime::link_state(name));
  return opened ? std::nullopt : std::optional(opened.error());
}

std::vector<Devices::Change> Devices::look() {
  std::vector<Change> out;
  for (auto& [name, state] : known_) {
    const runtime::LinkState now = runtime::link_state(name);
    if (now != state) out.push_back({name, std::exchange(state, now), now});
  }
  return out;
}

}  // namespace vigilcast::bgp
