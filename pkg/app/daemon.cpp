#include "pkg/app/daemon.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>

#include "pkg/admin/server.h"
#include "pkg/app/background.h"
#include "pkg/app/core.h"
#include "pkg/app/file_watch.h"
#include "pkg/app/load.h"
#include "pkg/app/log_line.h"
#include "pkg/app/metrics_reading.h"
#include "pkg/app/pid_file.h"
#include "pkg/exabgp/version.h"
#include "pkg/runtime/signals.h"
#include "vigilcast_version.h"

namespace vigilcast::app {
namespace {

using telemetry::Level;

struct SignalRow {
  int number;
  std::string_view name;
};
constexpr SignalRow kSignals[] = {{SIGTERM, "SIGTERM"}, {SIGINT, "SIGINT"},   {SIGHUP, "SIGHUP"},
                                  {SIGUSR1, "SIGUSR1"}, {SIGUSR2, "SIGUSR2"}, {SIGALRM, "SIGALRM"}};

class Daemon {
 public:
  Daemon(const RunOptions& options, telemetry::Log& log) : options_(options), log_(log), core_(loop_, log, options), metrics_(log) {}

  int run(model::Config config, const std::function<void()>& on_running) {
    core_.on_daemon_order = [this](exabgp::DaemonOrder order) { obey(order); };
    core_.on_peers_given_up = [this] {
      log_.write(Level::info, "reactor", "exiting on peer termination");
      stop("no peer is left");
    };
    core_.on_fatal = [this](const Error& error) {
      exit_code_ = 1;
      stop(error.text);
    };
    core_.on_listen = [this](const model::Config& next) { return admin_ ? listen_on(next) : Result<void>(); };
    // Before anything starts: a SIGHUP that comes early must not be the end.
    const runtime::Signals signals(loop_, {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2, SIGALRM}, [this](int number) { signal(number); });
    model::Config listeners;
    listeners.admin = config.admin;
    listeners.metrics = config.metrics;
    listeners.kubernetes = config.kubernetes;
    model::Config watched;
    watched.kubernetes = config.kubernetes;
    watched.exabgp_files = config.exabgp_files;
    if (const auto started = core_.start(std::move(config)); !started) {
      log_.write(Level::error, "vigilcast", started.error().to_string());
      return 1;
    }
    watch_files(watched);
    if (!open_admin(listeners)) return 1;
    on_running();
    if (options_.reload_after) reload_later_.arm(loop_.now() + *options_.reload_after);
    loop_.run();
    if (admin_) admin_->stop();
    return exit_code_;
  }

 private:
  // In ExaBGP's place nobody asked for a control socket: there, trouble with it is worth a line, not an exit.
  bool open_admin(const model::Config& config) {
    const std::string wanted = options_.socket.empty() ? default_socket() : options_.socket;
    const bool exabgp = options_.personality == Personality::exabgp;
    auto opened = try_admin(wanted, config);
    if (!opened && exabgp) {
      const std::string own = wanted.substr(0, wanted.rfind(".sock")) + "-" + std::to_string(getpid()) + ".sock";
      opened = try_admin(own, config);
      if (opened) log_.write(Level::info, "cli", "the control socket is " + own);
    }
    if (opened) return true;
    log_.write(exabgp ? Level::warning : Level::error, "admin", opened.error().to_string());
    return exabgp;
  }

  Result<void> try_admin(const std::string& socket, const model::Config& config) {
    auto options = metrics_.admin_options(socket, config);
    if (!options) return std::unexpected(options.error());
    const model::AskCore ask = [this](model::Query query, std::function<void(Result<model::Answer>)> reply) {
      loop_.post([this, query = std::move(query), reply = std::move(reply)] { core_.ask(query, reply); });
    };
    admin_ = std::make_unique<admin::AdminServer>(*std::move(options), ask);
    auto started = admin_->start();
    started ? metrics_.use(config) : admin_.reset();
    return started;
  }

  Result<void> listen_on(const model::Config& config) {
    const auto metrics = MetricsReading::listener(config);
    if (!metrics) return std::unexpected(metrics.error());
    auto moved = admin_->listen_on(config.admin.listen, *metrics);
    if (!moved) return moved;
    metrics_.use(config);
    watch_files(config);
    return {};
  }

  void signal(int number) {
    std::string_view name = "signal";
    for (const SignalRow& row : kSignals) {
      if (row.number == number) name = row.name;
    }
    log_.write(Level::info, "reactor", std::string(name) + " received");
    core_.signal(number, name);
    if (number == SIGTERM || number == SIGINT) return stop(std::string(name));
    if (options_.personality != Personality::exabgp) {
      if (number == SIGHUP) reload();
      return;  // the others are ExaBGP's, and mean nothing here
    }
    if (number == SIGHUP) return stop(std::string(name));
    if (number == SIGALRM) return obey(exabgp::DaemonOrder::restart);
    core_.reload([this, number](const Result<std::string>&) {
      if (number == SIGUSR2) core_.restart_processes();
    });
  }

