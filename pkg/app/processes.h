// The helper programs of exabgp.conf: started, restarted, listened to, told things, ended.
//
// A helper stalls nobody. While more than kFullAbove waits for it to read, it is full: whoever feeds it messages may slow down. What waits is bounded all
// the same: beyond kQueueForMessages further messages are refused, and whoever has them may come again when there is room (News does); state messages still fit
// until kQueueLimit; an answer, however long, goes in whole while the queue is below that. When that begins and when it is over is a line in the log.
// What a helper wrote in one go (a read of its pipe) reaches the core together, in its order, behind the last of its lines. Thread: the core loop.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pkg/app/command_line.h"
#include "pkg/app/command_socket.h"
#include "pkg/app/counterpart.h"
#include "pkg/app/healthcheck/inside.h"
#include "pkg/app/options.h"
#include "pkg/exabgp/api/batch.h"
#include "pkg/exabgp/api/dialogue.h"
#include "pkg/exabgp/healthcheck/run_line.h"
#include "pkg/model/process.h"
#include "pkg/model/snapshot.h"
#include "pkg/runtime/child.h"
#include "pkg/runtime/loop.h"
#include "pkg/telemetry/log.h"

namespace vigilcast::app {

class Processes {
 public:
  static constexpr std::size_t kFullAbove = 1 << 20;
  static constexpr std::size_t kRoomBelow = kFullAbove / 2;
  static constexpr std::size_t kQueueForMessages = 4 << 20;
  static constexpr std::size_t kQueueLimit = 6 << 20;
  // ExaBGP's rule: more than this many starts in one clock window of 64 s, and it is given up.
  static constexpr unsigned kStartsPerWindow = 5;
  static constexpr unsigned kCommandsLogged = 100;  // of one go, and as many of its routes; how many more commands there were is said
  static constexpr Duration kLastWords = std::chrono::milliseconds(100);

  struct Surroundings {
    std::function<const exabgp::ApiWorld&(const std::string& process)> world;
    std::function<void(const std::string& process, std::vector<exabgp::Order> orders)> carry_out;
    std::function<void(const std::string& process, const std::string& problem)> on_given_up;
    std::function<void()> on_fullness;  // is_full() of some helper has changed
    std::function<void(const std::string& process)> on_room;  // one that fell behind reads again
    std::function<void(const std::string& process)> on_ended;  // what was refused is not wanted any more
    std::function<bool(bgp::PeerId peer)> is_sent;  // all that was ordered, or no session is up
  };

  Processes(runtime::Loop& loop, telemetry::Log& log, const RunOptions& options, Surroundings around);
  ~Processes();

  // The command line is one more process, attached to all neighbors. It stays until the end.
  static constexpr std::string_view kCommandLine = "api-internal-cli";
  // Its clients have names of their own behind that, and a blank, which no process of a file has.
  static bool is_command_line(std::string_view process) {
    return process.starts_with(kCommandLine) && (process.size() == kCommandLine.size() || process[kCommandLine.size()] == ' ');
  }
  void open_command_line(const std::vector<exabgp::CommandPipes>& candidates);
  static constexpr int kMostClients = 64;  // at once
  void open_command_socket(const std::string& path);

  // Starts what is new, ends what is gone; what runs goes on, even when its `run` changed (as in ExaBGP), and what has ended stays so.
  void set(const std::vector<model::ProcessSpec>& specs);
  // The first half of that: ends what is not among those that stay. What a check inside still withdraws goes to whom it may see now: `world` is asked here.
  void retire(const std::vector<model::ProcessSpec>& stay);
  void start_ended();  // as a reload does, whatever `respawn` says
  void restart_all();
  // Tells each helper, gives it kLastWords to read that, ends it, and calls `done` when all are gone.
  void stop(const std::function<std::string(model::Encoder)>& last_words, std::function<void()> done);

  enum class Weight : std::uint8_t { message, state, answer };  // in the order in which they are refused
  // False: there is no room. Who does not run is told nothing, and that is that.
  bool tell(const std::string& process, const std::string& lines, Weight weight);
  // Of one that has no room: a message is not told as it is, and of `lost` routes it will never hear. The end of that.
  void fell_behind(const std::string& name, std::size_t lost);
  void caught_up(const std::string& name);
  [[nodiscard]] bool has_room(const std::string& process) const;

  [[nodiscard]] bool is_full(const std::string& process) const;
  [[nodiscard]] std::vector<model::ProcessView> views() const;
  [[nodiscard]] std::vector<exabgp::ApiQueue> queues() const;

 private:
  struct Process;

  void start(Process& process);
  bool may_start(Process& process);
  Result<void> launch(Process& process);
  bool launch_inside(Process& process, const exabgp::HealthcheckRun& check, const std::optional<runtime::Account>& user);
  [[nodiscard]] exabgp::Dialogue dialogue_with(const std::string& name) const;
  void write_check_log(const std::string& name, bool silent, const exabgp::HealthLog& log);
  Result<std::optional<runtime::Account>> account();
  void exited(const std::string& name, const std::string& status);
  Process* leaving(std::uint64_t incarnation);
  void heard(Process& process, std::string_view line);
  void too_long(Process& process, std::size_t lines);
  void begin_batch(Process& process);
  void end_batch(Process& process);
  void take_world(Process& process);
  void carry_out(Process& process);
  void log_routes(Process& process, const std::vector<exabgp::Order>& orders);
  bool tell(Process& process, const std::string& lines, Weight weight);
  void answer(Process& process, const std::string& lines, const std::vector<bgp::PeerId>& when_sent);
  void tell_held();
  void welcome(runtime::Descriptor socket);
  void let_go(Process& process);
  void ended(Process& process);
  void room(Process& process, std::size_t queued);
  void set_full(Process& process, bool full);
  std::unique_ptr<runtime::Child> make_child(const std::string& name, std::uint64_t incarnation);
  void end_all();
  void finished();

  runtime::Loop& loop_;
  telemetry::Log& log_;
  const RunOptions& options_;
  Surroundings around_;
  InsideHealthchecks healthchecks_;
  std::map<std::string, std::unique_ptr<Process>> processes_;
  std::map<std::string, std::unique_ptr<Process>> leaving_;  // removed ones, until they are gone
  std::function<void()> on_all_gone_;
  runtime::Timer last_words_;
  runtime::Timer sent_;  // for answers that wait until routes are
  std::unique_ptr<CommandSocket> command_socket_;
  std::uint64_t clients_ = 0;
  std::uint64_t departures_ = 0;
  std::uint64_t incarnations_ = 0;
  bool user_told_ = false;
};

}  // namespace vigilcast::app
