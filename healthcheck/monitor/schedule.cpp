#include "healthcheck/monitor/schedule.h"

#include <algorithm>
#include <utility>

#include "pkg/base/rng.h"

namespace vigilcast::health {
namespace {

constexpr Duration kShortest = std::chrono::milliseconds(1);
constexpr Duration kFirstSpread = std::chrono::milliseconds(100);

Duration below(std::uint64_t hash, Duration bound) { return Duration(static_cast<Duration::rep>(hash % static_cast<std::uint64_t>(bound.count()))); }

}  // namespace

std::uint64_t phase_hash(std::string_view node, std::string_view check) {
  std::uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a
  const auto add = [&hash](std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    hash = (hash ^ 0xffU) * 0x100000001b3U;  // so that "ab","c" differs from "a","bc"
  };
  add(node);
  add(check);
  return Rng(hash).next();  // FNV alone leaves neighbouring names close together
}

Schedule::Schedule(Duration interval, Duration fast, std::uint64_t hash, Instant now) : hash_(hash) {
  set(interval, fast, now);
  hurry(now);
}

void Schedule::set(Duration interval, Duration fast, Instant now) {
  interval_ = std::max(interval, kShortest);
  fast_ = std::clamp(fast, kShortest, interval_);
  due_ = grid_after(now);
}

void Schedule::hurry(Instant now) { due_ = now + below(hash_, std::min(interval_, kFirstSpread)); }

bool Schedule::tick(Instant now) {
  const Instant next = grid_after(now);
  skipped_ += static_cast<std::uint64_t>((next - grid_after(due_)) / interval_);  // whole ticks gone by since the one that is due
  due_ = next;
  if (in_flight_) ++skipped_;
  return !std::exchange(in_flight_, true);
}

void Schedule::answered(bool pending, Instant now) {
  in_flight_ = false;
  if (pending) due_ = std::min(due_, now + fast_);
}

Instant Schedule::grid_after(Instant now) const {
  const Duration phase = below(hash_, interval_);
  const Duration since = now.time_since_epoch() - phase;
  const Duration into = (since % interval_ + interval_) % interval_;
  return now + (interval_ - into);
}

}  // namespace vigilcast::health