  // In a pod nobody sends a signal: the kubelet exchanges the files of a ConfigMap.
  [[nodiscard]] std::vector<std::string> files_of(const model::Config& config) const {
    std::vector<std::string> out = config.exabgp_files;
    out.insert(out.end(), options_.exabgp_files.begin(), options_.exabgp_files.end());
    if (!options_.yaml.empty()) out.push_back(options_.yaml);
    return out;
  }

  void watch_files(const model::Config& config) {
    if (!config.kubernetes) return;
    auto all = files_of(config);
    if (all != watched_) files_.set(watched_ = std::move(all));
  }

  void reload() { core_.reload(); }  // the log tells what came of it

  void obey(exabgp::DaemonOrder order) {
    if (order == exabgp::DaemonOrder::shutdown) return stop("a helper's order");
    core_.reload([this, order](const Result<std::string>&) {
      if (order != exabgp::DaemonOrder::restart) return;
      core_.restart_sessions();
      core_.restart_processes();
    });
  }

  // A second request does not wait for anybody.
  void stop(const std::string& why) {
    if (std::exchange(stopping_, true)) return loop_.stop();
    log_.write(Level::info, "reactor", "performing shutdown (" + why + ")");
    core_.stop([this] { loop_.stop(); });
  }

  const RunOptions& options_;
  telemetry::Log& log_;
  runtime::Loop loop_;
  Core core_;
  MetricsReading metrics_;
  std::unique_ptr<admin::AdminServer> admin_;
  FileWatch files_{loop_, [this] {
                     log_.write(Level::info, "configuration", "the files have changed");
                     reload();
                   }};
  runtime::Timer reload_later_{loop_, [this] { signal(SIGUSR1); }};
  std::vector<std::string> watched_;
  bool stopping_ = false;
  int exit_code_ = 0;
};

// Thousands of probes in flight need as many descriptors; the soft limit is often 1,024. Some hosts allow a thousand million, and helpers that
// close "all" of theirs one by one would take minutes: nobody needs more than this.
constexpr rlim_t kDescriptors = 65536;

void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = std::max(limit.rlim_cur, std::min(limit.rlim_max, kDescriptors));
  setrlimit(RLIMIT_NOFILE, &limit);
}

void greet(telemetry::Log& log, const RunOptions& options) {
  if (options.personality != Personality::exabgp) {
    log.write(Level::info, "vigilcast", std::string("vigilcast ") + VIGILCAST_VERSION + " starts");
    return;
  }
  using exabgp::Line;
  const std::string version = exabgp::program_version(options.compat);
  for (const Line line : {Line::welcome, Line::thank_you}) write(log, line);
  write(log, Line::version, {version, VIGILCAST_VERSION});
  write(log, Line::debug_level);
  for (const Line line : {Line::performing_reload, Line::performing_reload_guide}) write(log, line, {version});
}

// The log would have nowhere to go.
bool keeps_the_terminal(const telemetry::LogOptions& log) { return log.destination == "stdout" || log.destination == "stderr"; }

struct Start {
  std::optional<Background> background;
  PidFile pid_file;
};

// What ExaBGP's settings ask for before anything else happens.
Result<Start> prepare(const RunOptions& options) {
  Start out;
  if (options.personality != Personality::exabgp) return out;
  if (options.settings.given("daemon.umask")) ::umask(options.settings.umask());
  if (options.settings.daemonize() && !Background::is_there_already()) {
    if (keeps_the_terminal(options.log)) {  // ExaBGP stays as well
      std::fprintf(stderr, "exabgp.daemon.daemonize: warning: the program stays in the foreground, because the log goes to %s\n    hint: %s\n",
                   options.log.destination.c_str(), "name a file in exabgp.log.destination");
    } else {
      auto background = Background::enter();
      if (!background) return std::unexpected(background.error());
      out.background = *std::move(background);
    }
  }
  if (const std::string path(options.settings.pid_file()); !path.empty()) {
    auto claimed = PidFile::claim(path);
    if (!claimed) return std::unexpected(claimed.error());
    out.pid_file = *std::move(claimed);
  }
  return out;
}

}  // namespace

std::string default_socket() {
  const char* named = std::getenv("VIGILCAST_SOCKET");
  return named != nullptr && *named != '\0' ? named : "/run/vigilcast/vigilcast.sock";
}

int run(const RunOptions& options) {
  auto start = prepare(options);
  if (!start) {
    std::fputs((start.error().to_string() + "\n").c_str(), stderr);
    return 1;
  }
  auto log = telemetry::Log::open(options.log);
  if (!log) {
    std::fputs((log.error().to_string() + "\n").c_str(), stderr);
    return 1;
  }
  raise_descriptor_limit();
  greet(**log, options);
  model::Loaded loaded = load(options);
  if (!loaded.diagnostics.empty()) std::fputs(loaded.diagnostics.to_string().c_str(), stderr);
  if (loaded.diagnostics.has_errors()) {
    (*log)->write(Level::error, "configuration", "the configuration has errors; nothing is started");
    return 1;
  }
  if (options.personality == Personality::exabgp) write(**log, exabgp::Line::configuration_loaded);
  return Daemon(options, **log).run(std::move(loaded.config), [&start] {
    if (start->background) start->background->detach();
  });
}

}  // namespace vigilcast::app
