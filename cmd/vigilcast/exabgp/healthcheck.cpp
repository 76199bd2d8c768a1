// exabgp healthcheck: a program that a `run` line names. Announces addresses on standard output as long as a check succeeds.
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <deque>

#include "cmd/vigilcast/exabgp/verbs.h"
#include "cmd/vigilcast/usage_error.h"
#include "pkg/app/healthcheck/runner.h"
#include "pkg/base/text.h"
#include "pkg/runtime/files.h"
#include "pkg/runtime/line_source.h"
#include "pkg/runtime/signals.h"

namespace vigilcast::cmd {
namespace {

using exabgp::HealthcheckOptions;
using exabgp::HealthLevel;
using exabgp::HealthLog;

constexpr std::size_t kLongestFile = 1 << 20;

constexpr std::pair<std::string_view, int> kFacilities[] = {
    {"auth", LOG_AUTH},     {"authpriv", LOG_AUTHPRIV}, {"cron", LOG_CRON},     {"daemon", LOG_DAEMON}, {"ftp", LOG_FTP},
    {"kern", LOG_KERN},     {"local0", LOG_LOCAL0},     {"local1", LOG_LOCAL1}, {"local2", LOG_LOCAL2}, {"local3", LOG_LOCAL3},
    {"local4", LOG_LOCAL4}, {"local5", LOG_LOCAL5},     {"local6", LOG_LOCAL6}, {"local7", LOG_LOCAL7}, {"lpr", LOG_LPR},
    {"mail", LOG_MAIL},     {"news", LOG_NEWS},         {"syslog", LOG_SYSLOG}, {"user", LOG_USER},     {"uucp", LOG_UUCP},
};

// Standard error, and syslog beside it.
class HealthLogs {
 public:
  explicit HealthLogs(const HealthcheckOptions& options) : options_(options), tag_(options.name.empty() ? "healthcheck" : "healthcheck-" + options.name) {}

  Result<void> open() {
    const auto* facility = std::ranges::find(kFacilities, to_lower(options_.syslog_facility), &std::pair<std::string_view, int>::first);
    if (facility == std::end(kFacilities)) return fail("argument --syslog-facility/-sF: there is no facility '" + printable(options_.syslog_facility) + "'");
    if (to_syslog()) openlog(tag_.c_str(), LOG_PID | LOG_NDELAY, facility->second);
    return {};
  }

  void write(const HealthLog& log) const {
    static constexpr std::array kPriorities = {LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERR};
    if (log.level == HealthLevel::debug && !options_.debug) return;
    const std::string text = printable(log.text);
    if (!options_.silent) std::fprintf(stderr, "%s[healthcheck] %s\n", std::string(exabgp::health_level_name(log.level)).c_str(), text.c_str());
    if (to_syslog()) syslog(kPriorities.at(static_cast<std::size_t>(log.level)), "%s", text.c_str());
  }

 private:
  [[nodiscard]] bool to_syslog() const { return !options_.no_syslog && !options_.debug; }

  const HealthcheckOptions& options_;
  std::string tag_;
};

Result<void> drop_privileges(const HealthcheckOptions& options) {
  const passwd* user = options.user.empty() ? nullptr : getpwnam(options.user.c_str());
  if (user == nullptr && !options.user.empty()) return fail("there is no user '" + printable(options.user) + "'");
  if (!options.group.empty()) {
    const group* found = getgrnam(options.group.c_str());
    if (found == nullptr) return fail("there is no group '" + printable(options.group) + "'");
    const gid_t gid = found->gr_gid;
    if (geteuid() == 0) setgroups(user != nullptr ? 0 : 1, &gid);  // those of root would stay, else
    if (setresgid(gid, gid, gid) != 0) return fail("cannot become group '" + options.group + "': " + std::strerror(errno));
  }
  if (user == nullptr) return {};
  if (options.group.empty() && geteuid() == 0) initgroups(user->pw_name, getegid());
  if (setresuid(user->pw_uid, user->pw_uid, user->pw_uid) != 0) return fail("cannot become user '" + options.user + "': " + std::strerror(errno));
  return {};
}

// The daemon's answers: one line for each of ours, whatever it says. When it says nothing any more, nothing is waited for.
class Answers {
 public:
  Answers(runtime::Loop& loop, bool wanted) {
    if (!wanted) return;
    source_.emplace(loop, runtime::Descriptor(dup(STDIN_FILENO)),
                    runtime::LineSource::Callbacks{.on_line = [this](std::string_view) { one(); },
                                                   .on_end =
                                                       [this] {
                                                         ended_ = true;
                                                         one();
                                                       }});
  }

