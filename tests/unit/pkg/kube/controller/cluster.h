// A cluster as the controller sees it, and what it writes, in lines.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "pkg/kube/controller/controller.h"
#include "pkg/kube/resources/all.h"

namespace vigilcast::kube::controller_test {

inline const WallTime kNow = WallTime{} + std::chrono::hours(500000);

template <class Kind>
Kind named(std::string name) {
  Kind out;
  out.meta.key.name = std::move(name);
  out.meta.generation = 1;
  return out;
}

inline Service service(std::string name) {
  Service out = named<Service>(std::move(name));
  out.meta.key.name_space = "default";
  out.load_balancer = true;
  out.load_balancer_class = "vigilcast.dev/vigilcast";
  out.ports = {{"http", "TCP", 80, ""}};
  return out;
}

inline AddressPool pool(std::string name, const std::string& range) {
  AddressPool out = named<AddressPool>(std::move(name));
  out.addresses = {AddressRange::parse(range).value()};
  return out;
}

inline BgpPeer peer(std::string name, std::string_view address, std::uint32_t asn) {
  BgpPeer out = named<BgpPeer>(std::move(name));
  out.address = IpAddress::parse(address).value();
  out.asn = asn;
  return out;
}

struct Cluster {
  Controller controller{{{"vigilcast.dev/vigilcast", false}, "vigilcast-system", "controller-0"}};
  Instant now{std::chrono::hours(1)};
  WallTime wall = kNow;

  void pass(Duration time) {
    now += time;
    wall += std::chrono::duration_cast<WallTime::duration>(time);
  }
  template <class Kind>
  void add(const Kind& object) {
    controller.handle(Change<Kind>{{object}, {}, {}, false}, wall, now);
  }
  template <class Kind>
  void sync() {
    controller.handle(Change<Kind>{{}, {}, {}, true}, wall, now);
  }
  void sync_all() {
    sync<Service>();
    sync<Namespace>();
    sync<Secret>();
    sync<BgpPeer>();
    sync<AddressPool>();
    sync<Advertisement>();
    sync<HealthCheck>();
    sync<NodeSessions>();
  }
  // "default/web: [{ip…}]" for addresses, "tor-a: Accepted=False ASNClash" for conditions, "event default/web PoolExhausted".
  std::vector<std::string> written() {
    std::vector<std::string> out;
    for (const Write& write : controller.writes(wall, now)) {
      const std::string name = write.body["metadata"]["name"].string();
      if (write.kind == WriteKind::create) {
        out.push_back("event " + write.body["regarding"]["name"].string() + " " + write.body["reason"].string());
        continue;
      }
      std::string line = name + ":";
      for (const json::Value& ingress : write.body["status"]["loadBalancer"]["ingress"].items())
        line += " " + ingress["ip"].string() + "/" + ingress["ipMode"].string();
      for (const json::Value& condition : write.body["status"]["conditions"].items())
        line += " " + condition["status"].string() + "=" + condition["reason"].string();
      if (write.body["kind"].string() == "AddressPool") line += " " + std::to_string(write.body["status"]["assigned"].integer()) + " used";
      out.push_back(line);
    }
    std::ranges::sort(out);
    return out;
  }
};

using Lines = std::vector<std::string>;

}  // namespace vigilcast::kube::controller_test
