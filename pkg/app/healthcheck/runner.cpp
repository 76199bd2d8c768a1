#include "pkg/app/healthcheck/runner.h"

#include <csignal>
#include <filesystem>
#include <utility>

#include "pkg/base/text.h"
#include "pkg/runtime/interfaces.h"

namespace vigilcast::app {
namespace {

using exabgp::HealthLevel;

constexpr int kAlreadyThere = 2;  // how `ip` says that, among other things
constexpr int kNotStarted = 127;  // as a shell says it

std::vector<std::string> shell(const std::string& command) { return {"/bin/sh", "-c", command}; }

// The shell finds it in PATH, and is allowed to run sudo.
std::vector<std::string> searched(const std::vector<std::string>& words) {
  std::vector<std::string> out{"/bin/sh", "-c", "exec \"$@\"", "sh"};
  out.insert(out.end(), words.begin(), words.end());
  return out;
}

// As ExaBGP prints it, which is as Python prints bytes.
std::string python_bytes(std::string_view text) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  const char quote = text.contains('\'') && !text.contains('"') ? '"' : '\'';
  std::string out = std::string("b") + quote;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n' || c == '\r' || c == '\t') {
      out += c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t";
    } else if (c == '\\' || c == quote) {
      out += {'\\', c};
    } else if (byte < ' ' || byte >= 0x7f) {
      out += {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
    } else {
      out += c;
    }
  }
  return out + quote;
}

}  // namespace

std::vector<exabgp::PresentAddress> present_addresses() {
  std::vector<exabgp::PresentAddress> out;
  for (const runtime::LocalAddress& one : runtime::local_addresses()) out.push_back({one.interface, {one.address, one.length}, one.label});
  return out;
}

HealthcheckRunner::HealthcheckRunner(runtime::Loop& loop, exabgp::HealthcheckOptions options, exabgp::Compat compat, Surroundings around)
    : loop_(loop),
      options_(std::move(options)),
      networks_(exabgp::announced_addresses(options_, present_addresses())),
      around_(std::move(around)),
      machine_(options_, networks_, compat),
      next_check_(loop,
                  [this] {
                    tasks_.emplace_back(RoundBegins{});
                    proceed();
                  }),
      timeout_(loop,
               [this] {
                 command_.reset();
                 log(HealthLevel::warning, "Timeout (" + std::to_string(std::chrono::duration_cast<std::chrono::seconds>(options_.timeout).count()) +
                                               ") while running check command " + options_.command.value_or(""));
                 judge({.code = -SIGKILL, .output = {}});
               }),
      patience_(loop, [this] { out_of_patience(); }) {}

void HealthcheckRunner::start() {
  if (networks_.empty()) return fail_with("No IP found");
  if (!options_.no_ip_setup) change_addresses(true);
  tasks_.emplace_back(AddressesSet{});
  tasks_.emplace_back(RoundBegins{});
  proceed();
}

void HealthcheckRunner::stop() {
  if (ended_ || std::exchange(stopping_, true)) return;
  ++errand_;  // what is under way is nobody's any more
  waiting_ = false;
  command_.reset();
  next_check_.disarm();
  timeout_.disarm();
  tasks_.clear();
  patience_.arm(runtime::monotonic_now() + around_.last_answers);
  queue(machine_.stop());
}

void HealthcheckRunner::queue(std::vector<exabgp::HealthStep> steps) {
  for (exabgp::HealthStep& step : steps) tasks_.emplace_back(std::move(step));
  proceed();
}

void HealthcheckRunner::proceed() {
  if (std::exchange(proceeding_, true)) return;
  while (!ended_ && !waiting_ && !tasks_.empty()) {
    const Task task = std::move(tasks_.front());
    tasks_.pop_front();
    std::visit([this](const auto& what) { take(what); }, task);
  }
  proceeding_ = false;
}

std::function<void()> HealthcheckRunner::wait() {
  waiting_ = true;
  return [this, errand = ++errand_] {
    if (errand != errand_ || !std::exchange(waiting_, false)) return;
    answer_ = nullptr;
    proceed();
  };
}

// --- steps --------------------------------------------------------------------------------------------------------------------

void HealthcheckRunner::take(const exabgp::HealthStep& step) {
  std::visit([this](const auto& what) { take(what); }, step);
}

void HealthcheckRunner::take(const exabgp::WriteLine& step) {
  answer_ = wait();
  const auto answer = answer_;
  around_.write(step.line, answer);
  if (impatient_) answer();
}

void HealthcheckRunner::take(const exabgp::RunHook& step) {
  const auto over = wait();
  run({.argv = shell(step.command),
       .environment = {{"STATE", std::string(exabgp::health_state_name(step.state))}},
       .keep_output = false,
       .directory = around_.directory,
       .account = around_.account},
      [over](const runtime::CommandResult&) { over(); });
}

