#include "bgp/engine/prefix_limit.h"

#include <algorithm>

namespace vigilcast::bgp {

std::optional<PrefixLimits::Finding> PrefixLimits::check(const std::vector<PrefixLimit>& limits, const AdjRibIn& rib) {
  std::optional<Finding> out;
  for (const PrefixLimit& limit : limits) {
    const Finding finding{limit, rib.announced(limit.family)};
    if (finding.over()) return finding;
    const bool known = std::ranges::find(near_, limit.family) != near_.end();
    const bool near = finding.count * 100 >= std::size_t{limit.most} * limit.warning_percent;
    if (near && !known) {
      near_.push_back(limit.family);
      out = finding;
    } else if (!near && known) {
      std::erase(near_, limit.family);
    }
  }
  return out;
}

Notification too_many_prefixes(const PrefixLimit& limit) {
  Notification out{ErrorCode::cease, cease::max_prefixes, {}};
  ByteWriter(out.data)
      .u16(static_cast<std::uint16_t>(limit.family.afi))
      .u8(static_cast<std::uint8_t>(limit.family.safi))
      .u32(static_cast<std::uint32_t>(limit.most));
  return out;
}

}  // namespace vigilcast::bgp
