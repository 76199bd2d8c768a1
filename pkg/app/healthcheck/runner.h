// Runs one `exabgp healthcheck` on a loop: takes the steps of its HealthMachine, one after the other, and waits in between without blocking anybody.
//
// The same runner is the program `exabgp healthcheck` and a check inside of the daemon; what differs is in Surroundings. Thread: the loop's.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pkg/exabgp/healthcheck/addresses.h"
#include "pkg/exabgp/healthcheck/machine.h"
#include "pkg/runtime/command.h"
#include "pkg/runtime/loop.h"

namespace vigilcast::app {

std::vector<exabgp::PresentAddress> present_addresses();

class HealthcheckRunner {
 public:
  struct Surroundings {
    // `taken` is called when the line is answered, or needs no answer.
    std::function<void(const std::string& line, std::function<void()> taken)> write;
    std::function<void(const exabgp::HealthLog& log)> log;
    std::function<Result<void>()> on_addresses_set = [] { return Result<void>(); };  // once, before the first check
    std::function<void(int code)> on_end;                                            // once; nothing happens any more
    // Of the check and the hooks; `ip` runs as we do. Files of the options are those of that directory too.
    std::string directory;                    // empty: ours
    std::optional<runtime::Account> account;  // none: we
    // After stop(): how long answers are waited for, and then, how long what is left of the end may take.
    Duration last_answers = std::chrono::seconds(2), last_commands = std::chrono::seconds(5);
  };

  HealthcheckRunner(runtime::Loop& loop, exabgp::HealthcheckOptions options, exabgp::Compat compat, Surroundings around);

  void start();
  void stop();  // withdraws, removes what was added, then on_end: in bounded time, whatever hangs

 private:
  struct AddressCommand {
    std::vector<std::string> words;
    exabgp::AddressOn address;
    bool add;
  };
  struct AddressesSet {};
  struct RoundBegins {};
  struct RoundOver {};
  using Task = std::variant<exabgp::HealthStep, AddressCommand, AddressesSet, RoundBegins, RoundOver>;

  void queue(std::vector<exabgp::HealthStep> steps);
  void proceed();                      // until something has to be waited for
  std::function<void()> wait();        // the rest waits until this is called; never, when something else came meanwhile
  void take(const exabgp::HealthStep& step);
  void take(const AddressCommand& command);
  void take(const AddressesSet&);
  void take(const RoundBegins&);
  void take(const RoundOver&);
  void take(const exabgp::HealthLog& step) { around_.log(step); }
  void take(const exabgp::RunHook& step);
  void take(const exabgp::AddAddresses&) { change_addresses(true); }
  void take(const exabgp::RemoveAddresses&) { change_addresses(false); }
  void take(const exabgp::WriteLine& step);
  void take(const exabgp::Finish&) { end(0); }

  void change_addresses(bool add);
  void judge(const AddressCommand& command, const runtime::CommandResult& result);
  void judge(const runtime::CommandResult& checked);
  void over(exabgp::HealthAnswer answer);  // the round: its steps are next
  void run(const runtime::CommandSpec& spec, std::function<void(const runtime::CommandResult&)> done);
  void fail_with(const std::string& why);
  void end(int code);
  void out_of_patience();
  void log(exabgp::HealthLevel level, std::string text) { around_.log({level, std::move(text)}); }

  runtime::Loop& loop_;
  exabgp::HealthcheckOptions options_;
  std::vector<Prefix> networks_;  // whose addresses are ours to add and remove
  Surroundings around_;
  exabgp::HealthMachine machine_;
  std::deque<Task> tasks_;
  bool proceeding_ = false, waiting_ = false, stopping_ = false, ended_ = false;
  std::uint64_t errand_ = 0;                // what is waited for
  std::function<void()> answer_;            // of the line that was written
  std::unique_ptr<runtime::Command> command_;
  runtime::Timer next_check_, timeout_, patience_;
  bool impatient_ = false;
};

}  // namespace vigilcast::app
