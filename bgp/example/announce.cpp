// A whole BGP speaker: announces one prefix to one router and prints what the router announces. It runs until it is killed.
//   announce LOCAL-ADDRESS LOCAL-AS ROUTER-ADDRESS PREFIX
#include <cstdio>

#include "bgp/speaker/speaker.h"
#include "bgp/wire/nlri/all.h"

using namespace vigilcast;

int main(int /*count*/, char** words) {
  runtime::Loop loop;
  bgp::Speaker speaker(loop, Rng(1), [](const bgp::PeerEvent& event) {
    const auto* seen = std::get_if<bgp::UpdateSeen>(&event.kind);
    if (seen == nullptr || seen->direction == bgp::Direction::send) return;
    for (const bgp::Announced& part : seen->update.announced) {
      for (const bgp::Nlri& nlri : part.nlri) std::printf("%s%s\n", bgp::nlri_text(nlri).c_str(), seen->update.attributes.text().c_str());
    }
    std::fflush(stdout);
  });
  bgp::PeerConfig router;
  router.name = "router";
  router.local_address = router.router_id = IpAddress::parse(words[1]).value();
  router.local_as = static_cast<std::uint32_t>(std::stoul(words[2]));
  router.address = IpAddress::parse(words[3]).value();
  router.families = {bgp::kIpv4Unicast};
  bgp::Route route;
  route.nlri = bgp::unicast_nlri(Prefix::parse(words[4]).value());
  route.next_hop.self = true;
  speaker.set_peers({&router, 1});
  speaker.apply(*speaker.engine().find("router"), std::vector<bgp::RouteChange>{bgp::Announce{route}});
  speaker.release_initial_routes();
  loop.run();
}
