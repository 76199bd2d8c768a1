// A monitor in virtual time, for the tests of what it does.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>

#include "healthcheck/monitor/monitor.h"

namespace vigilcast::health::monitor_bench {

using namespace std::chrono_literals;

inline CheckSpec check(std::string name, std::string address = "192.0.2.1:80") {
  CheckSpec spec;
  spec.name = std::move(name);
  spec.probe = TcpProbe{std::move(address)};
  return spec;
}

// A monitor in virtual time whose probes are answered by a script after `latency`.
class Bench {
 public:
  std::function<Outcome(const StartProbe&, Instant)> answer = [](const StartProbe&, Instant) { return Outcome::pass; };
  Duration latency = 1ms;
  Monitor monitor{"node-1"};
  Instant now{500s};
  std::vector<std::pair<Instant, StartProbe>> starts;
  std::vector<std::pair<Instant, CheckChanged>> changes;
  std::string conclusive;                                      // what was answered so far, + or -
  std::function<void(const CheckChanged&)> on_change = [](const CheckChanged&) {};

  void run_until(Instant end) {
    for (;;) {
      const std::optional<Instant> next = earlier(monitor.next_deadline(), answers_.empty() ? std::nullopt : std::optional(answers_.front().at));
      if (!next || *next > end) break;
      now = std::max(now, *next);
      if (!answers_.empty() && answers_.front().at <= now) {
        const Observation observation = answers_.front();
        answers_.erase(answers_.begin());
        if (observation.outcome != Outcome::inconclusive) conclusive += observation.outcome != Outcome::fail ? '+' : '-';
        take(monitor.handle(observation, now));
      } else {
        take(monitor.on_time(now));
      }
    }
    now = end;
  }
  void run_for(Duration time) { run_until(now + time); }

  std::string history(std::string_view name) const {
    std::string out;
    for (const auto& [at, change] : changes) {
      if (change.check == name) out += (out.empty() ? "" : " ") + std::string(state_name(change.to));
    }
    return out;
  }

  void take(std::vector<MonitorOutput> outputs) {
    for (MonitorOutput& output : outputs) {
      if (auto* change = std::get_if<CheckChanged>(&output)) {
        on_change(*change);
        changes.emplace_back(now, std::move(*change));
        continue;
      }
      const StartProbe& start = std::get<StartProbe>(output);
      starts.emplace_back(now, start);
      Observation observation{start.check->name, answer(start, now), "CODE", "text", latency, now + latency, start.probe};
      const auto place = std::ranges::upper_bound(answers_, observation.at, {}, &Observation::at);
      answers_.insert(place, std::move(observation));
    }
  }

 private:
  std::vector<Observation> answers_;
};

}  // namespace vigilcast::health::monitor_bench
