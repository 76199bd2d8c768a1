#include "healthcheck/monitor/schedule.h"

#include <algorithm>
#include <utility>

#include "pkg/base/rng.h"

namespace vigilcast::health {
namespace {

constexpr Duration kShortest = std::chrono::milliseconds(1);
constexpr unsigned kMostJitter = 50;  // per cent: beyond, a probe could come before the one that it follows
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

Schedule::Schedule(const Timing& timing, std::uint64_t hash, Instant now) : hash_(hash) {
  set(timing, now);
  hurry(now);
}

void Schedule::set(const Timing& timing, Instant now) {
  timing_ = timing;
  timing_.interval = std::max(timing.interval, kShortest);
  timing_.fast = std::clamp(timing.fast, kShortest, timing_.interval);
  timing_.slow = std::max(timing.slow, timing_.interval);
  timing_.jitter = std::min(timing.jitter, kMostJitter);
  plan(grid_after(now));
}

// Never later than it is planned: whoever is hurried by many is asked all the same.
void Schedule::hurry(Instant now) {
  const Instant soon = now + below(hash_, std::min(timing_.interval, kFirstSpread));
  if (soon < due_) due_ = tick_ = soon;
}

// Each jitter is drawn from the grid's tick, so that none adds to the one before.
void Schedule::plan(Instant tick) {
  due_ = tick_ = tick;
  if (timing_.jitter == 0) return;
  const Duration most = interval() * timing_.jitter / 100;
  due_ += below(Rng(hash_ + ++planned_).next(), 2 * most + Duration(1)) - most;
}

bool Schedule::tick(Instant now) {
  const Instant next = grid_after(std::max(now, tick_));
  skipped_ += static_cast<std::uint64_t>((next - grid_after(tick_)) / interval());  // whole ticks gone by since the one that is due
  plan(next);
  if (in_flight_) ++skipped_;
  return !std::exchange(in_flight_, true);
}

void Schedule::answered(Pace pace, Instant now) {
  in_flight_ = false;
  const bool slow = pace == Pace::slow && timing_.slow > timing_.interval;
  if (std::exchange(slow_, slow) != slow) plan(grid_after(now));
  if (pace == Pace::fast && now + timing_.fast < due_) due_ = tick_ = now + timing_.fast;
}

Instant Schedule::grid_after(Instant now) const {
  const Duration phase = below(hash_, interval());
  const Duration since = now.time_since_epoch() - phase;
  const Duration into = (since % interval() + interval()) % interval();
  return now + (interval() - into);
}

}  // namespace vigilcast::health
