// Who leads: one of several controllers, by a Lease (coordination.k8s.io/v1) that the leader renews.
//
// Pure: what the API server said and the time in, the Lease to write out. Nobody's calendar is trusted: a Lease is free when it has not changed for its whole
// duration as seen here, and a leader stops leading by its own clock before that. Thread: the election's.
#pragma once

#include <optional>
#include <string>

#include "pkg/base/time.h"
#include "pkg/json/value.h"
#include "pkg/kube/resources/lease.h"

namespace vigilcast::kube {

struct ElectionOptions {
  ObjectKey lease;                                     // its name and namespace
  std::string identity;                                // ours, unlike any other: the pod's name
  Duration duration = std::chrono::seconds(5);         // others wait this long for a leader that is silent
  Duration give_up = std::chrono::milliseconds(3500);  // a leader that could not renew for this long leads no more; less than `duration`
  Duration retry = std::chrono::seconds(1);
};

class Election {
 public:
  explicit Election(ElectionOptions options) : options_(std::move(options)) {}

  // What a GET returned, absent when there is none: the Lease to create (without resourceVersion) or replace, or nothing to do now.
  std::optional<Lease> observe(const std::optional<Lease>& seen, Instant now, WallTime wall);
  // The write was accepted. `at`: when the request was sent, for from then on others count. A refused one (409) needs no word.
  void written(const Lease& lease, Instant at);
  // The Lease without a holder, to be written by a leader that stops: others need not wait.
  [[nodiscard]] std::optional<Lease> release(WallTime wall);

  [[nodiscard]] bool leads(Instant now) const { return leading_until_ && now < *leading_until_; }
  [[nodiscard]] std::optional<Instant> leads_until() const { return leading_until_; }
  [[nodiscard]] const std::string& leader() const { return known_ ? known_->holder : kNobody; }
  [[nodiscard]] const ElectionOptions& options() const { return options_; }

 private:
  static inline const std::string kNobody;

  ElectionOptions options_;
  std::optional<Lease> known_;            // as last seen or written
  Instant changed_;                       // when it was first seen so
  std::optional<Instant> leading_until_;
};

json::Value encode(const Lease& lease);

}  // namespace vigilcast::kube
