// How many prefixes a peer may announce (RFC 4271 section 6.7, RFC 4486): a warning on the way, and a Cease when there are more.
// Thread: the core loop's.
#pragma once

#include <optional>
#include <vector>

#include "bgp/engine/peer_config.h"
#include "bgp/rib/adj_rib_in.h"
#include "bgp/wire/notification.h"

namespace vigilcast::bgp {

class PrefixLimits {
 public:
  struct Finding {
    PrefixLimit limit;
    std::size_t count = 0;
    [[nodiscard]] bool over() const { return count > limit.most; }
  };
  // The worst of the limits after a change of the RIB. That a limit is near is said once, until the count was below the mark again.
  std::optional<Finding> check(const std::vector<PrefixLimit>& limits, const AdjRibIn& rib);
  void clear() { near_.clear(); }

 private:
  std::vector<Family> near_;
};

// Cease / Maximum Number of Prefixes Reached, with the family and the limit as data (RFC 4486 section 4).
Notification too_many_prefixes(const PrefixLimit& limit);

}  // namespace vigilcast::bgp
