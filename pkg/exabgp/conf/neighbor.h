// A neighbor while its section is read: what was said so far, before defaults and checks make a PeerConfig of it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bgp/engine/peer_config.h"
#include "pkg/exabgp/conf/families.h"
#include "pkg/exabgp/conf/keywords.h"
#include "pkg/exabgp/conf/statement.h"
#include "pkg/exabgp/conf/values.h"
#include "pkg/model/process.h"
#include "pkg/model/route_list.h"

namespace vigilcast::exabgp::conf {

// Where statements come from. What they mean for each other: a template's value replaces the neighbor's own (as in ExaBGP), the neighbor's replaces its
// group's.
enum class Origin : std::uint8_t { group, own, inherited };

struct Said {
  Origin origin;
  Extent extent;
  std::string value;
};

struct NamedProcess {
  std::string name;
  Extent extent;
  model::Subscription wants;
  bool pattern = false;  // the name is a regular expression for several
};

// A section of routes, read. Neighbors that inherit it from a template have it in common.
struct RouteSection {
  Section section;
  std::string path;  // for messages
  Block block;       // to find the place of a route again
  std::shared_ptr<const model::RouteList> routes;
  std::vector<unsigned> lines;  // of these routes, when somebody wants to know
};

struct NextHopPair {
  FamilyWord family;
  bgp::Afi next_hop;
};

// A tcp-ao section: one key, which both sides know by one number.
struct TcpAoDraft {
  Extent extent;
  std::optional<std::uint8_t> id;
  bool wrong_id = false;  // it was given, and told of
  TcpAoAlgorithm algorithm = TcpAoAlgorithm::hmac_sha1;
  std::string password;
  bool base64 = false;
};

struct Neighbor {
  bgp::PeerConfig peer;  // values that need no check against others

  Origin origin = Origin::own;        // of the statements being read
  std::map<std::string, Said, std::less<>> said;  // by said_key()

  std::optional<PeerAddress> address;
  std::optional<OrAuto<IpAddress>> local_address;
  std::optional<IpAddress> router_id;
  std::optional<OrAuto<std::uint32_t>> local_as, peer_as;
  std::optional<IpAddress> md5_ip;
  OrAuto<bool> md5_base64;
  std::optional<std::uint16_t> connect_port;
  bool auto_flush = true, multi_session = false;
  std::string host_name, domain_name;
  bool software_version = false;
  std::optional<bool> next_hop_capability;
  bool restart_within_hold_time = false;  // graceful-restart without a time

  bool all_families = false;
  std::vector<FamilyWord> families, add_path_families;
  std::vector<bgp::PathsLimit> paths_limit;
  std::optional<TcpAoDraft> tcp_ao;
  std::optional<bgp::AddPathMode> add_path;
  std::vector<NextHopPair> next_hops;
  std::vector<NamedProcess> processes;
  std::vector<std::shared_ptr<const RouteSection>> routes;
  std::vector<Token> inherits;

  [[nodiscard]] const Said* find_said(Section section, std::string_view keyword) const;
};

std::string said_key(Section section, std::string_view keyword);

}  // namespace vigilcast::exabgp::conf
