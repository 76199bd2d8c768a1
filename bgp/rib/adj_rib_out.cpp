#include "bgp/rib/adj_rib_out.h"

#include <algorithm>
#include <utility>

namespace vigilcast::bgp {

AdjRibOut::~AdjRibOut() {
  session_down();
  winners_.each([&](DestinationId id, ClaimId) { store_.destinations.release(id); });
  winners_.each([&](DestinationId, ClaimId claim) { store_.release_claim(claim); });
  for (const auto& [id, claims] : losers_) {
    for (const ClaimId claim : claims) store_.release_claim(claim);
  }
}

PathId AdjRibOut::wanted(DestinationId id) const {
  const ClaimId winner = winners_.get(id);
  return winner == 0 || refused_.contains(id) ? 0 : store_.claim(winner).path;
}

// A number means nothing here unless this peer uses it.
std::optional<DestinationId> AdjRibOut::find(const Nlri& nlri) const {
  const auto id = store_.destinations.find(nlri);
  return id && (winners_.get(*id) != 0 || told_.get(*id) != 0) ? id : std::nullopt;
}

// --- what is desired ----------------------------------------------------------------------------------------------------------

bool AdjRibOut::announce(const Route& route) {
  const auto held = store_.destinations.hold(route.nlri);
  if (!held) return false;
  const DestinationId id = *held;
  if (winners_.get(id) != 0 || told_.get(id) != 0) store_.destinations.release(id);  // held already
  const ClaimId claim = store_.hold_claim(route);
  const ClaimId winner = winners_.get(id);
  if (winner == 0) {
    ++desired_;
    winners_.set(id, claim);
  } else if (rank(winner) == precedence(route.owner.kind)) {
    winners_.set(id, claim);
    store_.release_claim(winner);
  } else {
    std::vector<ClaimId> claims = all_claims(id);
    const unsigned ours = rank(claim);
    const auto place = std::ranges::find_if(claims, [&](ClaimId other) { return rank(other) <= ours; });
    if (place != claims.end() && rank(*place) == ours) {
      store_.release_claim(std::exchange(*place, claim));
    } else {
      claims.insert(place, claim);
    }
    set_claims(id, claims);
  }
  refused_.erase(id);
  farewells_.erase(id);
  review(id);
  return true;
}

bool AdjRibOut::withdraw(const Nlri& nlri, const Owner& owner, std::optional<Path> farewell) {
  const auto id = find(nlri);
  if (!id) return false;
  std::vector<ClaimId> claims = all_claims(*id);
  const auto yields = [&](ClaimId claim) {
    const bool reload_of_file = owner.kind == OwnerKind::config && store_.claim(claim).owner.kind == OwnerKind::process;
    return rank(claim) == precedence(owner.kind) && !reload_of_file;
  };
  const auto gone = std::ranges::find_if(claims, yields);  // one at most has this precedence
  if (gone == claims.end()) return false;
  store_.release_claim(*gone);
  claims.erase(gone);
  set_claims(*id, claims);
  if (claims.empty()) --desired_;
  refused_.erase(*id);
  review(*id);
  if (farewell && withdraw_.contains(*id)) farewells_[*id] = *std::move(farewell);
  forget_if_unused(*id);
  return true;
}

std::vector<ClaimId> AdjRibOut::all_claims(DestinationId id) const {
  std::vector<ClaimId> out;
  if (const ClaimId winner = winners_.get(id); winner != 0) out.push_back(winner);
  if (losers_.empty()) return out;
  if (const auto found = losers_.find(id); found != losers_.end()) out.insert(out.end(), found->second.begin(), found->second.end());
  return out;
}

void AdjRibOut::set_claims(DestinationId id, const std::vector<ClaimId>& claims) {
  winners_.set(id, claims.empty() ? 0 : claims.front());
  if (claims.size() > 1) {
    losers_[id].assign(claims.begin() + 1, claims.end());
  } else if (!losers_.empty()) {
    losers_.erase(id);
  }
}

// --- what differs from what was sent ------------------------------------------------------------------------------------------

// The bits of a destination after anything about it changed.
void AdjRibOut::review(DestinationId id) {
  if (!session_) return;
  const PathId want = wanted(id);
  const PathId told = told_.get(id);
  if (want == 0 || told == 0) again_.erase(id);
  announce_.put(id, want != 0 && (want != told || again_.contains(id)));
  withdraw_.put(id, want == 0 && told != 0);
}

void AdjRibOut::set_told(DestinationId id, PathId path) {
  const PathId before = told_.get(id);
  if (path == before) return;
  if (path != 0) store_.hold_path(path);
  if (before != 0) store_.release_path(before);
  sent_ += static_cast<std::size_t>(path != 0) - static_cast<std::size_t>(before != 0);
  told_.set(id, path);
  if (!limits_.empty() && (path != 0) != (before != 0)) count_path(id, path != 0);
  if (path == 0) farewells_.erase(id);
}

Path AdjRibOut::farewell(DestinationId id) const {
  if (const auto given = farewells_.find(id); given != farewells_.end()) return given->second;
  const PathId path = told_.get(id);
  return path == 0 ? Path{{}, no_attributes()} : store_.path(path);
}

void AdjRibOut::forget_if_unused(DestinationId id) {
  if (winners_.get(id) != 0 || told_.get(id) != 0) return;
  refused_.erase(id);
  store_.destinations.release(id);
}

void AdjRibOut::session_up() {
  session_ = true;
  winners_.each([&](DestinationId id, ClaimId) { review(id); });
}

void AdjRibOut::session_down() {
  session_ = false;
  for (IdSet* set : {&announce_, &withdraw_, &again_, &refused_}) set->clear();
  window_.clear();
  farewells_.clear();
  told_.each([&](DestinationId id, PathId path) {
    store_.release_path(path);
    if (winners_.get(id) == 0) store_.destinations.release(id);
  });
  told_.clear();
  sent_ = 0;
  limits_.clear();
  limited_.clear();
}

void AdjRibOut::resend(Family family) {
  told_.each([&](DestinationId id, PathId) {
    if (store_.destinations.family(id) != family || wanted(id) == 0) return;
    again_.insert(id);
    announce_.insert(id);
  });
}

void AdjRibOut::renew() {
  refused_.clear();
  told_.each([&](DestinationId id, PathId) { again_.insert(id); });
  winners_.each([&](DestinationId id, ClaimId) { review(id); });
}

bool AdjRibOut::has_unsent_announcement(const Nlri& nlri) const {
  if (announce_.empty()) return false;
  const auto id = find(nlri);
  return id && announce_.contains(*id);
}

bool AdjRibOut::has_sent(const Nlri& nlri) const {
  const auto id = find(nlri);
  return id && told_.get(*id) != 0 && told_.get(*id) == wanted(*id);
}

// --- what goes out next -------------------------------------------------------------------------------------------------------

std::optional<AdjRibOut::Batch> AdjRibOut::next_batch(std::size_t limit) {
  if (!withdraw_.empty()) return withdrawal_batch(limit);
  while (!announce_.empty()) {
    if (window_.empty()) fill_window();
    Batch batch{.withdraw = false, .family = window_.family(), .path = window_.path(), .destinations = {}};
    std::uint32_t at = window_.begin();
    // A number that was free meanwhile may mean a destination of another family.
    const auto is_good = [&](DestinationId id) { return announce_.contains(id) && wanted(id) == batch.path && store_.destinations.family(id) == batch.family; };
    while (at != PendingWindow::end() && !is_good(window_[at])) at = window_.next(at);
    window_.drop_until(at);
    for (; at != PendingWindow::end() && batch.destinations.size() < limit; at = window_.next(at)) {
      if (is_good(window_[at])) batch.destinations.push_back(window_[at]);
    }
    if (!batch.destinations.empty()) return batch;
    window_.drop_group();
  }
  window_.clear();
  return std::nullopt;
}

// Of one family; what is of others is passed over within a stretch, so that families which alternate fill their messages too.
AdjRibOut::Batch AdjRibOut::withdrawal_batch(std::size_t limit) {
  auto id = withdraw_.next(0);
  Batch batch{.withdraw = true, .family = store_.destinations.family(*id), .path = 0, .destinations = {}};
  for (std::size_t seen = 0; id && seen < PendingWindow::kLeast && batch.destinations.size() < limit; ++seen, id = withdraw_.next(*id + 1)) {
    if (store_.destinations.family(*id) == batch.family) batch.destinations.push_back(*id);
  }
  return batch;
}

// Goes round the table, so that routes which keep changing do not hold up those behind them.
void AdjRibOut::fill_window() {
  window_.clear();
  for (std::size_t left = announce_.size(); left > 0 && !window_.full(); --left) {
    auto id = announce_.next(cursor_);
    if (!id) id = announce_.next(0);
    window_.add(*id, store_.destinations.family(*id), wanted(*id));
    cursor_ = *id + 1;
  }
}

void AdjRibOut::taken(const Batch& batch, std::size_t count) {
  for (const DestinationId id : std::span(batch.destinations).first(count)) {
    if (batch.withdraw) {
      set_told(id, 0);
    } else if (!refused_.contains(id)) {
      again_.erase(id);
      set_told(id, batch.path);
    }
    review(id);
    forget_if_unused(id);
  }
}

void AdjRibOut::refused(std::span<const DestinationId> destinations) {
  for (const DestinationId id : destinations) {
    refused_.insert(id);
    review(id);
  }
}

// --- how many paths the peer wants --------------------------------------------------------------------------------------------

namespace {

Nlri without_path(Nlri nlri) {
  nlri.path_id = 0;
  return nlri;
}

}  // namespace

void AdjRibOut::limit_paths(std::vector<PathsLimit> limits) { limits_ = std::move(limits); }

std::size_t AdjRibOut::most_paths(Family family) const {
  const auto found = std::ranges::find(limits_, family, &PathsLimit::family);
  return found == limits_.end() ? 0 : found->most;
}

// First come, first served. A path that the peer has may always change.
std::vector<DestinationId> AdjRibOut::hold_back(Batch& batch) {
  const std::size_t most = batch.withdraw ? 0 : most_paths(batch.family);
  if (most == 0) return {};
  std::vector<DestinationId> out;
  std::unordered_map<Nlri, std::size_t> taken;  // by this batch
  std::erase_if(batch.destinations, [&](DestinationId id) {
    if (told_.get(id) != 0) return false;
    const Nlri destination = without_path(store_.destinations.nlri(id));
    Paths& paths = limited_[destination];
    if (paths.told + taken[destination] < most) {
      ++taken[destination];
      return false;
    }
    if (std::ranges::find(paths.held_back, id) == paths.held_back.end()) paths.held_back.push_back(id);
    out.push_back(id);
    return true;
  });
  refused(out);
  return out;
}

// A number may mean something else by now: what was kept back is looked at again only where it is still one of these paths.
void AdjRibOut::count_path(DestinationId id, bool told) {
  const Nlri destination = without_path(store_.destinations.nlri(id));
  if (most_paths(destination.family) == 0) return;
  Paths& paths = limited_[destination];
  if (told) {
    ++paths.told;
    return;
  }
  --paths.told;
  for (const DestinationId waiting : std::exchange(paths.held_back, {})) {
    if (!refused_.contains(waiting) || winners_.get(waiting) == 0 || without_path(store_.destinations.nlri(waiting)) != destination) continue;
    refused_.erase(waiting);
    review(waiting);
  }
  if (paths.told == 0) limited_.erase(destination);
}

// --- what is shown ------------------------------------------------------------------------------------------------------------

AdjRibOut::Wish AdjRibOut::wish(ClaimId id) const {
  const Claim& claim = store_.claim(id);
  const Path& path = store_.path(claim.path);
  return {path.next_hop, path.attributes, claim.owner};
}

void AdjRibOut::each(const std::function<void(const Nlri&, const View&)>& visit) const {
  const auto show = [&](DestinationId id) {
    std::vector<Wish> wishes;
    for (const ClaimId claim : all_claims(id)) wishes.push_back(wish(claim));
    View view;
    view.sent = told_.get(id) != 0 && told_.get(id) == wanted(id);
    for (const Wish& one : wishes) {
      if (view.winner == nullptr) {
        view.winner = &one;
      } else {
        view.losers.push_back(&one);
      }
    }
    visit(store_.destinations.nlri(id), view);
  };
  winners_.each([&](DestinationId id, ClaimId) { show(id); });
  told_.each([&](DestinationId id, PathId) {
    if (winners_.get(id) == 0) show(id);
  });
}

}  // namespace vigilcast::bgp
