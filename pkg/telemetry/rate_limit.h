// Holds back lines that somebody else triggers (a peer that connects a thousand times a second must not fill the disk).
// Each key has a bucket: `burst` lines at once, then one every `refill`. The next line that passes tells how many were held back.
// Bounded: beyond kMaxKeys busy keys, all further ones share a bucket. Pure: time is an argument. Thread: its owner's.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "pkg/base/time.h"

namespace vigilcast::telemetry {

class RateLimit {
 public:
  static constexpr std::size_t kMaxKeys = 1024;

  RateLimit(unsigned burst, Duration refill) : burst_(burst), refill_(refill) {}

  // Nothing: do not write this line. Else write it; the number is how many with this key were held back since the last one.
  std::optional<std::uint64_t> pass(std::string_view key, Instant now);

 private:
  struct Bucket {
    Instant full_at;  // when all of the burst is available again
    std::uint64_t held_back = 0;
  };
  Bucket& bucket(std::string_view key, Instant now);

  unsigned burst_;
  Duration refill_;
  std::map<std::string, Bucket, std::less<>> buckets_;
  Bucket shared_;
  Instant sweep_at_;  // not before
};

}  // namespace vigilcast::telemetry
