#include "pkg/exabgp/healthcheck/machine.h"

#include <array>
#include <utility>

#include "pkg/exabgp/healthcheck/lines.h"

namespace vigilcast::exabgp {

using enum HealthState;

std::string_view health_state_name(HealthState state) {
  static constexpr std::array<std::string_view, 8> kNames = {"INIT", "DISABLED", "RISING", "FALLING", "UP", "DOWN", "EXIT", "END"};
  return kNames.at(static_cast<std::size_t>(state));
}

std::string_view health_level_name(HealthLevel level) {
  static constexpr std::array<std::string_view, 4> kNames = {"DEBUG", "INFO", "WARNING", "ERROR"};
  return kNames.at(static_cast<std::size_t>(level));
}

std::vector<HealthStep> HealthMachine::handle(HealthAnswer answer) {
  std::vector<HealthStep> steps;
  next_.reset();
  const HealthState before = state_;
  judge(answer, steps);
  if (!options_.debounce || state_ != before) write(state_, steps);
  return steps;
}

void HealthMachine::judge(HealthAnswer answer, std::vector<HealthStep>& steps) {
  const bool well = answer.disabled || answer.passed;
  if (answer.disabled) {
    if (state_ != disabled) enter(disabled, steps);
    return;
  }
  switch (state_) {
    case disabled: return enter(init, steps);
    case init: return pending(well ? rising : falling, steps);
    case up: return well ? void() : pending(falling, steps);
    case down: return well ? pending(rising, steps) : void();
    case rising:
      if (!well) return pending(falling, steps);
      if (++checks_ >= options_.rise) enter(up, steps);
      return;
    case falling:
      if (well) return pending(rising, steps);
      if (++checks_ >= options_.fall) enter(down, steps);
      return;
    case exit:
    case end: return;
  }
}

// The first of the answers that a change takes; where one is enough, the change itself.
void HealthMachine::pending(HealthState target, std::vector<HealthStep>& steps) {
  checks_ = 1;
  if (target == rising && options_.rise <= 1) target = up;
  if (target == falling && options_.fall <= 1) target = down;
  enter(target, steps);
}

void HealthMachine::enter(HealthState target, std::vector<HealthStep>& steps) {
  state_ = target;
  const std::string name(health_state_name(target));
  steps.emplace_back(HealthLog{HealthLevel::debug, "Transition to " + name});
  static const std::vector<std::string> kNone;
  const auto& own = target == up ? options_.up_execute : target == down ? options_.down_execute : target == disabled ? options_.disabled_execute : kNone;
  for (const std::vector<std::string>* hooks : {&own, &std::as_const(options_.execute)}) {
    for (const std::string& command : *hooks) {
      steps.emplace_back(HealthLog{HealthLevel::debug, "Transition to " + name + ", execute `" + command + "`"});
      steps.emplace_back(RunHook{command, target});
    }
  }
}

void HealthMachine::write(HealthState target, std::vector<HealthStep>& steps) const {
  if (target != up && target != down && target != disabled && target != exit) return;
  if (target == up && options_.ip_dynamic) {
    steps.emplace_back(HealthLog{HealthLevel::info, "service up, restoring loopback and ip-ifname ips"});
    steps.emplace_back(AddAddresses{});
  }
  steps.emplace_back(HealthLog{HealthLevel::info, "send announces for " + std::string(health_state_name(target)) + " state to ExaBGP"});
  for (std::string& line : health_lines(options_, ips_, target, compat_)) {
    steps.emplace_back(HealthLog{HealthLevel::debug, "exabgp: " + line});
    steps.emplace_back(WriteLine{std::move(line)});
  }
  if (target == exit && (options_.ip_dynamic || !options_.no_ip_setup)) {
    steps.emplace_back(HealthLog{HealthLevel::info, "exiting, deleting setup ips"});
    steps.emplace_back(RemoveAddresses{});
  } else if ((target == down || target == disabled) && options_.ip_dynamic) {
    steps.emplace_back(HealthLog{HealthLevel::info, "service down, deleting setup ips"});
    steps.emplace_back(RemoveAddresses{});
  }
}

std::vector<HealthStep> HealthMachine::settled(Instant now) {
  if (state_ == rising || state_ == falling) {
    next_ = now + options_.fast;
    return {};
  }
  if (options_.interval != Duration::zero()) {
    next_ = now + options_.interval;
    return {};
  }
  state_ = end;
  return {HealthLog{HealthLevel::info, "interval set to zero, exiting after the announcement"}, Finish{}};
}

std::vector<HealthStep> HealthMachine::stop() {
  std::vector<HealthStep> steps;
  next_.reset();
  state_ = exit;
  write(exit, steps);
  steps.emplace_back(Finish{});
  return steps;
}

}  // namespace vigilcast::exabgp
