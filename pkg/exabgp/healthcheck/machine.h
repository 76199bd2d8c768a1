// The state machine of one health check: what its command answered becomes the steps to be taken, in their order.
//
// INIT -> RISING -> UP -> FALLING -> DOWN, and DISABLED from anywhere while the file of --disable exists. Where the state is settled, the routes are
// written in every round (with --debounce: when it changed); at the end they are withdrawn (EXIT), except where --interval 0 leaves them in place (END).
// A withdrawal is written before its address is removed, an address added before its route is announced.
// Pure: time is an argument; who owns it takes the steps, one after the other, and then says settled().
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "pkg/exabgp/healthcheck/options.h"

namespace vigilcast::exabgp {

enum class HealthState : std::uint8_t { init, disabled, rising, falling, up, down, exit, end };
std::string_view health_state_name(HealthState state);  // "INIT"

enum class HealthLevel : std::uint8_t { debug, info, warning, error };
std::string_view health_level_name(HealthLevel level);  // "INFO"

struct HealthLog {
  HealthLevel level;
  std::string text;
  friend bool operator==(const HealthLog&, const HealthLog&) = default;
};
struct RunHook {
  std::string command;  // for the shell, with STATE in its environment
  HealthState state;
  friend bool operator==(const RunHook&, const RunHook&) = default;
};
struct AddAddresses {
  friend bool operator==(const AddAddresses&, const AddAddresses&) = default;
};
struct RemoveAddresses {
  friend bool operator==(const RemoveAddresses&, const RemoveAddresses&) = default;
};
struct WriteLine {
  std::string line;  // a command of the process API
  friend bool operator==(const WriteLine&, const WriteLine&) = default;
};
struct Finish {
  friend bool operator==(const Finish&, const Finish&) = default;
};
using HealthStep = std::variant<HealthLog, RunHook, AddAddresses, WriteLine, RemoveAddresses, Finish>;

struct HealthAnswer {
  bool disabled = false;
  bool passed = false;  // does not count when disabled: the command is not even run
};

class HealthMachine {
 public:
  // `ips` are what is announced, in order: see announced_addresses().
  HealthMachine(HealthcheckOptions options, std::vector<Prefix> ips, Compat compat) : options_(std::move(options)), ips_(std::move(ips)), compat_(compat) {}

  [[nodiscard]] HealthState state() const { return state_; }
  [[nodiscard]] const HealthcheckOptions& options() const { return options_; }

  std::vector<HealthStep> handle(HealthAnswer answer);
  // All steps are taken: the pause until the next check begins. Steps again when there will be none.
  std::vector<HealthStep> settled(Instant now);
  [[nodiscard]] std::optional<Instant> next_deadline() const { return next_; }  // of the next check
  std::vector<HealthStep> stop();  // we were asked to end

 private:
  void judge(HealthAnswer answer, std::vector<HealthStep>& steps);
  void enter(HealthState target, std::vector<HealthStep>& steps);
  void pending(HealthState target, std::vector<HealthStep>& steps);
  void write(HealthState target, std::vector<HealthStep>& steps) const;

  HealthcheckOptions options_;
  std::vector<Prefix> ips_;
  Compat compat_;
  HealthState state_ = HealthState::init;
  long checks_ = 0;  // in a row, of a pending change
  std::optional<Instant> next_;
};

}  // namespace vigilcast::exabgp
