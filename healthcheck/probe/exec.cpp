#include "pkg/runtime/asio_headers.h"

#include "healthcheck/probe/exec.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "healthcheck/probe/target.h"
#include "pkg/base/text.h"
#include "pkg/runtime/command.h"

namespace vigilcast::health {
namespace {

constexpr std::size_t kOutputShown = 200;

// One run of the program. Whoever waits for it waits on a timer that never goes off: its end is the timer's.
struct Running {
  explicit Running(boost::asio::io_context& context) : ended(context, boost::asio::steady_timer::time_point::max()) {}

  boost::asio::steady_timer ended;
  std::unique_ptr<runtime::Command> command;
  std::optional<runtime::CommandResult> result;  // none: it was given up
};

std::string what_it_said(const std::string& output) {
  std::string text(trim(output));
  if (text.empty()) return "";
  std::ranges::replace(text, '\n', ' ');
  return ": " + printable(std::string_view(text).substr(0, kOutputShown)) + (text.size() > kOutputShown ? "…" : "");
}

Answer judge(const runtime::CommandResult& result) {
  if (result.code == 0) return Answer::pass("PROCOK", "exit code 0");
  const std::string how = result.code < 0 ? "ended by signal " + std::to_string(-result.code) : "exit code " + std::to_string(result.code);
  return Answer::fail("PROCERR", how + what_it_said(result.output));
}

// Without a descriptor or a process it is our own trouble; else there is something about the program that its owner has to mend.
Answer not_started(int error, std::string why) {
  const bool ours = error == EMFILE || error == ENFILE || error == EAGAIN || error == ENOMEM;
  return ours ? Answer::inconclusive(std::move(why)) : Answer::fail("PROCERR", std::move(why));
}

class ExecTarget final : public Target {
 public:
  ExecTarget(const ProbeTools& tools, std::vector<std::string> command) : context_(tools.context), loop_(tools.loop), words_(std::move(command)) {}

  Task<Answer> ask(Flight& flight) override {
    flight.enter(Phase::command);
    const auto running = std::make_shared<Running>(context_);
    running->command = std::make_unique<runtime::Command>(loop_, [weak = std::weak_ptr(running)](const runtime::CommandResult& result) {
      if (const auto waited_for = weak.lock()) {
        waited_for->result = result;
        waited_for->ended.cancel();
      }
    });
    errno = 0;
    const auto started = running->command->start({.argv = words_});
    if (!started) co_return not_started(errno, started.error().to_string());
    flight.give_up = [weak = std::weak_ptr(running)] {
      if (const auto late = weak.lock()) {
        late->command.reset();
        late->ended.cancel();
      }
    };
    if (!running->result) {
      boost::system::error_code cancelled;
      co_await running->ended.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
    }
    co_return running->result ? judge(*running->result) : Answer::inconclusive("it was given up");
  }
  [[nodiscard]] std::string where() const override { return words_.front(); }

 private:
  boost::asio::io_context& context_;
  runtime::Loop& loop_;
  std::vector<std::string> words_;
};

Result<std::unique_ptr<Target>> prepare(const ProbeSpec& spec, const ProbeTools& tools) {
  const auto& command = std::get<ExecProbe>(spec).command;
  if (command.empty()) return fail("there is no program to run");
  return std::make_unique<ExecTarget>(tools, command);
}

}  // namespace

const ProbeKind kExecKind{
    .name = "exec",
    .owns = [](const ProbeSpec& spec) { return std::holds_alternative<ExecProbe>(spec); },
    .target = [](const ProbeSpec& spec) { return join(std::get<ExecProbe>(spec).command, " "); },
    .prepare = prepare,
};

}  // namespace vigilcast::health
