#include "pkg/model/bfd_verdict.h"

#include "pkg/model/age.h"

namespace vigilcast::model {
namespace {

using bgp::bfd::State;
using Mood = Explanation::Mood;

std::string discards(const bgp::bfd::Status& bfd) {
  if (bfd.discarded == 0) return {};
  return "; " + std::to_string(bfd.discarded) + " packets were not taken, the last one because: " + std::string(bfd.last_discard);
}

Explanation down(const bgp::PeerStatus& peer, const bgp::bfd::Status& bfd) {
  const std::string port = peer.config.bfd && peer.config.bfd->multihop ? "4784" : "3784";
  if (bfd.remote_state == State::admin_down && bfd.remote_discriminator != 0)
    return {"BFD is switched off on the router", Mood::neutral, "it is no failure; it must be enabled there", {}};
  if (bfd.discarded > 0 && bfd.remote_discriminator == 0) {
    return {"BFD is " + std::string(bgp::bfd::state_name(bfd.state)) + discards(bfd),
            Mood::bad,
            "both sides need the same authentication and kind of BFD (one hop or multihop)",
            {}};
  }
  if (bfd.remote_discriminator == 0) {
    return {"BFD is " + std::string(bgp::bfd::state_name(bfd.state)) + ": nothing comes from the router",
            Mood::bad,
            "is BFD configured there for this session, and does UDP port " + port + " pass?",
            {}};
  }
  return {"BFD is " + std::string(bgp::bfd::state_name(bfd.state)) + ": we hear the router, which says " + std::string(bgp::bfd::state_name(bfd.remote_state)),
          Mood::bad,
          "if it stays, our packets do not arrive there: does UDP port " + port + " pass in both directions?",
          {}};
}

}  // namespace

std::optional<Explanation> bfd_verdict(const bgp::PeerStatus& peer, Instant now) {
  if (!peer.bfd) return std::nullopt;
  const bgp::bfd::Status& bfd = *peer.bfd;
  if (bfd.state != State::up) return down(peer, bfd);
  std::string text = "BFD is Up for " + age_text(now - bfd.since) + "; a silence of " + format_duration(bfd.detection_time) + " is a failure";
  if (bfd.downs > 0) text += "; it went down " + std::to_string(bfd.downs) + " times, the last time: " + bgp::bfd::diagnostic_text(bfd.last_failure);
  return Explanation{std::move(text), Mood::good, {}, {}};
}

}  // namespace vigilcast::model
