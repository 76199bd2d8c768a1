// How many messages a peer may be sent a second. A second begins with the first message and renews all of them at its end.
#pragma once

#include <cstdint>
#include <optional>

#include "pkg/base/time.h"

namespace vigilcast::bgp {

class Pace {
 public:
  // 0: no limit.
  void set_rate(std::uint32_t messages_per_second) {
    rate_ = messages_per_second;
    left_ = rate_;
    until_.reset();
  }

  [[nodiscard]] bool may_send() const { return rate_ == 0 || left_ != 0; }
  void sent() {
    if (left_ != 0) --left_;
  }
  // At once while a second has begun that no clock was there for.
  [[nodiscard]] std::optional<Instant> next_deadline() const { return rate_ == 0 || left_ == rate_ ? std::nullopt : std::optional(until_.value_or(Instant{})); }
  // True when messages that waited may go out.
  bool on_time(Instant now) {
    const auto due = next_deadline();
    if (!due || *due > now) return false;
    if (!until_) {
      until_ = now + std::chrono::seconds(1);
      return false;
    }
    until_.reset();
    left_ = rate_;
    return true;
  }

 private:
  std::uint32_t rate_ = 0, left_ = 0;
  std::optional<Instant> until_;
};

}  // namespace vigilcast::bgp
