// A speaker that says what a file tells it: every family of the library, whether or not a configuration has words for its routes.
//   originate LOCAL-ADDRESS LOCAL-AS ROUTER-ADDRESS PORT FILE [withdraw]
// A line of FILE is the body of an UPDATE in hexadecimal, as a speaker of the same AS sends it with every family and without path identifiers. Its routes are
// announced one line after the other once the session is up, and with `withdraw` taken back at the end. What the router announces is printed.
#include <cstdio>
#include <fstream>
#include <string_view>

#include "bgp/speaker/speaker.h"
#include "bgp/wire/nlri/all.h"
#include "pkg/base/text.h"

namespace vigilcast::originate {

using namespace bgp;

Negotiated everything(std::uint32_t as) {
  Negotiated out;
  out.local_as = out.peer_as = as;
  out.as4 = true;
  out.extended_message = true;
  out.families.assign(all_families().begin(), all_families().end());
  out.extended_next_hop = {kIpv4Unicast};
  return out;
}

// What is no good UPDATE is told and left out.
std::vector<Update> read(const char* file, const Negotiated& session) {
  std::vector<Update> out;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    const auto body = from_hex(trim(line));
    DecodedUpdate decoded = body ? decode_update(*body, session) : DecodedUpdate{};
    if (body && decoded.faults.empty()) {
      out.push_back(std::move(decoded.update));
    } else {
      std::fprintf(stderr, "no UPDATE: %s: %s\n", line.c_str(), body ? decoded.faults[0].text.c_str() : "not hexadecimal");
    }
  }
  return out;
}

std::vector<RouteChange> announce(const Update& update) {
  std::vector<RouteChange> out;
  AttributeSet given = update.attributes;
  const auto* path = given.find<AsPath>();
  if (path != nullptr && path->segments.empty()) given.erase(AsPath::kDescriptor.code);  // the engine makes the one that the session wants
  const auto attributes = std::make_shared<const AttributeSet>(std::move(given));
  for (const Announced& part : update.announced) {
    for (const Nlri& nlri : part.nlri) out.emplace_back(Announce{Route{nlri, {false, part.next_hop}, attributes, {}}});
  }
  return out;
}

std::vector<RouteChange> withdraw(const Update& update) {
  std::vector<RouteChange> out;
  for (const Announced& part : update.announced) {
    for (const Nlri& nlri : part.nlri) out.emplace_back(Withdraw{nlri, {}});
  }
  return out;
}

// As `vigilcast routes in` names them.
void print(const Update& update) {
  for (const Announced& part : update.announced) {
    for (const Nlri& nlri : part.nlri) std::printf("%s\n", destination_text(nlri, {{}, {}, part.next_hop.labels}).c_str());
  }
  std::fflush(stdout);
}

PeerConfig router(char** words) {
  PeerConfig out;
  out.name = "router";
  out.local_address = IpAddress::parse(words[1]).value();
  out.router_id = out.local_address->is_v4() ? *out.local_address : IpAddress::v4(0x0a09000aU);
  out.local_as = parse_number<std::uint32_t>(words[2]).value();
  out.address = IpAddress::parse(words[3]).value();
  out.port = parse_number<std::uint16_t>(words[4]).value();
  out.families.assign(all_families().begin(), all_families().end());
  out.extended_next_hop = {{kIpv4Unicast, Afi::ipv6}};
  out.route_refresh = true;
  return out;
}

int run(int count, char** words) {
  runtime::Loop loop;
  const PeerConfig peer = router(words);
  const std::vector<Update> updates = read(words[5], everything(peer.local_as));
  const bool take_back = count > 6 && std::string_view(words[6]) == "withdraw";
  Speaker* speaker = nullptr;
  Speaker made(loop, Rng(1), [&](const PeerEvent& event) {
    if (const auto* seen = std::get_if<UpdateSeen>(&event.kind); seen != nullptr && seen->direction == Direction::receive) print(seen->update);
    if (const auto* refused = std::get_if<RouteRefused>(&event.kind)) std::fprintf(stderr, "refused: %s\n", refused->reason.c_str());
    if (!std::holds_alternative<PeerUp>(event.kind)) return;
    for (const Update& update : updates) speaker->apply(event.peer, announce(update));
    for (const Update& update : updates) {
      if (take_back) speaker->apply(event.peer, withdraw(update));
    }
  });
  speaker = &made;
  made.set_peers({&peer, 1});
  made.release_initial_routes();
  loop.run();
  return 0;
}

}  // namespace vigilcast::originate

int main(int count, char** words) {
  if (count < 6) {
    std::fprintf(stderr, "usage: originate LOCAL-ADDRESS LOCAL-AS ROUTER-ADDRESS PORT FILE [withdraw]\n");
    return 2;
  }
  return vigilcast::originate::run(count, words);
}
