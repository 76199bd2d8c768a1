#include "pkg/app/announcer.h"

#include <algorithm>

#include "pkg/model/route_change.h"

namespace vigilcast::app {

void Announcer::tell_all(std::vector<announce::PrefixDecision> decisions) {
  if (decisions.empty()) return;
  Batch batch{++last_, peers_.all(), std::move(decisions)};
  if (!idle() && batch.peers.size() * batch.decisions.size() <= piece_) {
    for (const announce::PrefixDecision& decision : batch.decisions) overtaken_[{decision.service, decision.prefix}] = batch.number;
    while (batch.peer < batch.peers.size()) tell_one(batch, piece_);
    return;
  }
  take_on(std::move(batch));
}

void Announcer::tell(std::vector<bgp::PeerId> peers, std::vector<announce::PrefixDecision> decisions) {
  take_on({++last_, std::move(peers), std::move(decisions)});
}

void Announcer::take_on(Batch batch) {
  if (batch.peers.empty() || batch.decisions.empty()) return;
  batches_.push_back(std::move(batch));
  if (batches_.size() == 1) go_on();
}

// Peer by peer, so that routes of one peer with the same attributes share an UPDATE.
void Announcer::go_on() {
  for (std::size_t left = piece_; left > 0 && !batches_.empty();) {
    Batch& batch = batches_.front();
    left -= tell_one(batch, left);
    if (batch.peer == batch.peers.size()) batches_.pop_front();
  }
  if (idle()) overtaken_.clear();
}

// At most so many decisions to the batch's next peer; how many.
std::size_t Announcer::tell_one(Batch& batch, std::size_t most) {
  const bgp::PeerId peer = batch.peers[batch.peer];
  const bgp::PeerConfig* config = peers_.config(peer);
  const auto part = std::span(batch.decisions).subspan(batch.decision, std::min(most, batch.decisions.size() - batch.decision));
  batch.decision += part.size();
  if (config == nullptr || batch.decision == batch.decisions.size()) {
    ++batch.peer;
    batch.decision = 0;
  }
  if (config == nullptr) return 1;
  std::vector<bgp::RouteChange> changes;
  changes.reserve(part.size());
  for (const announce::PrefixDecision& decision : part) {
    if (!outdated(batch, decision)) changes.push_back(model::route_change(decision, *config));
  }
  if (!changes.empty()) peers_.apply(peer, changes);
  return part.size();
}

bool Announcer::outdated(const Batch& batch, const announce::PrefixDecision& decision) const {
  if (overtaken_.empty()) return false;
  const auto by = overtaken_.find({decision.service, decision.prefix});
  return by != overtaken_.end() && by->second > batch.number;
}

}  // namespace vigilcast::app
