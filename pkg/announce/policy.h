// All services of this node: check changes and time in, route and watchdog changes out, and only when something changes.
// Pure: no clock, no sockets. Thread: the core loop's. Cost of a check change: the services whose expression names it.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "healthcheck/spec.h"
#include "pkg/announce/facts.h"
#include "pkg/announce/reason.h"
#include "pkg/announce/service.h"
#include "pkg/base/time.h"

namespace vigilcast::announce {

struct CheckChange {
  std::string check;
  CheckFact fact;
};

// How one prefix is announced from now on (profile.announce false: it is withdrawn). To peers that are not meant it is not announced, or no longer.
struct PrefixDecision {
  std::string service;
  Prefix prefix;
  Profile profile;
  Reason reason = Reason::hold_down;
  Instant since;
  std::vector<std::string> peers;  // names; empty: all
};

// What the routes of an ExaBGP watchdog group do from now on.
struct WatchdogDecision {
  enum class Order : std::uint8_t { announce, withdraw, as_configured };  // as_configured: no service drives it any more, the file's own word counts
  std::string watchdog;
  Order order = Order::withdraw;
  std::string service;  // that drives it; empty with as_configured
};

struct ServiceChange {
  std::string service;
  ServiceState from = ServiceState::init, to = ServiceState::init;
  Reason reason = Reason::hold_down;
  std::string text;
};

// In the order in which they are to be applied: what is new comes before what goes.
struct PolicyOutput {
  std::vector<ServiceChange> services;
  std::vector<PrefixDecision> prefixes;
  std::vector<WatchdogDecision> watchdogs;
  [[nodiscard]] bool empty() const { return services.empty() && prefixes.empty() && watchdogs.empty(); }
};

// A service as status and explain show it.
struct ServiceStatus {
  std::string name;
  ServiceState state = ServiceState::init;
  Reason reason = Reason::hold_down;
  std::string text;
  Instant since;
  std::string healthy;              // canonical expression; empty: no checks
  std::vector<std::pair<std::string, CheckFact>> checks;  // that the expression names, in its order
  std::vector<Prefix> prefixes;
  std::string watchdog;
  Profile profile;                  // in use
};

class Policy {
 public:
  // The hold-down runs from `started`.
  Policy(Instant started, Duration hold_down);
  ~Policy();
  Policy(Policy&&) noexcept;
  Policy& operator=(Policy&&) noexcept;

  // The whole truth. A service that keeps its name keeps its state; facts of checks that are not among `checks` are forgotten.
  PolicyOutput set_services(std::span<const ServiceSpec> services, std::span<const health::CheckSpec> checks, Instant now);
  PolicyOutput handle(const CheckChange& change, Instant now);
  [[nodiscard]] std::optional<Instant> next_deadline() const;
  PolicyOutput on_time(Instant now);

  // The hold-down is over: what is announced now is the first full answer, and End-of-RIB may follow it.
  [[nodiscard]] bool first_round_done() const;

  [[nodiscard]] std::vector<ServiceStatus> status() const;  // in the order of the configuration
  [[nodiscard]] std::optional<ServiceStatus> find(std::string_view service) const;
  [[nodiscard]] std::vector<ServiceStatus> services_of(const Prefix& prefix) const;
  // What is announced now, for a peer that has just been configured.
  [[nodiscard]] std::vector<PrefixDecision> announced() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vigilcast::announce
