#include "pkg/app/healthcheck/inside.h"

#include <unistd.h>

#include <algorithm>
#include <utility>

namespace vigilcast::app {

struct InsideHealthchecks::Check {
  std::uint64_t id;
  std::string name;
  exabgp::HealthcheckOptions options;
  exabgp::Compat compat;
  Place place;
  Callbacks callbacks;
  bool begun = false;
};

// Answers are not waited for: it is known when a line has been carried out.
class InsideHealthchecks::Inside : public Counterpart {
 public:
  Inside(InsideHealthchecks& owner, std::uint64_t id) : owner_(owner), id_(id) {}

  [[nodiscard]] bool running() const override { return owner_.checks_.contains(id_); }
  [[nodiscard]] int pid() const override { return getpid(); }
  bool write(std::string_view) override { return true; }
  [[nodiscard]] std::size_t queued() const override { return 0; }
  [[nodiscard]] std::size_t queued_lines() const override { return 0; }
  void terminate() override { owner_.stop(id_); }

 private:
  InsideHealthchecks& owner_;
  std::uint64_t id_;
};

std::string needs_a_process(const exabgp::HealthcheckOptions& options) {
  if (!options.user.empty() || !options.group.empty()) return "--user and --group are of a process";
  if (!options.pid_file.empty()) return "--pid is of a process";
  return "";
}

InsideHealthchecks::InsideHealthchecks(runtime::Loop& core) : core_(core) {}

InsideHealthchecks::~InsideHealthchecks() {
  *alive_ = false;
  loop_.stop();
  if (thread_.joinable()) thread_.join();
}

std::unique_ptr<Counterpart> InsideHealthchecks::start(const std::string& name, exabgp::HealthcheckOptions options, exabgp::Compat compat, Place place,
                                                       Callbacks callbacks) {
  if (!thread_.joinable()) thread_ = std::thread([this] { loop_.run(); });
  const std::uint64_t id = ++last_;
  const bool waits = std::ranges::any_of(checks_, [&](const auto& entry) { return entry.second->name == name; });
  auto& check = checks_[id] = std::make_unique<Check>(Check{id, name, std::move(options), compat, std::move(place), std::move(callbacks)});
  if (!waits) begin(*check);
  return std::make_unique<Inside>(*this, id);
}

void InsideHealthchecks::begin(Check& check) {
  check.begun = true;
  loop_.post([this, id = check.id, options = check.options, compat = check.compat, around = surroundings(check)] {
    auto& runner = runners_[id] = std::make_unique<HealthcheckRunner>(loop_, options, compat, around);
    runner->start();
  });
}

void InsideHealthchecks::stop(std::uint64_t id) {
  const auto found = checks_.find(id);
  if (found == checks_.end()) return;
  if (!found->second->begun) return ended(id, 0);
  loop_.post([this, id] {
    if (const auto runner = runners_.find(id); runner != runners_.end()) runner->second->stop();
  });
}

// For the thread; what they tell the core is posted.
HealthcheckRunner::Surroundings InsideHealthchecks::surroundings(const Check& check) {
  const std::uint64_t id = check.id;
  const auto on_core = [this, id](auto act) {
    core_.post([this, alive = alive_, id, act] {
      if (!*alive) return;
      if (const auto found = checks_.find(id); found != checks_.end()) act(*found->second);
    });
  };
  HealthcheckRunner::Surroundings out;
  out.directory = check.place.directory;
  out.account = check.place.account;
  out.write = [this, on_core, id](const std::string& line, std::function<void()> taken) {
    taken_[id] = std::move(taken);
    on_core([this, line](Check& told) {
      told.callbacks.on_line(line);
      // Behind what on_line has posted, which carries the line out.
      core_.post([this, alive = alive_, id = told.id] {
        if (!*alive) return;
        loop_.post([this, id] {
          if (const auto go_on = std::exchange(taken_[id], nullptr)) go_on();
        });
      });
    });
  };
  out.log = [on_core](const exabgp::HealthLog& log) {
    if (log.level != exabgp::HealthLevel::debug) on_core([log](Check& told) { told.callbacks.on_log(log); });
  };
  out.on_end = [this, id](int code) {
    loop_.post([this, id] {
      runners_.erase(id);
      taken_.erase(id);
    });
    core_.post([this, alive = alive_, id, code] {
      if (*alive) ended(id, code);
    });
  };
  return out;
}

void InsideHealthchecks::ended(std::uint64_t id, int code) {
  const auto found = checks_.find(id);
  if (found == checks_.end()) return;
  const auto check = std::move(found->second);
  checks_.erase(found);
  const auto next = std::ranges::find(checks_, check->name, [](const auto& entry) { return entry.second->name; });
  if (next != checks_.end() && !next->second->begun) begin(*next->second);
  check->callbacks.on_end(code);
}

}  // namespace vigilcast::app
