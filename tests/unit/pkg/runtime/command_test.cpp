// Commands that are run once: what they print, how they end, and that nothing is left of those nobody wants any more.
#include "pkg/runtime/command.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <optional>

#include <sys/prctl.h>
#include <unistd.h>

#include "pkg/runtime/files.h"
#include "pkg/runtime/line_source.h"
#include "tests/unit/pkg/runtime/run_until.h"

namespace vigilcast::runtime::command_test {

std::optional<CommandResult> result_of(const CommandSpec& spec) {
  Loop loop;
  std::optional<CommandResult> out;
  Command command(loop, [&](const CommandResult& result) { out = result; });
  const auto started = command.start(spec);
  EXPECT_TRUE(started) << started.error().to_string();
  run_until(loop, [&] { return out.has_value(); });
  return out;
}

CommandSpec shell(const std::string& text) { return {.argv = {"/bin/sh", "-c", text}}; }

TEST(Command, HasACodeAndAnOutput) {
  const auto result = result_of(shell("echo one; echo two >&2; printf three; exit 3"));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->code, 3);
  EXPECT_EQ(result->output, "one\ntwo\nthree");
}

TEST(Command, ThatIsKilledHasTheSignalBelowZero) { EXPECT_EQ(result_of(shell("kill -9 $$"))->code, -9); }

TEST(Command, ReadsNothing) { EXPECT_EQ(result_of(shell("cat; echo done"))->output, "done\n"); }

TEST(Command, HasItsEnvironment) {
  CommandSpec spec = shell("echo $STATE");
  spec.environment = {{"STATE", "UP"}};
  EXPECT_EQ(result_of(spec)->output, "UP\n");
}

TEST(Command, RunsWhereItIsTold) {
  CommandSpec spec = shell("pwd");
  spec.directory = "/";
  EXPECT_EQ(result_of(spec)->output, "/\n");
}

TEST(Command, RunsAsWhomItIsTold) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can become somebody else";
  CommandSpec spec = shell("id -un; id -Gn");
  spec.directory = "/";
  spec.account = *find_account("nobody");
  EXPECT_EQ(result_of(spec)->output, "nobody\nnogroup\n");
}

// The child changes its user while it shares our memory; we must stay one who may leave a core, and whose /proc is its own.
TEST(Command, RunningAsAnotherLeavesUsAsWeWere) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can become somebody else";
  CommandSpec spec = shell("exit 0");
  spec.account = *find_account("nobody");
  ASSERT_EQ(::prctl(PR_SET_DUMPABLE, 1), 0);
  EXPECT_EQ(result_of(spec)->code, 0);
  EXPECT_EQ(::prctl(PR_GET_DUMPABLE), 1);
}

TEST(Command, IsOverWhenItsProcessIs) { EXPECT_EQ(result_of(shell("sleep 60 & echo started"))->output, "started\n"); }

TEST(Command, PrintsMoreThanIsKept) { EXPECT_EQ(result_of(shell("head -c 300000 /dev/zero; exit 1"))->output.size(), Command::kOutputKept); }

TEST(Command, WhoseOutputNobodyWantsMayLeaveAWriterBehind) {
  CommandSpec spec = shell("echo nothing");
  spec.keep_output = false;
  EXPECT_EQ(result_of(spec)->output, "");
}

TEST(Command, ThatCannotBeStartedSaysSo) {
  Loop loop;
  Command command(loop, [](const CommandResult&) { FAIL(); });
  const auto started = command.start({.argv = {"/nonexistent/program"}});
  ASSERT_FALSE(started);
  EXPECT_NE(started.error().to_string().find("/nonexistent/program"), std::string::npos);
}

TEST(Command, IsEndedWithItsGroup) {
  Loop loop;
  const std::string path = testing::TempDir() + "command-pid";
  std::filesystem::remove(path);
  auto command = std::make_unique<Command>(loop, [](const CommandResult&) { FAIL(); });
  ASSERT_TRUE(command->start(shell("sleep 60 & echo $! > " + path + ".new; mv " + path + ".new " + path + "; wait")));
  ASSERT_TRUE(run_until(loop, [&] { return std::filesystem::exists(path); }));
  pid_t pid = 0;
  std::ifstream(path) >> pid;
  command.reset();
  EXPECT_TRUE(run_until(loop, [&] {
    std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
    std::string number, name, state;
    return !(stat >> number >> name >> state) || state == "Z";  // gone, or waiting for whoever reaps it
  }));
}

TEST(LineSource, WhatCannotBeWaitedForEndsAtOnce) {
  Loop loop;
  bool ended = false;
  const auto nothing = open_to_read("/dev/null");
  ASSERT_TRUE(nothing);
  const LineSource source(loop, Descriptor(dup(nothing->get())), {.on_end = [&] { ended = true; }});
  EXPECT_TRUE(run_until(loop, [&] { return ended; }));
}

}  // namespace vigilcast::runtime::command_test