  // Where nobody answers, `taken` is called at once.
  void wait(std::function<void()> taken) {
    if (!source_ || ended_) return taken();
    if (early_ > 0) {
      --early_;
      return taken();
    }
    taken_ = std::move(taken);
  }

 private:
  void one() {
    const auto taken = std::exchange(taken_, nullptr);
    if (!taken) ++early_;
    if (taken) taken();
  }

  std::optional<runtime::LineSource> source_;
  std::function<void()> taken_;
  std::size_t early_ = 0;
  bool ended_ = false;
};

bool write_out(const std::string& line) { return std::fputs((line + "\n").c_str(), stdout) >= 0 && std::fflush(stdout) == 0; }

// 3.4 acknowledges nothing.
bool is_answered(const HealthcheckOptions& options, exabgp::Compat compat) {
  return !options.no_ack && compat != exabgp::Compat::v3_4 && isatty(STDOUT_FILENO) == 0;
}

class HealthcheckProgram {
 public:
  HealthcheckProgram(const HealthcheckOptions& options, exabgp::Compat compat, const HealthLogs& logs)
      : logs_(logs), answers_(loop_, is_answered(options, compat)), runner_(loop_, options, compat, surroundings(options)) {}

  int run() {
    const runtime::Signals signals(loop_, {SIGTERM, SIGINT}, [this](int) { runner_.stop(); });
    loop_.post([this] { runner_.start(); });
    loop_.run();
    return code_;
  }

 private:
  app::HealthcheckRunner::Surroundings surroundings(const HealthcheckOptions& options) {
    return {.write = [this](const std::string& line, std::function<void()> taken) { write(line, std::move(taken)); },
            .log = [this](const HealthLog& log) { logs_.write(log); },
            .on_addresses_set = [&options] { return drop_privileges(options); },
            .on_end = [this](int code) { end(code); },
            .directory = {},
            .account = {}};
  }

  void write(const std::string& line, std::function<void()> taken) {
    if (write_out(line)) return answers_.wait(std::move(taken));
    logs_.write({HealthLevel::error, std::string("nobody reads standard output: ") + std::strerror(errno)});
    if (std::exchange(deaf_, true)) return taken();  // on the way to the end
    code_ = 1;
    loop_.post([this] { runner_.stop(); });
  }

  void end(int code) {
    code_ = std::max(code_, code);
    loop_.stop();
  }

  runtime::Loop loop_;
  const HealthLogs& logs_;
  Answers answers_;
  int code_ = 0;
  bool deaf_ = false;
  app::HealthcheckRunner runner_;
};

Result<void> write_pid(const std::string& path) {
  if (path.empty()) return {};
  std::FILE* file = std::fopen(path.c_str(), "we");
  if (file == nullptr) return fail("argument --pid/-p: cannot write it: " + std::string(std::strerror(errno)), path);
  std::fprintf(file, "%d\n", static_cast<int>(getpid()));
  std::fclose(file);
  return {};
}

int refuse(const std::string& problem) {
  std::fprintf(stderr, "exabgp healthcheck: error: %s\n", problem.c_str());
  return kUsageExit;
}

}  // namespace

int exabgp_healthcheck(const Words& words, const app::RunOptions& options) {
  const auto read = exabgp::read_healthcheck(words, options.compat, [](const std::string& path) { return runtime::read_file(path, kLongestFile); });
  if (read.help) {
    std::fputs(exabgp::healthcheck_usage(options.compat).c_str(), stdout);
    return 0;
  }
  for (const std::string& problem : read.problems) refuse(problem);
  if (!read.problems.empty()) return kUsageExit;
  HealthLogs logs(read.options);
  for (const auto& done : {logs.open(), write_pid(read.options.pid_file)}) {
    if (!done) return refuse(done.error().to_string());
  }
  std::signal(SIGPIPE, SIG_IGN);
  return HealthcheckProgram(read.options, options.compat, logs).run();
}

}  // namespace vigilcast::cmd
