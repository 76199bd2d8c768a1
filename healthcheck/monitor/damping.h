// Remembers falls and forgets them by halves: the figure of merit of RFC 2439, for checks. A value; time is an argument.
#pragma once

#include "healthcheck/judgement.h"
#include "pkg/base/time.h"

namespace vigilcast::health {

class FlapMemory {
 public:
  void fell(const Damping& rule, Instant now);
  // When a check that passes may be up again; `now` or earlier: at once.
  [[nodiscard]] Instant released(const Damping& rule, Instant now);
  [[nodiscard]] double falls() const { return falls_; }

 private:
  void forget(const Damping& rule, Instant now);

  double falls_ = 0;
  Instant at_;               // of `falls_`
  bool suppressed_ = false;  // until half of `flaps` is left
  Instant since_;            // it is so
};

}  // namespace vigilcast::health
