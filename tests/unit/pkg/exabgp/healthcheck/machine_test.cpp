// What a check answers, and what its state machine has to be done about it.
#include "pkg/exabgp/healthcheck/machine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include "pkg/base/text.h"
#include "pkg/exabgp/healthcheck/addresses.h"

namespace vigilcast::exabgp::health_machine_test {

using namespace std::chrono_literals;

HealthMachine machine(std::string_view flags, Compat compat = Compat::auto_) {
  std::vector<std::string> all;
  for (const std::string_view word : words(flags)) all.emplace_back(word);
  auto read = read_healthcheck(all, compat, [](const std::string&) { return fail("there are no files"); });
  EXPECT_TRUE(read.problems.empty()) << read.problems.front();
  auto ips = announced_addresses(read.options, {});
  return {std::move(read.options), std::move(ips), compat};
}

// The steps in brief: routes as "+192.0.2.1/32 med" and "-192.0.2.1/32", hooks as "!command=STATE", addresses as "add" and "remove", the end as "end".
std::string brief(const std::vector<HealthStep>& steps) {
  std::vector<std::string> out;
  for (const HealthStep& step : steps) {
    if (const auto* write = std::get_if<WriteLine>(&step)) {
      const auto part = words(write->line);
      const auto route = std::ranges::find(part, "route");
      const auto med = std::ranges::find(part, "med");
      out.push_back((*(route - 1) == "announce" ? "+" : "-") + std::string(*(route + 1)) + (med == part.end() ? "" : " " + std::string(*(med + 1))));
    } else if (const auto* hook = std::get_if<RunHook>(&step)) {
      out.push_back("!" + hook->command + "=" + std::string(health_state_name(hook->state)));
    } else if (std::holds_alternative<AddAddresses>(step)) {
      out.emplace_back("add");
    } else if (std::holds_alternative<RemoveAddresses>(step)) {
      out.emplace_back("remove");
    } else if (std::holds_alternative<Finish>(step)) {
      out.emplace_back("end");
    }
  }
  return join(out, ", ");
}

// One letter each: y it is well, n it is not, d it is disabled. A row says what becomes of it: the state, the pause, the steps.
struct Round {
  char answer;
  const char* expected;
};
struct Story {
  const char* name;
  const char* flags;
  std::vector<Round> rounds;
  const char* stop;
};

const std::vector<Story> kStories = {
    {"the defaults: three make up, three make down, and a settled state is told each time",
     "--ip 192.0.2.1",
     {{'y', "RISING 1s"},
      {'y', "RISING 1s"},
      {'y', "UP 5s +192.0.2.1/32 100"},
      {'y', "UP 5s +192.0.2.1/32 100"},
      {'n', "FALLING 1s"},
      {'n', "FALLING 1s"},
      {'n', "DOWN 5s +192.0.2.1/32 1000"},
      {'n', "DOWN 5s +192.0.2.1/32 1000"}},
     "EXIT -192.0.2.1/32, remove, end"},
    {"a change that does not come about starts from one again",
     "--ip 192.0.2.1",
     {{'y', "RISING 1s"},
      {'y', "RISING 1s"},
      {'n', "FALLING 1s"},
      {'n', "FALLING 1s"},
      {'y', "RISING 1s"},
      {'y', "RISING 1s"},
      {'y', "UP 5s +192.0.2.1/32 100"}},
     "EXIT -192.0.2.1/32, remove, end"},
    {"one answer is enough",
     "--ip 192.0.2.1 --rise 1 --fall 1 --no-ip-setup",
     {{'n', "DOWN 5s +192.0.2.1/32 1000"}, {'y', "UP 5s +192.0.2.1/32 100"}, {'n', "DOWN 5s +192.0.2.1/32 1000"}},
     "EXIT -192.0.2.1/32, end"},
    {"two are, and none is as good as one",
     "--ip 192.0.2.1 --rise 2 --fall 0 --no-ip-setup",
     {{'y', "RISING 1s"}, {'y', "UP 5s +192.0.2.1/32 100"}, {'n', "DOWN 5s +192.0.2.1/32 1000"}},
     "EXIT -192.0.2.1/32, end"},
    {"debounce tells changes only",
     "--ip 192.0.2.1 --rise 1 --debounce --no-ip-setup",
     {{'y', "UP 5s +192.0.2.1/32 100"}, {'y', "UP 5s"}, {'n', "FALLING 1s"}, {'y', "UP 5s +192.0.2.1/32 100"}},
     "EXIT -192.0.2.1/32, end"},
    {"withdraw on down, and while disabled; from there it begins anew",
     "--ip 192.0.2.1 --withdraw-on-down --rise 1 --fall 1 --no-ip-setup -i 7",
     {{'d', "DISABLED 7s -192.0.2.1/32"},
      {'d', "DISABLED 7s -192.0.2.1/32"},
      {'n', "INIT 7s"},
      {'n', "DOWN 7s -192.0.2.1/32"},
      {'y', "UP 7s +192.0.2.1/32 100"},
      {'d', "DISABLED 7s -192.0.2.1/32"},
      {'y', "INIT 7s"},
      {'y', "UP 7s +192.0.2.1/32 100"}},
     "EXIT -192.0.2.1/32, end"},
    {"disabled in the middle of a change",
     "--ip 192.0.2.1 --disabled-metric 7",
     {{'y', "RISING 1s"}, {'d', "DISABLED 5s +192.0.2.1/32 7"}},
     "EXIT -192.0.2.1/32, remove, end"},
    {"hooks: those of the state, then those of all, before a route is told",
     "--ip 192.0.2.1 --rise 2 --fall 1 --execute all --up-execute first --up-execute second --down-execute low --disabled-execute off --no-ip-setup",
     {{'y', "RISING 1s !all=RISING"},
      {'y', "UP 5s !first=UP, !second=UP, !all=UP, +192.0.2.1/32 100"},
      {'y', "UP 5s +192.0.2.1/32 100"},
      {'n', "DOWN 5s !low=DOWN, !all=DOWN, +192.0.2.1/32 1000"},
      {'d', "DISABLED 5s !off=DISABLED, !all=DISABLED, +192.0.2.1/32 500"},
      {'y', "INIT 5s !all=INIT"}},
     "EXIT -192.0.2.1/32, end"},
    {"addresses come before the announcement and go behind the withdrawal",
     "--ip 192.0.2.1 --dynamic-ip-setup --withdraw-on-down --rise 1 --fall 1 --debounce",
     {{'n', "DOWN 5s -192.0.2.1/32, remove"}, {'y', "UP 5s add, +192.0.2.1/32 100"}, {'d', "DISABLED 5s -192.0.2.1/32, remove"}},
     "EXIT -192.0.2.1/32, remove, end"},
    {"dynamic addresses are ours even where none are set up at the start",
     "--ip 192.0.2.1 --dynamic-ip-setup --no-ip-setup --rise 1",
     {{'y', "UP 5s add, +192.0.2.1/32 100"}},
     "EXIT -192.0.2.1/32, remove, end"},
    {"no interval: the end behind the first announcement, which stays",
     "--ip 192.0.2.1 --ip 192.0.2.2 --interval 0 --fast-interval 0.25 --rise 2 --increase 10",
     {{'y', "RISING 250ms"}, {'y', "END +192.0.2.1/32 100, +192.0.2.2/32 110, end"}},
     nullptr},
};

TEST(HealthMachine, Stories) {
  for (const Story& story : kStories) {
    SCOPED_TRACE(story.name);
    HealthMachine health = machine(story.flags);
    Instant now{};
    for (const Round& round : story.rounds) {
      auto steps = health.handle({round.answer == 'd', round.answer == 'y'});
      EXPECT_EQ(health.next_deadline(), std::nullopt) << "no check before the steps are taken";
      for (HealthStep& step : health.settled(now)) steps.push_back(std::move(step));
      const std::string pause = health.next_deadline() ? " " + format_duration(*health.next_deadline() - now) : "";
      const std::string done = brief(steps);
      EXPECT_EQ(std::string(health_state_name(health.state())) + pause + (done.empty() ? "" : " " + done), round.expected);
      now = health.next_deadline().value_or(now);
    }
    if (story.stop == nullptr) continue;
    const std::string done = brief(health.stop());
    EXPECT_EQ(std::string(health_state_name(health.state())) + " " + done, story.stop);
    EXPECT_EQ(health.next_deadline(), std::nullopt);
  }
}

std::vector<std::string> log_of(const std::vector<HealthStep>& steps) {
  std::vector<std::string> out;
  for (const HealthStep& step : steps) {
    if (const auto* log = std::get_if<HealthLog>(&step)) out.push_back(std::string(health_level_name(log->level)) + " " + log->text);
  }
  return out;
}

TEST(HealthMachine, TheLogHasExabgpsWords) {
  HealthMachine health = machine("--ip 192.0.2.1 --rise 1 --dynamic-ip-setup");
  const std::vector<std::string> up = {"DEBUG Transition to UP", "INFO service up, restoring loopback and ip-ifname ips",
                                       "INFO send announces for UP state to ExaBGP",
                                       "DEBUG exabgp: neighbor * announce route 192.0.2.1/32 next-hop self med 100"};
  EXPECT_EQ(log_of(health.handle({false, true})), up);
  EXPECT_EQ(log_of(health.handle({true, false})).at(3), "INFO service down, deleting setup ips");
  EXPECT_EQ(log_of(health.stop()).back(), "INFO exiting, deleting setup ips");
}

}  // namespace vigilcast::exabgp::health_machine_test