void HealthcheckRunner::take(const AddressesSet&) {
  if (const auto set = around_.on_addresses_set(); !set) fail_with(set.error().to_string());
}

void HealthcheckRunner::take(const RoundOver&) {
  std::vector<exabgp::HealthStep> last = machine_.settled(runtime::monotonic_now());
  if (last.empty()) return next_check_.arm(machine_.next_deadline());
  queue(std::move(last));
}

// --- the check ----------------------------------------------------------------------------------------------------------------

void HealthcheckRunner::take(const RoundBegins&) {
  std::error_code unknown;
  const bool disabled = !options_.disable.empty() && std::filesystem::exists(std::filesystem::path(around_.directory) / options_.disable, unknown);
  if (disabled || !options_.command) return over({disabled, true});
  log(HealthLevel::debug, "Checking command '" + *options_.command + "'");
  std::ignore = wait();
  if (options_.timeout != Duration::zero()) timeout_.arm(runtime::monotonic_now() + options_.timeout);
  run({.argv = shell(*options_.command), .directory = around_.directory, .account = around_.account}, [this](const runtime::CommandResult& result) {
    timeout_.disarm();
    if (result.code != 0) log(HealthLevel::warning, "Check command was unsuccessful: " + std::to_string(result.code));
    if (result.code != 0 && !trim(result.output).empty()) log(HealthLevel::info, "Output of check command: " + python_bytes(result.output));
    if (result.code == 0) log(HealthLevel::debug, "Command was executed successfully 0 " + python_bytes(result.output));
    judge(result);
  });
}

void HealthcheckRunner::judge(const runtime::CommandResult& checked) {
  waiting_ = false;
  over({false, checked.code == 0});
  proceed();
}

void HealthcheckRunner::over(exabgp::HealthAnswer answer) {
  for (exabgp::HealthStep& step : machine_.handle(answer)) tasks_.emplace_back(std::move(step));
  tasks_.emplace_back(RoundOver{});
}

// One that cannot be started at all has failed: the answer is never silence.
void HealthcheckRunner::run(const runtime::CommandSpec& spec, std::function<void(const runtime::CommandResult&)> done) {
  command_ = std::make_unique<runtime::Command>(loop_, [this, done](const runtime::CommandResult& result) {
    const auto over = std::move(command_);  // until its callback has returned
    done(result);
  });
  const auto started = command_->start(spec);
  if (started) return;
  command_.reset();
  log(HealthLevel::error, started.error().to_string());
  done({.code = kNotStarted, .output = {}});
}

// --- addresses ----------------------------------------------------------------------------------------------------------------

// In front of what comes next.
void HealthcheckRunner::change_addresses(bool add) {
  const auto present = present_addresses();
  const auto addresses = add ? exabgp::missing_addresses(options_, networks_, present) : exabgp::own_addresses(options_, networks_, present);
  std::vector<Task> commands;
  for (const exabgp::AddressOn& address : addresses) {
    commands.emplace_back(AddressCommand{exabgp::address_command(options_, add ? "add" : "delete", address), address, add});
  }
  tasks_.insert(tasks_.begin(), commands.begin(), commands.end());
}

void HealthcheckRunner::take(const AddressCommand& command) {
  const std::string what = command.address.interface + " IP address " + command.address.address.to_string();
  log(HealthLevel::debug, (command.add ? "Setup " : "Remove ") + what);
  const auto over = wait();
  run({.argv = searched(command.words)}, [this, command, over](const runtime::CommandResult& result) {
    judge(command, result);
    over();
  });
}

void HealthcheckRunner::judge(const AddressCommand& command, const runtime::CommandResult& result) {
  if (result.code == 0) return;
  const std::string what = command.address.interface + " IP address " + command.address.address.to_string();
  const std::string why(trim(result.output));
  if (!command.add) return log(HealthLevel::warning, "Unable to remove " + what + " - is healthcheck running as root? " + why);
  if (result.code != kAlreadyThere || options_.sudo) return fail_with("Unable to add " + what + ": " + why);
  if (!why.contains("exists") && !why.contains("already")) log(HealthLevel::warning, "Unable to add " + what + ": " + why);
}

// --- the end ------------------------------------------------------------------------------------------------------------------

void HealthcheckRunner::fail_with(const std::string& why) {
  log(HealthLevel::error, why);
  end(1);
}

// First nobody may read us any more; then it is a command that hangs.
void HealthcheckRunner::out_of_patience() {
  if (std::exchange(impatient_, true)) {
    command_.reset();
    tasks_.clear();
    return fail_with("the last commands take too long, what they were to do is left undone");
  }
  patience_.arm(runtime::monotonic_now() + around_.last_commands);
  if (const auto answer = answer_) answer();
}

void HealthcheckRunner::end(int code) {
  if (std::exchange(ended_, true)) return;
  next_check_.disarm();
  timeout_.disarm();
  patience_.disarm();
  around_.on_end(code);
}

}  // namespace vigilcast::app
