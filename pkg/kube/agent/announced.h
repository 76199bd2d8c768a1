// From claims to what the policy decides about: one ServiceSpec for each prefix and set of peers.
//
// A prefix that several Services share, by one address or by aggregation, is announced while any of them can be served; the first Advertisement by name says
// how, and others that say it differently get a problem.
//
//   name                                  is
//   default/web                           the host route of a Service's only address
//   default/web/ipv6                      of a dual-stack Service
//   default/web/198.51.100.12             of a further address of the same family
//   default/web@second                    to other peers, by a further Advertisement
//   198.51.100.0/24                       an aggregate, or the host route of an address that Services share
#pragma once

#include <map>
#include <string>
#include <vector>

#include "pkg/announce/service.h"
#include "pkg/kube/agent/selection.h"

namespace vigilcast::kube {

// Claims for one prefix to the same peers, by the name of their Advertisements.
struct AnnouncedSet {
  std::string name;
  Prefix prefix;
  std::vector<const Claim*> claims;
  std::vector<std::string> peers;  // as ServiceSpec has it: empty for all

  [[nodiscard]] const Advertisement& rule() const { return *claims.front()->advertisement; }
};

// `peers` as in select_services().
std::vector<AnnouncedSet> announced_sets(const std::vector<Claim>& claims, const PeerNames& peers);

std::vector<Problem> profile_conflicts(const std::vector<AnnouncedSet>& sets);

}  // namespace vigilcast::kube
