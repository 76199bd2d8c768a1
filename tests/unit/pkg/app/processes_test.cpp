// Real children: small shell scripts.
#include "pkg/app/processes.h"

#include "tests/unit/pkg/app/processes_fixture.h"

namespace vigilcast::app::processes_test {

TEST_F(ProcessesTest, ALineBecomesAnOrder) {
  processes->set({script("echo shutdown\nread answer\nread answer\nsleep 60\n")});
  run();
  EXPECT_FALSE(timed_out);
  EXPECT_EQ(shutdowns, 1);
  EXPECT_EQ(processes->views().at(0).lines_in, 1U);
}

TEST_F(ProcessesTest, AHelperThatEndsAtOnceIsStartedAgainAndGivenUp) {
  processes->set({script("exit 3\n")});
  run();
  EXPECT_FALSE(timed_out);
  EXPECT_EQ(given_up, "Too many death for helper (5) terminating program");
}

// Peers come and go all day, by helpers and by the cluster; only a reload is an order to try again.
TEST_F(ProcessesTest, AHelperThatHasEndedWaitsForAReload) {
  const model::ProcessSpec helper = script("exit 3\n", false);
  processes->set({helper});
  const auto ended = [&] { return !processes->views().at(0).running; };
  ASSERT_TRUE(runtime::run_until(loop, ended));
  for (int i = 0; i < 10; ++i) processes->set({helper});
  EXPECT_EQ(processes->views().at(0).starts, 1U);
  EXPECT_EQ(given_up, "");
  processes->start_ended();
  EXPECT_EQ(processes->views().at(0).starts, 2U);
}

TEST_F(ProcessesTest, WhatCannotBeStartedSaysWhy) {
  model::ProcessSpec spec;
  spec.name = "helper";
  spec.run = {folder + "/nothing-here"};
  processes->set({spec});
  const auto view = processes->views().at(0);
  EXPECT_FALSE(view.running);
  EXPECT_NE(view.problem.find("nothing-here"), std::string::npos) << view.problem;
  EXPECT_NE(log_text().find("Process 'helper' failed to start: "), std::string::npos);
}

TEST_F(ProcessesTest, AHelperThatDoesNotReadIsToldNoMoreThanFitsAndSaidToReadAgain) {  // E03
  processes->set({script("while [ ! -e " + folder + "/go ]; do sleep 0.01; done\nexec cat > /dev/null\n")});
  const std::string message(64 * 1024, 'x');
  unsigned refused = 0;
  for (int i = 0; i < 200; ++i) {
    const bool told = processes->tell("helper", message + "\n", Processes::Weight::message);
    refused += told ? 0 : 1;
    if (!told) processes->fell_behind("helper", 3);
  }
  EXPECT_FALSE(processes->has_room("helper"));
  EXPECT_TRUE(processes->tell("helper", "state\n", Processes::Weight::state));
  EXPECT_EQ(processes->views().at(0).lines_dropped, refused);
  EXPECT_LE(processes->views().at(0).queued_bytes, Processes::kQueueLimit);
  std::ofstream(folder + "/go") << "\n";
  run();
  processes->caught_up("helper");
  const std::string text = log_text(), count = std::to_string(refused), unknown = std::to_string(3 * refused);
  EXPECT_NE(text.find("process 'helper' does not read its input: "), std::string::npos);
  EXPECT_NE(text.find("process 'helper' has caught up: of the routes in " + count + " messages it was told the newest state"), std::string::npos) << text;
  EXPECT_NE(text.find("was not told what became of " + unknown + " routes"), std::string::npos) << text;
}

TEST_F(ProcessesTest, AHelperIsFullUntilItHasReadHalfOfWhatWaits) {
  stop_when_there_is_room = true;
  processes->set({script("while [ ! -e " + folder + "/go ]; do sleep 0.01; done\nexec cat > /dev/null\n")});
  const std::string message(64 * 1024, 'x');
  for (int i = 0; i < 40; ++i) processes->tell("helper", message + "\n", Processes::Weight::message);
  EXPECT_TRUE(processes->is_full("helper"));
  EXPECT_EQ(fullness, std::vector<bool>{true}) << "told once";
  std::ofstream(folder + "/go") << "\n";
  run();
  EXPECT_FALSE(timed_out);
  EXPECT_EQ(fullness, (std::vector<bool>{true, false}));
  EXPECT_LE(processes->views().at(0).queued_bytes, Processes::kRoomBelow);
  EXPECT_EQ(processes->views().at(0).lines_dropped, 0U);
}

TEST_F(ProcessesTest, OfAHelperThatHasClosedItsInputIsSaidOnce) {
  processes->set({script("exec <&-\necho > " + folder + "/ready\nsleep 60\n")});
  ASSERT_TRUE(runtime::run_until(loop, [&] { return std::filesystem::exists(folder + "/ready"); }));
  for (int i = 0; i < 100; ++i) {
    for (const auto weight : {Processes::Weight::message, Processes::Weight::state, Processes::Weight::answer}) {
      EXPECT_TRUE(processes->tell("helper", "news\n", weight)) << "nothing waits for it";
    }
  }
  EXPECT_FALSE(processes->is_full("helper"));
  EXPECT_EQ(processes->views().at(0).lines_dropped, 300U);
  const std::string text = log_text();
  const auto said = text.find("process 'helper' does not read its input");
  ASSERT_NE(said, std::string::npos) << text;
  EXPECT_EQ(text.find("does not read its input", said + 20), std::string::npos) << text;
}

TEST_F(ProcessesTest, AnAnswerThatIsRefusedIsCounted) {
  processes->set({script("sleep 60\n")});
  EXPECT_TRUE(processes->tell("helper", std::string(Processes::kQueueLimit + (1U << 20U), 'x') + "\n", Processes::Weight::answer)) << "however long it is";
  EXPECT_EQ(processes->views().at(0).lines_dropped, 0U);
  EXPECT_FALSE(processes->tell("helper", "done\n", Processes::Weight::answer));
  EXPECT_EQ(processes->views().at(0).lines_dropped, 1U);
  EXPECT_NE(log_text().find("process 'helper' does not read its input"), std::string::npos);
}

TEST_F(ProcessesTest, AHelperThatEndsIsNotFullAnyMore) {
  stop_when_there_is_room = true;
  processes->set({script("while [ ! -e " + folder + "/go ]; do sleep 0.01; done\n", false)});
  processes->tell("helper", std::string(2 * Processes::kFullAbove, 'x') + "\n", Processes::Weight::message);
  std::ofstream(folder + "/go") << "\n";
  run();
  EXPECT_FALSE(timed_out);
  EXPECT_EQ(fullness, (std::vector<bool>{true, false}));
}

// As ExaBGP has it: helpers of root run as exabgp.daemon.user, with its groups and none of ours.
TEST_F(ProcessesTest, HelpersOfRootRunAsTheUserOfTheSettings) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can become somebody else";
  options.settings = exabgp::load_settings({}, {}).settings;
  std::filesystem::permissions(folder, std::filesystem::perms::all);
  model::ProcessSpec helper = script("id -un > " + folder + "/said; id -Gn >> " + folder + "/said\necho shutdown\nsleep 60\n");
  std::filesystem::permissions(folder + "/helper", std::filesystem::perms::all);
  processes->set({helper});
  run();
  EXPECT_FALSE(timed_out);
  EXPECT_EQ(said(), "nobody\nnogroup\n");
  EXPECT_NE(log_text().find("helper programs run as nobody"), std::string::npos) << log_text();
}

