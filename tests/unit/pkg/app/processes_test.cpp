// Real children: small shell scripts.
#include "pkg/app/processes.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace vigilcast::app::processes_test {

using namespace std::chrono_literals;

class ProcessesTest : public ::testing::Test {
 protected:
  ProcessesTest() {
    std::string name = (std::filesystem::temp_directory_path() / "processes-XXXXXX").string();
    folder = mkdtemp(name.data());
    log_options.destination = folder + "/log";
    log_options.format = telemetry::Format::exabgp;
    log = std::move(*telemetry::Log::open(log_options));
    processes = std::make_unique<Processes>(loop, *log, options,
                                            Processes::Surroundings{[this](const std::string&) -> const exabgp::ApiWorld& { return world; },
                                                                    [this](const std::string&, std::vector<exabgp::Order> orders) {
                                                                      for (const auto& order : orders) {
                                                                        if (std::holds_alternative<exabgp::DaemonOrder>(order)) ++shutdowns;
                                                                      }
                                                                      loop.stop();
                                                                    },
                                                                    [this](const std::string&, const std::string& problem) {
                                                                      given_up = problem;
                                                                      loop.stop();
                                                                    }});
  }
  ~ProcessesTest() override {
    processes.reset();
    log.reset();
    std::filesystem::remove_all(folder);
  }
  model::ProcessSpec script(const std::string& body, bool respawn = true) {
    const std::string path = folder + "/helper";
    std::ofstream(path) << "#!/bin/sh\n" << body;
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    model::ProcessSpec spec;
    spec.name = "helper";
    spec.run = {path};
    spec.respawn = respawn;
    return spec;
  }
  void run() {
    runtime::Timer limit(loop, [this] {
      timed_out = true;
      loop.stop();
    });
    limit.arm(runtime::monotonic_now() + 20s);
    loop.run();
  }
  std::string log_text() {
    log.reset();
    std::ifstream file(log_options.destination);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::string folder;
  runtime::Loop loop;
  telemetry::LogOptions log_options;
  std::unique_ptr<telemetry::Log> log;
  RunOptions options;
  exabgp::ApiWorld world;
  std::unique_ptr<Processes> processes;
  std::string given_up;
  int shutdowns = 0;
  bool timed_out = false;
};

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

TEST_F(ProcessesTest, AHelperThatNeverReadsLosesMessagesAndStallsNobody) {
  processes->set({script("sleep 60\n")});
  const std::string message(64 * 1024, 'x');
  for (int i = 0; i < 200; ++i) processes->tell("helper", message + "\n", Processes::Weight::message);
  processes->tell("helper", "state\n", Processes::Weight::state);
  const auto view = processes->views().at(0);
  EXPECT_GT(view.lines_dropped, 0U);
  EXPECT_LE(view.queued_bytes, Processes::kQueueLimit);
  EXPECT_EQ(view.lines_out + view.lines_dropped, 201U);
  EXPECT_NE(log_text().find("does not read its input"), std::string::npos);
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

}  // namespace vigilcast::app::processes_test
