// Whether the service proxy of this node (kube-proxy, or what stands in for it) forwards already what comes for a Service with externalTrafficPolicy Local.
//
// It is asked at the Service's spec.healthCheckNodePort, where it answers 200 exactly while it has programmed a ready endpoint of this node, and 503 otherwise.
// It programs an endpoint up to a second after the API server tells of it, so who announces at once attracts traffic that is lost. This is a gate for the
// beginning alone:
//
//   idle     not served by a ready endpoint        passes   not asked
//   waiting  a ready endpoint makes it served      fails    asked every kFast, until it says 200
//   open     it said 200                           passes   asked every kSlow; kNoes times 503 in a row, while an endpoint is ready: back to waiting
//
// Withdrawing for want of endpoints is not its business, and never waits for it. Whoever does not answer says nothing: a proxy that restarts leaves its rules
// in place, so what is announced stays; and where nobody ever answers the gate opens after kPatience, for some proxies do not have this port. One that said
// "no" comes back, so its silence takes kForgotten to count as much.
//
// Pure. Invariant: it fails in the same turn in which a ready endpoint makes the Service served, and only a later answer opens it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "healthcheck/monitor/monitor.h"
#include "pkg/kube/agent/wanted.h"

namespace vigilcast::kube {

class NodePort {
 public:
  static constexpr Duration kFast = std::chrono::milliseconds(150);
  static constexpr Duration kSteady = std::chrono::seconds(1);  // in doubt: after kEager of waiting, and after a first "no"
  static constexpr Duration kSlow = std::chrono::seconds(2);
  static constexpr Duration kTimeout = std::chrono::milliseconds(500);
  static constexpr Duration kEager = std::chrono::seconds(30);
  static constexpr Duration kPatience = std::chrono::seconds(10);  // for a first answer at all
  static constexpr Duration kShortPatience = std::chrono::seconds(1);  // where there was none the last time
  static constexpr Duration kForgotten = std::chrono::minutes(1);  // after a "no"
  static constexpr unsigned kNoes = 5;
  // A proxy gathers changes for a second by default. Until then its 200 may be about endpoints that have gone since.
  static constexpr Duration kGathers = std::chrono::seconds(1);
  static constexpr Duration kOutdated = std::chrono::seconds(3);

  explicit NodePort(std::string check) : check_(std::move(check)) {}

  // Where to ask. The next address is tried when nobody answers at one.
  void ask_at(std::uint16_t port, std::vector<IpAddress> addresses);
  // It was announced already when asking began.
  void assume_forwarding() { state_ = State::open; }
  // `serve`: whether endpoints make it served; `ready`: one of this node is ready.
  void endpoints(bool serve, bool ready, Instant now);

  [[nodiscard]] std::optional<Instant> next_question() const;
  // At or after next_question(). `number` must be another one each time.
  health::StartProbe question(std::uint64_t number, Instant now);
  void answered(const health::Observation& answer, Instant now);

  [[nodiscard]] Fact fact() const;
  [[nodiscard]] bool is_open() const { return state_ == State::open; }
  [[nodiscard]] bool undecided() const { return state_ == State::waiting && !forwarded_ && last_ == Word::none; }  // nobody has answered yet
  [[nodiscard]] bool unheard() const { return unheard_; }  // it opened although nobody answered, and nobody has since
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  enum class State : std::uint8_t { idle, waiting, open };
  enum class Word : std::uint8_t { none, yes, no };

  void begin(Instant now);
  [[nodiscard]] Duration patience() const;  // with silence, in this wait
  void heard_while_waiting(Word word, Instant now);
  void heard_while_open(Word word, Instant now);
  [[nodiscard]] std::string why_waiting() const;

  std::string check_;
  std::uint16_t port_ = 0;
  std::vector<IpAddress> addresses_;
  std::size_t address_ = 0;  // the one that is asked
  State state_ = State::idle;
  bool ready_ = false;
  bool unheard_ = false;  // a wait ended without any answer, and there was none since
  bool forwarded_ = false;  // it was open before this wait
  std::uint64_t asked_ = 0;  // the question under way
  Instant asked_at_, due_;
  Instant since_;  // of the wait
  Instant trusted_from_;  // a 200 to an earlier question may be outdated
  std::optional<Instant> silent_since_;  // in this wait
  Word last_ = Word::none;  // in this wait
  std::string status_;  // of the last "no": "status 503"
  unsigned noes_ = 0;  // in a row, while open
  std::optional<Instant> left_;  // when it was last no longer served
};

}  // namespace vigilcast::kube