TEST_F(ProcessesTest, AUserWhomNobodyKnowsStartsNothing) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can become somebody else";
  options.settings = exabgp::load_settings({{"exabgp_daemon_user", "no-such-user"}}, {}).settings;
  processes->set({script("sleep 60\n")});
  EXPECT_FALSE(processes->views().at(0).running);
  EXPECT_NE(log_text().find("there is no user no-such-user"), std::string::npos) << log_text();
}

// Lines of one write share their UPDATEs; each has its answer.
TEST_F(ProcessesTest, ABurstOfLinesIsOneBatch) {
  attach_neighbor();
  processes->set(
      {script("printf 'announce route 10.0.0.0/8 next-hop 192.0.2.9\nannounce nonsense\nannounce route 11.0.0.0/8 next-hop 192.0.2.9\n'\n"
              "read a; read b; read c\necho $a $b $c > " +
              folder + "/said\necho shutdown\nsleep 60\n")});
  run();
  EXPECT_FALSE(timed_out);
  EXPECT_EQ(routes, (std::vector<std::size_t>{2}));
  EXPECT_EQ(said(), "done error done\n");
}

TEST_F(ProcessesTest, WhoAsksSeesWhatTheLinesBeforeHaveOrdered) {
  attach_neighbor();
  processes->set({script("printf 'announce route 10.0.0.0/8 next-hop 192.0.2.9\nshow adj-rib out\nshutdown\n'\nsleep 60\n")});
  run();
  EXPECT_FALSE(timed_out);
  EXPECT_EQ(routes_when_asked, (std::vector<std::size_t>{1}));
}

