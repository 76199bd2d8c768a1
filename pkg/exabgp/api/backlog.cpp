#include "pkg/exabgp/api/backlog.h"

#include <algorithm>

namespace vigilcast::exabgp {
namespace {

constexpr std::size_t kRouteBytes = 32;  // record and index of the destination, its place here
constexpr std::size_t kPathBytes = 256;  // record and index of the path and of its attribute set
constexpr std::size_t kOthersBetween = 16;  // routes that go with other messages, and are passed over on the way to those of this one
constexpr std::size_t kRouteText = 64;   // bytes, beside those of the attributes

}  // namespace

std::size_t Backlog::add(const bgp::Update& update) {
  if (withdrawn_ == 0) withdrawn_ = store_.hold_path({.self = true, .given = {}}, bgp::no_attributes());
  std::size_t lost = 0;
  // RFC 4271 section 4.3: a prefix in both fields is announced, so withdrawals go first.
  for (const bgp::Withdrawn& withdrawn : update.withdrawn) {
    for (const bgp::Nlri& nlri : withdrawn.nlri) lost += put(nlri, withdrawn_) ? 0U : 1U;
  }
  for (const bgp::Announced& announced : update.announced) {
    const bgp::PathId path = store_.hold_path({.self = false, .given = announced.next_hop}, store_.attributes.intern(update.attributes));
    for (const bgp::Nlri& nlri : announced.nlri) lost += put(nlri, path) ? 0U : 1U;
    store_.release_path(path);
  }
  if (update.end_of_rib && std::ranges::find(ended_, *update.end_of_rib) == ended_.end()) ended_.push_back(*update.end_of_rib);
  return lost;
}

bool Backlog::put(const bgp::Nlri& nlri, bgp::PathId path) {
  const auto known = store_.destinations.find(nlri);
  const bgp::PathId before = known ? newest_.get(*known) : 0;
  if (before == path) return true;
  const std::size_t cost = (known ? 0 : kRouteBytes + nlri.wire.size()) + (uses_.get(path) == 0 ? cost_of(path) : 0);
  const auto id = !budget_.has_room(cost) ? std::nullopt : known ? known : store_.destinations.hold(nlri);
  if (!id) {
    if (known) drop(*known);  // what it was before is not so any more
    return false;
  }
  use(path);
  if (known) {
    unuse(before);
  } else {
    budget_.take(kRouteBytes + nlri.wire.size());
    ++size_;
  }
  newest_.set(*id, path);
  return true;
}

void Backlog::drop(bgp::DestinationId id) {
  unuse(newest_.get(id));
  newest_.set(id, 0);
  budget_.give_back(kRouteBytes + store_.destinations.view(id).wire.size());
  store_.destinations.release(id);
  --size_;
}

std::size_t Backlog::cost_of(bgp::PathId path) const { return kPathBytes + bgp::memory_of(*store_.path(path).attributes); }

void Backlog::use(bgp::PathId path) {
  const std::uint32_t before = uses_.get(path);
  uses_.set(path, before + 1);
  store_.hold_path(path);
  if (before == 0) budget_.take(cost_of(path));
}

void Backlog::unuse(bgp::PathId path) {
  const std::uint32_t before = uses_.get(path);
  uses_.set(path, before - 1);
  if (before == 1) budget_.give_back(cost_of(path));
  store_.release_path(path);
}

bgp::Update Backlog::take(std::size_t bytes) {
  bgp::Update out;
  auto id = newest_.next(at_);
  if (!id) id = newest_.next(0);
  if (!id) {
    if (!ended_.empty()) {
      out.end_of_rib = ended_.front();
      ended_.erase(ended_.begin());
    }
    return out;
  }
  const bgp::PathId path = newest_.get(*id);
  const bgp::Family family = store_.destinations.family(*id);
  const bgp::Path shared = store_.path(path);
  const std::size_t most = std::max<std::size_t>(1, bytes / (kRouteText + bgp::memory_of(*shared.attributes)));
  std::vector<bgp::Nlri> nlri;
  at_ = *id;
  for (std::size_t others = 0; id && nlri.size() < most && others <= kOthersBetween; id = newest_.next(*id + 1)) {
    if (newest_.get(*id) != path || store_.destinations.family(*id) != family) {
      ++others;
      continue;
    }
    nlri.push_back(store_.destinations.nlri(*id));
    drop(*id);
  }
  if (path == withdrawn_) {
    out.withdrawn.push_back({family, std::move(nlri)});
  } else {
    out.attributes = *shared.attributes;
    out.announced.push_back({family, shared.next_hop.given, std::move(nlri)});
  }
  return out;
}

}  // namespace vigilcast::exabgp
