// How a peer follows its BFD session (RFC 5882 section 4, RFC 9384).
#include "bgp/engine/peer.h"

namespace vigilcast::bgp {

std::optional<IpAddress> Peer::neighbour() const {
  if (config().unnumbered()) return established() != nullptr ? established()->remote().address : heard_;
  if (config().remote_range || config().address.is_unspecified()) return std::nullopt;
  return config().address;
}

void Peer::bfd_changed(const bfd::Change& change, Instant now) {
  tell(BfdChanged{change});
  bool failed = bfd_.changed(change, now);
  // The session has ended with its link already, and comes back with it: perhaps with other addresses, which the peer's BFD learns from BGP.
  if (failed && !status_.negotiated && status_.last_loss == fsm::DownReason::link_down) {
    bfd_.release();
    failed = false;
  }
  if (stopped_) return bfd_.release();
  const fsm::PathChanged event{bfd_.up(), failed ? bfd_failure_text(change) : ""};
  for (Link* link : {outgoing_.get(), incoming_.get()}) {
    if (link != nullptr) process(link, link->path_changed(event, now), now);
  }
  after(now);
}

// A path that failed is not tried before BFD, or the end of its patience, lets us; who calls meanwhile hears why.
bool Peer::held_by_bfd(ConnectionId caller, Instant now) {
  if (!bfd_.refuses(now)) return false;
  refuse(caller, cease::bfd_down);
  return true;
}

void Peer::resume_after_bfd(Instant now) {
  if (stopped_ || !bfd_.on_time(now)) return;
  if (established() != nullptr) return;  // the peer came first
  if (!outgoing_) outgoing_ = make_link(true);
  process(outgoing_.get(), outgoing_->start(now), now);
}

}  // namespace vigilcast::bgp