TEST_F(ProcessesTest, ThePeerThatALineHasCreatedIsThereForTheNext) {
  options.settings = exabgp::load_settings({{"exabgp.api.version", "6"}, {"exabgp.daemon.drop", "false"}}, {}).settings;
  world.load = [this](std::string_view text) { return exabgp::load_conf("peer create", text, options.settings, options.compat); };
  processes->set({script(
      "printf 'peer create 192.0.2.4 local-address 192.0.2.1 local-as 65000 peer-as 65004 router-id 192.0.2.1\npeer 192.0.2.4 announce route 10.0.0.0/8 "
      "next-hop 192.0.2.9\n'\nread a; read b\necho $a $b > " +
      folder + "/said\necho daemon shutdown\nsleep 60\n")});
  run();
  EXPECT_FALSE(timed_out);
  EXPECT_EQ(routes, (std::vector<std::size_t>{1}));
}

TEST_F(ProcessesTest, OfManyLinesSomeAreLogged) {
  attach_neighbor();
  processes->set({script("i=0; while [ $i -lt 400 ]; do printf '# x\n'; i=$((i+1)); done > " + folder + "/lines; echo shutdown >> " + folder + "/lines; cat " +
                         folder + "/lines\nsleep 60\n")});
  run();
  EXPECT_FALSE(timed_out);
  const std::string text = log_text();
  EXPECT_NE(text.find("Received 301 more commands from API in one go, of process 'helper'"), std::string::npos) << text.substr(text.size() - 300);
}

// Nothing that a helper writes hurts: bytes that are no text, a line of two megabytes (answered, so that nobody waits for ever), half a line at its end.
TEST_F(ProcessesTest, GarbageIsRefusedAndTheHelperGoesOn) {
  attach_neighbor();
  processes->set(
      {script("printf '\\000\\377\\033[31m\\r\n'; read first\nhead -c 2000000 /dev/zero | tr '\\0' x; echo\nread second\n"
              "head -c 500000 /dev/zero | tr '\\0' y; echo\nread third\n"
              "echo $first $second $third > " +
                  folder + "/said\necho shutdown\nprintf 'announce route 10.0.0.0/8 next-hop 192.0.2.9'\n",
              false)});
  run();
  EXPECT_FALSE(timed_out);
  EXPECT_EQ(said(), "error error error\n");
  EXPECT_TRUE(routes.empty()) << "half a line is no command";
  const std::string text = log_text();
  EXPECT_NE(text.find("longer than 1 MiB"), std::string::npos);
  EXPECT_LT(text.size(), 10000U) << "a long line is not logged whole";
  EXPECT_EQ(text.find('\033'), std::string::npos);
}

TEST_F(ProcessesTest, AnAnswerLongerThanTheQueueArrivesWhole) {
  attach_neighbor();
  bgp::PeerStatus status;
  status.config.name = std::string(7000, 'n');
  world.status = [status](bgp::PeerId) { return status; };
  const bgp::Route route{bgp::unicast_nlri(*Prefix::parse("10.0.0.0/8")), {}, bgp::no_attributes(), {}};
  const bgp::AdjRibOut::Wish wish{route.next_hop, route.attributes, {}};
  world.each_out = [&](bgp::PeerId, const auto& visit) {
    for (int i = 0; i < 1000; ++i) visit(route.nlri, bgp::OutView{&wish, {}, true});
  };
  const std::size_t size = 1000 * (status.config.name + " ipv4 unicast 10.0.0.0/8\n").size();
  ASSERT_GT(size, Processes::kQueueLimit);
  processes->set({script("echo show adj-rib out extensive\nhead -c " + std::to_string(size) + " > /dev/null\nread verdict\necho $verdict > " + folder +
                         "/said\necho shutdown\nsleep 60\n")});
  run();
  EXPECT_FALSE(timed_out);
  EXPECT_EQ(said(), "done\n");
  EXPECT_EQ(processes->views().at(0).lines_dropped, 0U);
}

