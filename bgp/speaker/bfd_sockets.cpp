#include "bgp/speaker/bfd_sockets.h"

#include <set>

namespace vigilcast::bgp {

namespace {

constexpr std::uint16_t first_source_port = 49152, last_source_port = 65535;  // RFC 5881 section 4

IpAddress anywhere(bool v6) {
  static constexpr std::uint8_t zeros[16] = {};
  return v6 ? IpAddress::v6(zeros) : IpAddress();
}

}  // namespace

std::uint16_t BfdSockets::port(const Kind& kind) const {
  const std::uint16_t standard = kind.multihop ? ports_.multihop : ports_.one_hop;
  const auto open = receivers_.find(kind);
  return standard != 0 || open == receivers_.end() ? standard : open->second->local().port;
}

std::vector<Error> BfdSockets::update(std::span<const PeerConfig> peers) {
  std::set<Kind> wanted;
  for (const PeerConfig& peer : peers) {
    const bool v6 = peer.unnumbered() || (peer.remote_range ? peer.remote_range->address : peer.address).is_v6();
    if (peer.bfd) wanted.insert({v6, peer.bfd->multihop.has_value(), peer.vrf});
  }
  std::erase_if(receivers_, [&](const auto& entry) { return !wanted.contains(entry.first); });
  std::vector<Error> errors;
  for (const Kind& kind : wanted) {
    if (receivers_.contains(kind)) continue;
    if (const auto opened = open_receiver(kind); !opened) errors.push_back(opened.error());
  }
  return errors;
}

Result<void> BfdSockets::open_receiver(const Kind& kind) {
  auto receiver = std::make_unique<runtime::UdpReceiver>(loop_, [this, kind](const runtime::Datagram& datagram) {
    on_datagram_({datagram.from.address, datagram.to, datagram.ttl, kind.multihop, datagram.data, datagram.interface, kind.vrf});
  });
  std::vector<runtime::UdpReceiver*> beside;
  for (const auto& [other, open] : receivers_) {
    if (other.v6 == kind.v6 && other.multihop == kind.multihop) beside.push_back(open.get());
  }
  if (const auto opened = receiver->open({anywhere(kind.v6), port(kind)}, kind.vrf, beside); !opened) return opened;
  receivers_[kind] = std::move(receiver);
  return {};
}

void BfdSockets::receive() {
  for (const auto& [kind, receiver] : receivers_) receiver->receive();
}

void BfdSockets::open_sender(Path& path) {
  const runtime::UdpOptions options{
      .local_address = path.path.local, .interface = path.path.interface, .vrf = path.path.vrf, .first_port = first_source_port, .last_port = last_source_port};
  auto sender = runtime::UdpSender::open({path.path.remote, port({path.path.remote.is_v6(), path.path.multihop, path.path.vrf})}, options);
  if (sender) {
    path.sender = *std::move(sender);
    path.problem = {};
    path.told = false;
  } else if (path.problem != sender.error()) {
    path.problem = sender.error();
    path.told = false;
  }
}

std::vector<Error> BfdSockets::take_errors() {
  std::vector<Error> out;
  for (auto& [id, path] : paths_) {
    if (path.problem.text.empty() || std::exchange(path.told, true)) continue;
    out.push_back({"BFD with " + path.path.remote.to_string() + ": " + path.problem.text, path.problem.where, path.problem.hint});
  }
  return out;
}

// A socket that could not be opened is tried again with every packet: an address may come to this host later.
void BfdSockets::carry_out(const std::vector<BfdOrder>& orders) {
  for (const BfdOrder& order : orders) {
    if (const auto* open = std::get_if<OpenBfd>(&order)) {
      paths_[open->id] = {.path = open->path, .sender = std::nullopt, .problem = {}};
    } else if (const auto* close = std::get_if<CloseBfd>(&order)) {
      paths_.erase(close->id);
    } else if (const auto* send = std::get_if<SendBfd>(&order)) {
      Path& path = paths_.at(send->id);
      if (!path.sender) open_sender(path);
      if (path.sender) path.sender->send(send->data);
    }
  }
}

void BfdSockets::renew(const std::string& device) {
  for (auto& [id, path] : paths_) {
    if (path.path.interface == device || path.path.vrf == device) path.sender.reset();
  }
  std::erase_if(receivers_, [&](const auto& entry) { return entry.first.vrf == device; });
}

std::optional<Endpoint> BfdSockets::local(BfdId id) const {
  const auto found = paths_.find(id);
  if (found == paths_.end() || !found->second.sender) return std::nullopt;
  return found->second.sender->local();
}

}  // namespace vigilcast::bgp
