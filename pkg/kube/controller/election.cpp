#include "pkg/kube/controller/election.h"

#include <utility>

namespace vigilcast::kube {
namespace {

// The same word of the same leader: it is silent.
bool same(const Lease& a, const Lease& b) { return a.holder == b.holder && a.renew_time == b.renew_time && a.meta.resource_version == b.meta.resource_version; }

}  // namespace

std::optional<Lease> Election::observe(const std::optional<Lease>& seen, Instant now, WallTime wall) {
  if (!seen) {
    known_.reset();
  } else if (!known_ || !same(*known_, *seen)) {
    known_ = *seen;
    changed_ = now;
  }
  Lease mine = known_.value_or(Lease{});
  mine.meta.key = options_.lease;
  const bool ours = known_ && known_->holder == options_.identity;
  const bool free = !known_ || known_->holder.empty();
  // A duration that somebody set to nothing must not make everybody a leader.
  const bool silent = known_ && now - changed_ >= std::max(known_->duration, options_.duration);
  if (!ours && !free && !silent) {
    leading_until_.reset();
    return std::nullopt;
  }
  if (!ours) {
    mine.transitions += known_ ? 1 : 0;
    mine.acquire_time = format_micro_time(wall);
    mine.holder = options_.identity;
  }
  mine.duration = options_.duration;
  mine.renew_time = format_micro_time(wall);
  return mine;
}

void Election::written(const Lease& lease, Instant at) {
  known_ = lease;
  changed_ = at;
  leading_until_ = lease.holder == options_.identity ? std::optional(at + options_.give_up) : std::nullopt;
}

std::optional<Lease> Election::release(WallTime wall) {
  leading_until_.reset();
  if (!known_ || known_->holder != options_.identity) return std::nullopt;
  Lease free = *std::exchange(known_, std::nullopt);
  free.holder.clear();
  free.duration = std::chrono::seconds(1);  // the API refuses none
  free.renew_time = format_micro_time(wall);
  return free;
}

json::Value encode(const Lease& lease) {
  json::Value meta, spec, out;
  meta.set("name", lease.meta.key.name).set("namespace", lease.meta.key.name_space);
  if (!lease.meta.resource_version.empty()) meta.set("resourceVersion", lease.meta.resource_version);
  spec.set("holderIdentity", lease.holder).set("leaseDurationSeconds", std::chrono::ceil<std::chrono::seconds>(lease.duration).count());
  if (!lease.acquire_time.empty()) spec.set("acquireTime", lease.acquire_time);
  if (!lease.renew_time.empty()) spec.set("renewTime", lease.renew_time);
  spec.set("leaseTransitions", lease.transitions);
  out.set("apiVersion", "coordination.k8s.io/v1").set("kind", "Lease").set("metadata", std::move(meta)).set("spec", std::move(spec));
  return out;
}

}  // namespace vigilcast::kube
