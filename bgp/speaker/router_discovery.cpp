#include "bgp/speaker/router_discovery.h"

namespace vigilcast::bgp {
namespace {

using std::chrono::seconds;

constexpr Duration kInterval = seconds(10);       // that FRR has for sessions by interface, too
constexpr Duration kFirstInterval = seconds(1);   // while nobody can know us yet
constexpr unsigned kFirst = 3;
constexpr Duration kLeast = seconds(1);           // between two advertisements, whoever asks
constexpr int kOnLink = 255;

IpAddress all(std::uint8_t group) { return IpAddress::v6(std::array<std::uint8_t, 16>{0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, group}); }

Bytes solicitation() { return {RouterDiscovery::kSolicitation, 0, 0, 0, 0, 0, 0, 0}; }

// Hop limit, reachable and retransmission time unspecified, no flags, lifetime 0, no options.
Bytes advertisement() {
  Bytes out{RouterDiscovery::kAdvertisement, 0};
  out.resize(16);
  return out;
}

// Options have a length in units of eight octets, never 0.
bool options_are_good(ByteView options) {
  while (!options.empty()) {
    if (options.size() < 2 || options[1] == 0 || options.size() < options[1] * std::size_t{8}) return false;
    options = options.subspan(options[1] * std::size_t{8});
  }
  return true;
}

bool well_formed(ByteView message, std::size_t fixed) { return message.size() >= fixed && message[1] == 0 && options_are_good(message.subspan(fixed)); }

}  // namespace

std::vector<RouterDiscovery::Message> RouterDiscovery::start(Instant now) {
  sent_ = 0;
  asking_ = true;
  next_.reset();
  return on_time(now);
}

std::vector<RouterDiscovery::Message> RouterDiscovery::handle(const IpAddress& from, int hop_limit, ByteView message, Instant now) {
  if (hop_limit != kOnLink || message.empty()) return {};
  const bool soon = !advertised_ || now - *advertised_ >= kLeast;
  if (message[0] == kSolicitation && well_formed(message, 8)) return soon ? advertise(now) : std::vector<Message>{};
  if (message[0] != kAdvertisement || !from.is_v6() || !from.is_link_local() || !well_formed(message, 16)) return {};
  const bool news = neighbour_ != from;
  neighbour_ = from;
  asking_ = false;
  return news && soon ? advertise(now) : std::vector<Message>{};  // it is as new to us as we are to it
}

std::vector<RouterDiscovery::Message> RouterDiscovery::on_time(Instant now) {
  if (next_ && now < *next_) return {};
  std::vector<Message> out;
  if (asking_) out.push_back({all(2), solicitation()});
  for (Message& message : advertise(now)) out.push_back(std::move(message));
  return out;
}

std::vector<RouterDiscovery::Message> RouterDiscovery::advertise(Instant now) {
  advertised_ = now;
  const Duration wait = sent_++ < kFirst ? kFirstInterval : kInterval;
  next_ = now + Duration(static_cast<Duration::rep>(static_cast<double>(wait.count()) * (0.75 + 0.25 * rng_.unit())));
  return {{all(1), advertisement()}};
}

}  // namespace vigilcast::bgp
