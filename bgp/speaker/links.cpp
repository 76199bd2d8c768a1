#include "bgp/speaker/links.h"

#include <array>
#include <set>

#include "pkg/runtime/loop.h"

namespace vigilcast::bgp {

class Links::Link {
 public:
  Link(runtime::Loop& loop, Rng rng, std::function<void(const IpAddress&)> on_router) : loop_(loop), on_router_(std::move(on_router)), discovery_(rng) {}

  Result<void> open(const std::string& interface) {
    constexpr std::array types{RouterDiscovery::kSolicitation, RouterDiscovery::kAdvertisement};
    if (const auto opened = socket_.open(interface, types); !opened) return opened;
    say(discovery_.start(loop_.now()));
    return {};
  }

  void ask() { say(discovery_.start(loop_.now())); }

  [[nodiscard]] const std::optional<IpAddress>& neighbour() const { return discovery_.neighbour(); }

 private:
  void heard(const IpAddress& from, int hop_limit, ByteView message) {
    const auto before = discovery_.neighbour();
    say(discovery_.handle(from, hop_limit, message, loop_.now()));
    if (discovery_.neighbour() != before) on_router_(*discovery_.neighbour());
  }

  void say(const std::vector<RouterDiscovery::Message>& messages) {
    for (const auto& message : messages) socket_.send(message.to, message.data);
    timer_.arm(discovery_.next_deadline());
  }

  runtime::Loop& loop_;
  std::function<void(const IpAddress&)> on_router_;
  RouterDiscovery discovery_;
  runtime::Icmp6Socket socket_{loop_, [this](const IpAddress& from, int hop_limit, ByteView message) { heard(from, hop_limit, message); }};
  runtime::Timer timer_{loop_, [this] { say(discovery_.on_time(loop_.now())); }};
};

std::vector<Error> Links::update(std::span<const PeerConfig> peers) {
  std::set<std::string> wanted;
  for (const PeerConfig& peer : peers) {
    if (peer.unnumbered()) wanted.insert(peer.interface);
  }
  std::erase_if(open_, [&](const auto& entry) { return !wanted.contains(entry.first); });
  std::vector<Error> errors;
  for (const std::string& interface : wanted) {
    if (const auto opened = open(interface); !opened) errors.push_back(opened.error());
  }
  return errors;
}

Result<void> Links::open(const std::string& interface) {
  if (open_.contains(interface)) return {};
  auto link = std::make_shared<Link>(loop_, Rng(rng_.next()), [this, interface](const IpAddress& address) { on_router_(interface, address); });
  if (auto opened = link->open(interface); !opened) return opened;
  open_[interface] = std::move(link);
  return {};
}

void Links::ask(const std::string& interface) {
  if (const auto found = open_.find(interface); found != open_.end()) found->second->ask();
}

void Links::tell_all() const {
  for (const auto& [interface, link] : open_) {
    if (const auto& router = link->neighbour()) on_router_(interface, *router);
  }
}

Result<IpAddress> Links::neighbour(const std::string& interface) {
  if (const auto opened = open(interface); !opened) return std::unexpected(opened.error());
  if (const auto& found = open_[interface]->neighbour()) return *found;
  return fail("no router has been heard on " + interface + " yet: it must send router advertisements, or call us");
}

}  // namespace vigilcast::bgp
