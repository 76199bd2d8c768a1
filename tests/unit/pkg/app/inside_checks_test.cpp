// Health checks that run inside of the daemon, as the processes that they stand for.
#include "tests/unit/pkg/app/processes_fixture.h"

namespace vigilcast::app::processes_test {

// A health check without a process: its lines are heard as any helper's are.
TEST_F(ProcessesTest, AHealthCheckMayRunInside) {
  attach_neighbor();
  options.settings = exabgp::load_settings({{"exabgp.healthcheck.native", "true"}}, {}).settings;
  model::ProcessSpec spec;
  spec.name = "helper";
  spec.run = {"python3", "-m", "exabgp", "healthcheck", "--ip", "192.0.2.1", "--ip", "192.0.2.2", "--no-ip-setup", "--rise", "1", "--interval", "60"};
  processes->set({spec});
  EXPECT_EQ(processes->views().at(0).pid, getpid());
  runtime::Timer look(loop, [&] {
    if (routes.size() >= 2) return processes->stop([](model::Encoder) { return std::string(); }, [this] { loop.stop(); });
    look.arm(runtime::monotonic_now() + 1ms);
  });
  look.arm(runtime::monotonic_now());
  run();
  EXPECT_FALSE(timed_out);
  EXPECT_EQ(routes, (std::vector<std::size_t>{1, 1, 1, 1})) << "two announced, and two withdrawn at the end";
  EXPECT_NE(log_text().find("Received command from API: neighbor * withdraw route 192.0.2.2/32 next-hop self"), std::string::npos);
}

// A reload has removed it with its neighbors' attachments; its route must not outlive its address.
TEST_F(ProcessesTest, ACheckInsideThatIsRemovedWithdraws) {
  attach_neighbor();
  options.settings = exabgp::load_settings({{"exabgp.healthcheck.native", "true"}}, {}).settings;
  model::ProcessSpec spec;
  spec.name = "helper";
  spec.run = {"exabgp-healthcheck", "--ip", "192.0.2.1", "--no-ip-setup", "--rise", "1", "--interval", "60"};
  processes->set({spec});
  ASSERT_TRUE(runtime::run_until(loop, [&] { return routes.size() == 1; }));
  processes->retire({});
  world.peers.clear();
  processes->set({});
  bool gone = false;
  processes->stop([](model::Encoder) { return std::string(); }, [&] { gone = true; });
  EXPECT_TRUE(runtime::run_until(loop, [&] { return gone; }));
  EXPECT_EQ(routes, (std::vector<std::size_t>{1, 1}));
}

// Whatever a check is asked to run, it runs where a helper would, and as the user of helpers.
TEST_F(ProcessesTest, WhatACheckInsideRunsIsNotRunByRoot) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can become somebody else";
  attach_neighbor();
  options.settings = exabgp::load_settings({{"exabgp.healthcheck.native", "true"}}, {}).settings;
  std::filesystem::permissions(folder, std::filesystem::perms::all);
  model::ProcessSpec spec;
  spec.name = "helper";
  spec.run = {"exabgp-healthcheck",
              "--ip",
              "192.0.2.1",
              "--no-ip-setup",
              "--rise",
              "1",
              "--interval",
              "60",
              "--command",
              "id -un > " + folder + "/said; pwd >> " + folder + "/said",
              "--execute",
              "id -un > " + folder + "/hook; pwd >> " + folder + "/hook"};
  processes->set({spec});
  EXPECT_EQ(processes->views().at(0).pid, getpid());
  EXPECT_TRUE(runtime::run_until(loop, [&] { return !routes.empty(); }));
  EXPECT_EQ(said(), "nobody\n/\n");
  EXPECT_EQ(said("hook"), "nobody\n/\n");
}

TEST_F(ProcessesTest, AHealthCheckThatEndsTooOftenIsGivenUpInsideToo) {
  options.settings = exabgp::load_settings({{"exabgp.healthcheck.native", "true"}}, {}).settings;
  model::ProcessSpec spec;
  spec.name = "helper";
  spec.run = {"exabgp-healthcheck", "--label", "no-address-has-this"};
  processes->set({spec});
  run();
  EXPECT_FALSE(timed_out);
  EXPECT_EQ(given_up, "Too many death for helper (5) terminating program");
  EXPECT_NE(log_text().find("helper: No IP found"), std::string::npos);
}

}  // namespace vigilcast::app::processes_test
