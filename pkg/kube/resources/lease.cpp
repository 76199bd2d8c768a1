#include "pkg/kube/resources/lease.h"

#include <algorithm>

#include "pkg/kube/resources/all.h"

namespace vigilcast::kube {
namespace {

constexpr std::int64_t kLongest = 86400;  // seconds: a lease longer than a day is a mistake that must not overflow anything

}  // namespace

template <>
Result<Lease> decode<Lease>(const json::Value& object, std::string_view /*node*/) {
  auto meta = decode_meta(object);
  if (!meta) return std::unexpected(meta.error());
  const json::Value& spec = object["spec"];
  Lease lease;
  lease.meta = *std::move(meta);
  lease.holder = spec["holderIdentity"].string();
  lease.duration = std::chrono::seconds(std::clamp<std::int64_t>(spec["leaseDurationSeconds"].integer(), 0, kLongest));
  lease.acquire_time = spec["acquireTime"].string();
  lease.renew_time = spec["renewTime"].string();
  lease.transitions = spec["leaseTransitions"].integer();
  return lease;
}

}  // namespace vigilcast::kube