// The daemon may be started anywhere with a relative name of its file; helpers run in / all the same.
TEST_F(ProcessesTest, ARelativeProgramIsFoundBesideItsFileAndInTheWorkingDirectory) {
  const auto before = std::filesystem::current_path();
  model::ProcessSpec spec = script("pwd > " + folder + "/said\necho shutdown\nsleep 60\n");
  spec.run = {"./helper"};
  std::filesystem::create_directory(folder + "/elsewhere");
  std::filesystem::current_path(folder + "/elsewhere");
  spec.directory = "..";  // of `exabgp ../exabgp.conf`
  processes->set({spec});
  run();
  std::filesystem::current_path(before);
  EXPECT_FALSE(timed_out);
  EXPECT_EQ(said(), "/\n");
}

TEST_F(ProcessesTest, AProgramThatIsNowhereSaysWhereItWasLookedFor) {
  model::ProcessSpec spec;
  spec.name = "helper";
  spec.run = {"no-such-helper"};
  spec.directory = folder;
  processes->set({spec});
  const std::string problem = processes->views().at(0).problem;
  EXPECT_NE(problem.find("no-such-helper: there is no such program: looked for "), std::string::npos) << problem;
  EXPECT_NE(problem.find(folder + "/no-such-helper"), std::string::npos) << problem;
}

// Two may exist; the one that is meant is judged, not the last one that was tried.
TEST_F(ProcessesTest, TheProgramThatIsMeantIsTheOneThatIsJudged) {
  std::ofstream(folder + "/helper") << "#!/bin/sh\n";
  model::ProcessSpec spec;
  spec.name = "helper";
  spec.run = {"helper"};
  spec.directory = folder;
  processes->set({spec});
  EXPECT_NE(processes->views().at(0).problem.find(folder + "/helper: is not executable"), std::string::npos) << processes->views().at(0).problem;
}

TEST_F(ProcessesTest, TerminateEndsTheDaemonWithItsHelper) {
  options.settings = exabgp::load_settings({{"exabgp.api.terminate", "true"}, {"exabgp.daemon.drop", "false"}}, {}).settings;
  processes->set({script("exit 3\n")});
  run();
  EXPECT_FALSE(timed_out);
  EXPECT_EQ(given_up, "process 'helper' ended: exit status 3");
}

// Its successor must not get answers to what the old one still says, nor be bound by how the old one wanted to be answered.
TEST_F(ProcessesTest, ARestartedHelperIsHeardAfresh) {
  attach_neighbor();
  const std::string old =
      "trap 'echo announce route 10.0.0.0/8 next-hop 192.0.2.9; exit' TERM\necho silence-ack\necho > " + folder + "/ready\nwhile :; do sleep 0.1; done\n";
  processes->set({script("if [ ! -e " + folder + "/ready ]; then\n" + old + "fi\nsleep 0.5\necho '# hello'\nread answer\necho $answer > " + folder +
                         "/said\necho shutdown\nsleep 60\n")});
  runtime::Timer restart(loop, [this] { processes->restart_all(); });
  restart.arm(runtime::monotonic_now() + 1s);
  run();
  EXPECT_FALSE(timed_out);
  EXPECT_TRUE(routes.empty());
  EXPECT_EQ(said(), "done\n");
}

TEST_F(ProcessesTest, StoppingTellsEachHelperAndWaitsForIt) {
  processes->set({script("read last\necho \"$last\" > " + folder + "/said\n")});
  processes->stop([](model::Encoder) { return std::string("shutdown 1 2\n"); }, [this] { loop.stop(); });
  run();
  EXPECT_FALSE(timed_out);
  std::ifstream said(folder + "/said");
  std::string line;
  std::getline(said, line);
  EXPECT_EQ(line, "shutdown 1 2");
}

TEST_F(ProcessesTest, HelpersMakeFilesAsTheSettingSays) {
  options.personality = Personality::exabgp;
  processes->set({script("umask > " + folder + "/said; echo shutdown; sleep 60\n")});
  run();
  EXPECT_EQ(said(), "0137\n");
  for (int i = 0; i < 200; ++i) processes->tell("helper", std::string(1023, 'x') + "\n", Processes::Weight::message);
  const exabgp::ApiQueue queue = processes->queues().at(0);  // what it does not read
  EXPECT_GT(queue.lines, 100U);
  EXPECT_NEAR(static_cast<double>(queue.bytes), static_cast<double>(queue.lines) * 1024, 1024);
}

}  // namespace vigilcast::app::processes_test
