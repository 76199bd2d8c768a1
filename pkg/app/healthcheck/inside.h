// Health checks inside of the daemon: `exabgp healthcheck` without a process for each (`exabgp.healthcheck.native`). All of them share one thread, which is
// there as soon as there is a check. Two checks of one name never overlap: the younger begins when the older has taken its addresses away.
// Thread: everything here is called on the core loop, and so are the callbacks.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "pkg/app/counterpart.h"
#include "pkg/app/healthcheck/runner.h"

namespace vigilcast::app {

// Why these options need a process of their own; empty: they do not.
std::string needs_a_process(const exabgp::HealthcheckOptions& options);

class InsideHealthchecks {
 public:
  struct Callbacks {
    std::function<void(const std::string& line)> on_line;  // its withdrawals come before its addresses are taken away
    std::function<void(const exabgp::HealthLog& log)> on_log;
    std::function<void(int code)> on_end;  // the last one
  };

  explicit InsideHealthchecks(runtime::Loop& core);
  ~InsideHealthchecks();
  InsideHealthchecks(const InsideHealthchecks&) = delete;
  InsideHealthchecks& operator=(const InsideHealthchecks&) = delete;

  // Where, and as whom, the commands run that a check is asked to run; `ip` is ours.
  struct Place {
    std::string directory;
    std::optional<runtime::Account> account;
  };
  std::unique_ptr<Counterpart> start(const std::string& name, exabgp::HealthcheckOptions options, exabgp::Compat compat, Place place, Callbacks callbacks);

 private:
  class Inside;
  struct Check;

  void stop(std::uint64_t id);
  void begin(Check& check);
  void ended(std::uint64_t id, int code);
  HealthcheckRunner::Surroundings surroundings(const Check& check);

  runtime::Loop& core_;
  runtime::Loop loop_;
  std::uint64_t last_ = 0;
  std::map<std::uint64_t, std::unique_ptr<Check>> checks_;              // the core's
  std::map<std::uint64_t, std::unique_ptr<HealthcheckRunner>> runners_;  // the thread's
  std::map<std::uint64_t, std::function<void()>> taken_;                 // the thread's: what goes on when a line is carried out
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  std::thread thread_;
};

}  // namespace vigilcast::app
