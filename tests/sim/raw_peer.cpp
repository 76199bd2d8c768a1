#include "tests/sim/raw_peer.h"

#include "bgp/wire/message.h"
#include "bgp/wire/open.h"

namespace vigilcast::sim {

RawPeer::RawPeer(World& world, const IpAddress& address) : identifier(address), world_(world), address_(address) { world.network().attach(address, this); }

void RawPeer::connect(const IpAddress& to) { world_.network().open(address_, new_connection_id(), to); }
void RawPeer::say(const Bytes& bytes) { world_.network().send(address_, current_, bytes); }

bgp::Open RawPeer::open(std::uint32_t asn, std::uint16_t hold_time) const {
  bgp::Open out;
  out.my_as = static_cast<std::uint16_t>(asn);
  out.hold_time = hold_time;
  out.identifier = identifier;
  out.capabilities.families = {bgp::kIpv4Unicast};
  out.capabilities.as4 = asn;
  return out;
}

void RawPeer::say(const bgp::Open& open) {
  Bytes bytes;
  bgp::encode_open(bytes, open);
  say(bytes);
}

void RawPeer::say_keepalive() {
  Bytes bytes;
  bgp::encode_keepalive(bytes);
  say(bytes);
}

void RawPeer::hang_up() { world_.network().close(address_, current_); }

void RawPeer::handle(const bgp::TransportEvent& event) {
  const auto* up = std::get_if<bgp::ConnectionUp>(&event);
  const auto* accepted = std::get_if<bgp::ConnectionAccepted>(&event);
  if (up != nullptr || accepted != nullptr) {
    current_ = up != nullptr ? up->connection : accepted->connection;
    input_.clear();
    heard.emplace_back("connected");
    connected_at.push_back(world_.now());
    if (closes_at_once) hang_up();
  }
  if (const auto* data = std::get_if<bgp::BytesReceived>(&event); data != nullptr && data->connection == current_) hear(data->data);
  if (std::holds_alternative<bgp::ConnectionLost>(event)) heard.emplace_back("closed");
}

void RawPeer::hear(ByteView data) {
  input_.insert(input_.end(), data.begin(), data.end());
  while (const auto frame = bgp::next_frame(input_, bgp::kMaxExtendedMessage).value()) {
    switch (frame->type) {
      case bgp::MessageType::open: heard.emplace_back("OPEN"); break;
      case bgp::MessageType::update: heard.emplace_back("UPDATE"); break;
      case bgp::MessageType::keepalive: heard.emplace_back("KEEPALIVE"); break;
      case bgp::MessageType::route_refresh: heard.emplace_back("ROUTE-REFRESH"); break;
      case bgp::MessageType::operational: heard.emplace_back("OPERATIONAL"); break;
      case bgp::MessageType::notification: heard.push_back("NOTIFICATION " + std::to_string(frame->body[0]) + "/" + std::to_string(frame->body[1])); break;
    }
    input_.erase(input_.begin(), input_.begin() + static_cast<std::ptrdiff_t>(frame->whole.size()));
  }
}

}  // namespace vigilcast::sim
