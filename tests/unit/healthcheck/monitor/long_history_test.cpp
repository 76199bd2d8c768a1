// Ten thousand checks for thirty days of virtual time, with random deaths, hangs and troubles of our own. What must hold is said by a model of few lines.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <queue>

#include "healthcheck/monitor/detection.h"
#include "healthcheck/monitor/monitor.h"
#include "pkg/base/rng.h"

namespace vigilcast::health::long_history_test {

using namespace std::chrono_literals;

constexpr std::size_t kChecks = 10'000;
constexpr Instant kBegin{1000s};
constexpr Instant kEnd = kBegin + 30 * 24h;

struct Answer {
  Instant at;
  Observation observation;
  friend bool operator>(const Answer& a, const Answer& b) { return a.at > b.at; }
};

// A target lives and dies by turns; dead, it refuses or hangs.
struct TargetModel {
  bool alive = true, hangs = false;
  Instant since = kBegin;    // it is so
  Instant turns = kBegin;    // it will be otherwise
  unsigned row = 0;          // conclusive results in a row of the same kind
  bool row_of_passes = false;
  Verdict verdict = Verdict::unknown;
  bool in_flight = false;
  Instant last_trouble = kBegin;  // a result of ours that said nothing
  bool noticed = true;            // the death, by the verdict
};

class World {
 public:
  World() {
    for (std::size_t i = 0; i < kChecks; ++i) {
      CheckSpec spec;
      spec.name = "check" + std::to_string(i);
      spec.probe = TcpProbe{"192.0.2.1:80"};
      spec.interval = std::chrono::hours(4 + i % 4) * 3;
      spec.fast = 10min;
      spec.timeout = 5min;
      spec.rise = static_cast<unsigned>(1 + i % 3);
      spec.fall = static_cast<unsigned>(1 + i % 5);
      if (i % 7 == 0) spec.jitter = 10;
      if (i % 11 == 0) spec.slow = spec.interval * 2;
      specs_.push_back(spec);
    }
    targets_.resize(kChecks);
    for (TargetModel& target : targets_) target.turns = kBegin + hours(100);
    monitor_.set_checks(specs_, kBegin);
  }

  void run() {
    while (now_ < kEnd) {
      const std::optional<Instant> due = monitor_.next_deadline();
      const bool answer = !answers_.empty() && (!due || answers_.top().at <= *due);
      now_ = std::max(now_, answer ? answers_.top().at : *due);
      if (answer) {
        const Observation observation = answers_.top().observation;
        answers_.pop();
        take_answer(observation);
      } else {
        for (const MonitorOutput& output : monitor_.on_time(now_)) start(std::get<StartProbe>(output));
      }
    }
  }

  std::uint64_t probes = 0, falls = 0, rises = 0;

 private:
  Duration hours(unsigned most) {
    return Duration(static_cast<Duration::rep>(rng_.below(static_cast<std::uint64_t>(Duration(std::chrono::hours(most)).count()))));
  }
  static std::size_t index(const std::string& name) { return std::stoul(name.substr(5)); }
  [[nodiscard]] bool we_are_in_trouble() const { return (now_ - kBegin) % (5 * 24h) > 4 * 24h + 22h; }  // two hours in five days

  void turn(TargetModel& target) {
    while (target.turns <= now_) {
      if (!target.alive && !target.noticed) expect_short(target);
      target.alive = !target.alive;
      target.hangs = rng_.chance(0.5);
      target.since = target.turns;
      target.turns += 1s + hours(target.alive ? 400 : 60);
      target.noticed = target.alive || target.verdict == Verdict::down;
    }
  }

  // A death that nobody noticed was too short for it, or hidden by troubles of ours.
  void expect_short(const TargetModel& target) {
    const CheckSpec& spec = specs_[static_cast<std::size_t>(&target - targets_.data())];
    if (target.last_trouble >= target.since) return;
    EXPECT_LE(target.turns - target.since, *worst_detection(spec)) << spec.name;
  }

  void start(const StartProbe& probe) {
    TargetModel& target = targets_[index(probe.check->name)];
    turn(target);
    ASSERT_FALSE(target.in_flight) << probe.check->name;
    target.in_flight = true;
    ++probes;
    Observation seen{
        .check = probe.check->name, .outcome = target.alive ? Outcome::pass : Outcome::fail, .code = target.alive ? "L4OK" : "L4TOUT", .probe = probe.probe};
    seen.took = !target.alive && target.hangs ? probe.check->timeout : Duration(1ms);
    if (we_are_in_trouble()) seen.outcome = Outcome::inconclusive;
    seen.at = now_ + seen.took;
    answers_.push({seen.at, std::move(seen)});
  }

  void take_answer(const Observation& seen) {
    TargetModel& target = targets_[index(seen.check)];
    const CheckSpec& spec = specs_[index(seen.check)];
    target.in_flight = false;
    Verdict expected = target.verdict;
    if (seen.outcome == Outcome::inconclusive) {
      target.last_trouble = now_;
    } else {
      const bool pass = seen.outcome == Outcome::pass;
      target.row = pass == target.row_of_passes ? target.row + 1 : 1;
      target.row_of_passes = pass;
      if (target.row >= (pass ? spec.rise : spec.fall)) expected = pass ? Verdict::up : Verdict::down;
    }
    monitor_.handle(seen, now_);
    ASSERT_EQ(monitor_.verdict(seen.check), expected) << seen.check << ": a verdict without its row";
    if (expected != target.verdict) ++(expected == Verdict::down ? falls : rises);
    target.verdict = expected;
    check_detection(target, spec);
  }

  // A death that nothing of ours hid is noticed within the computed time.
  void check_detection(TargetModel& target, const CheckSpec& spec) {
    if (target.alive || target.noticed || target.turns <= now_) return;
    if (target.verdict == Verdict::down) {
      target.noticed = true;
      if (target.last_trouble < target.since) {
        EXPECT_LE(now_ - target.since, *worst_detection(spec)) << spec.name << " interval " << format_duration(spec.interval) << " fall " << spec.fall
                                                               << " jitter " << spec.jitter << " slow " << format_duration(spec.slow);
      }
    }
  }

  Rng rng_{20261122};
  Monitor monitor_{"node-1"};
  Instant now_ = kBegin;
  std::vector<CheckSpec> specs_;
  std::vector<TargetModel> targets_;
  std::priority_queue<Answer, std::vector<Answer>, std::greater<>> answers_;
};

TEST(LongHistory, TenThousandChecksForThirtyDays) {
  World world;
  world.run();
  EXPECT_GT(world.probes, 300'000U);
  EXPECT_GT(world.falls, kChecks);
  EXPECT_GT(world.rises, kChecks);
}

}  // namespace vigilcast::health::long_history_test
