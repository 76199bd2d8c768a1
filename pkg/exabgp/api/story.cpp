#include "pkg/exabgp/api/story.h"

#include "bgp/fsm/session.h"

namespace vigilcast::exabgp {

std::optional<bgp::Negotiated> Story::agreed() {
  if (!ours_ || !theirs_) return std::nullopt;
  const bgp::Negotiated out = bgp::fsm::negotiate(*ours_, *theirs_);
  ours_.reset();
  theirs_.reset();
  return out;
}

}  // namespace vigilcast::exabgp
