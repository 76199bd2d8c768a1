// Helper programs: what they get, what they say, how they end, and what is refused.
#include "pkg/runtime/child.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "tests/unit/pkg/runtime/run_until.h"

namespace vigilcast::runtime::child_test {

using namespace std::chrono_literals;
using Strings = std::vector<std::string>;

// A directory that vanishes with the test.
struct Scratch {
  Scratch() {
    std::string name = std::filesystem::temp_directory_path() / "vigilcast-child-XXXXXX";
    path = ::mkdtemp(name.data());
  }
  ~Scratch() { std::filesystem::remove_all(path); }

  std::string write(const std::string& name, const std::string& content, mode_t mode = 0755) const {
    const std::string file = path / name;
    std::ofstream(file) << content;
    ::chmod(file.c_str(), mode);
    return file;
  }
  std::filesystem::path path;
};

class ChildTest : public testing::Test {
 protected:
  Child::Callbacks callbacks() {
    return {.on_line = [this](std::string_view line) { lines.emplace_back(line); },
            .on_dropped = [this](std::size_t count) { dropped += count; },
            .on_queue = [this](std::size_t size) { queue.push_back(size); },
            .on_exit = [this](const std::string& text) { status = text; }};
  }
  bool run_to_its_end(const ChildSpec& spec) {
    const auto started = child.start(spec);
    EXPECT_TRUE(started) << started.error().to_string();
    return started && run_until(loop, [&] { return !child.running(); });
  }
  std::string refusal(const Strings& argv) {
    const auto started = child.start({.argv = argv});
    EXPECT_FALSE(started);
    return started ? "" : started.error().to_string();
  }

  Scratch scratch;
  Loop loop;
  Strings lines;
  std::size_t dropped = 0;
  std::vector<std::size_t> queue;
  std::string status;
  Child child{loop, callbacks()};
};

bool alive(int pid) { return ::kill(pid, 0) == 0; }

TEST_F(ChildTest, GetsItsArgumentsUntouched) {
  ASSERT_TRUE(run_to_its_end({.argv = {"/bin/sh", "-c", "printf '%s\\n' \"$@\"", "sh", "a b", "", "$HOME;'\""}}));
  EXPECT_EQ(lines, (Strings{"a b", "", "$HOME;'\""}));
  EXPECT_EQ(status, "exit status 0");
}

TEST_F(ChildTest, GetsOurEnvironmentAsAmended) {
  ::setenv("VIGILCAST_TEST_KEPT", "kept", 1);
  ::setenv("VIGILCAST_TEST_GONE", "gone", 1);
  ::setenv("VIGILCAST_TEST_OLD", "old", 1);
  ASSERT_TRUE(run_to_its_end({.argv = {"/usr/bin/env"},
                              .environment = {{"VIGILCAST_TEST_OLD", "new"}, {"VIGILCAST_TEST_ADDED", "a=b"}},
                              .without_environment = {"VIGILCAST_TEST_GONE"}}));
  std::erase_if(lines, [](const std::string& line) { return !line.starts_with("VIGILCAST_TEST_"); });
  EXPECT_EQ(lines, (Strings{"VIGILCAST_TEST_KEPT=kept", "VIGILCAST_TEST_OLD=new", "VIGILCAST_TEST_ADDED=a=b"}));
}

TEST_F(ChildTest, RunsWhereItIsTold) {
  const std::string here = std::filesystem::canonical(scratch.path);
  ASSERT_TRUE(run_to_its_end({.argv = {"/bin/pwd", "-P"}, .directory = here}));
  EXPECT_EQ(lines, Strings{here});
}

// Scripts find their data beside themselves: they must see their own path, not a descriptor's.
TEST_F(ChildTest, AScriptKnowsItsPathAndArguments) {
  const std::string script = scratch.write("feed", "#!/bin/sh -u\necho \"$0 $1\"\ncat \"$(dirname \"$0\")/data\"\n");
  scratch.write("data", "beside\n");
  ASSERT_TRUE(run_to_its_end({.argv = {script, "x y"}}));
  EXPECT_EQ(lines, (Strings{script + " x y", "beside"}));
}

TEST_F(ChildTest, ARelativeProgramIsLookedForInItsDirectory) {
  scratch.write("feed", "#!/usr/bin/env sh\necho found\n");
  ASSERT_TRUE(run_to_its_end({.argv = {"./feed"}, .directory = scratch.path}));
  EXPECT_EQ(lines, Strings{"found"});
}

TEST_F(ChildTest, InheritsNoDescriptorButTheThreeStandardOnes) {
  const int leaky = ::dup(STDERR_FILENO);  // without close-on-exec
  ASSERT_TRUE(run_to_its_end({.argv = {"/bin/sh", "-c", "for fd in 3 4 5 6 7 8 9; do [ -e /proc/self/fd/$fd ] && readlink /proc/$$/fd/$fd; done; true"}}));
  ::close(leaky);
  EXPECT_EQ(lines, Strings{});
}

TEST_F(ChildTest, StartsWithDefaultSignals) {
  // Bit 12 of SigIgn is SIGPIPE, which every program with a Loop ignores; bit 31 is a signal of the C library, which some supervisors leave ignored.
  std::array<unsigned long, 4> ignored{reinterpret_cast<unsigned long>(SIG_IGN)}, before{};  // the kernel's struct sigaction
  ASSERT_EQ(::syscall(SYS_rt_sigaction, 32, ignored.data(), before.data(), sizeof(unsigned long)), 0);
  const bool ended = run_to_its_end({.argv = {"/bin/grep", "-E", "Sig(Ign|Blk)", "/proc/self/status"}});
  ::syscall(SYS_rt_sigaction, 32, before.data(), nullptr, sizeof(unsigned long));
  ASSERT_TRUE(ended);
  EXPECT_EQ(lines, (Strings{"SigBlk:\t0000000000000000", "SigIgn:\t0000000000000000"}));
}

TEST_F(ChildTest, TalksBothWays) {
  ASSERT_TRUE(child.start({.argv = {"/bin/cat"}}));
  EXPECT_GT(child.pid(), 0);
  EXPECT_TRUE(child.write("shutdown\nhalf"));
  ASSERT_TRUE(run_until(loop, [&] { return lines.size() == 1; }));
  EXPECT_TRUE(child.write(" of it\n"));
  ASSERT_TRUE(run_until(loop, [&] { return lines.size() == 2; }));
  EXPECT_EQ(lines, (Strings{"shutdown", "half of it"}));
}

TEST_F(ChildTest, GivesStandardErrorByLineWhenAsked) {
  Strings errors;
  auto calls = callbacks();
  calls.on_error_line = [&](std::string_view line) { errors.emplace_back(line); };
  Child noisy(loop, std::move(calls));
  ASSERT_TRUE(noisy.start({.argv = {"/bin/sh", "-c", "echo out; echo err >&2"}}));
  ASSERT_TRUE(run_until(loop, [&] { return !noisy.running() && !errors.empty(); }));
  EXPECT_EQ(lines, Strings{"out"});
  EXPECT_EQ(errors, Strings{"err"});
}

TEST_F(ChildTest, EveryLineComesBeforeTheExit) {
  ASSERT_TRUE(run_to_its_end({.argv = {"/bin/sh", "-c", "i=0; while [ $i -lt 2000 ]; do echo line $i; i=$((i+1)); done; printf unfinished; exit 3"}}));
  ASSERT_EQ(lines.size(), 2000U);
  EXPECT_EQ(lines.back(), "line 1999");
  EXPECT_EQ(status, "exit status 3");
}

TEST_F(ChildTest, ItsExitIsSeenThoughAGrandchildKeepsItsOutputOpen) {
  ASSERT_TRUE(run_to_its_end({.argv = {"/bin/sh", "-c", "sleep 1000 & echo $!"}}));
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(status, "exit status 0");
  ::kill(std::stoi(lines[0]), SIGKILL);
}

TEST_F(ChildTest, LeavesNoZombie) {
  ASSERT_TRUE(child.start({.argv = {"/bin/true"}}));
  const int pid = child.pid();
  ASSERT_TRUE(run_until(loop, [&] { return !child.running(); }));
  EXPECT_EQ(::waitpid(pid, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST_F(ChildTest, NamesTheSignalThatKilledIt) {
  ASSERT_TRUE(run_to_its_end({.argv = {"/bin/sh", "-c", "kill -SEGV $$"}}));
  EXPECT_EQ(status, "killed by SIGSEGV");
}

TEST_F(ChildTest, OneThatNeverReadsNeverBlocksUs) {
  ASSERT_TRUE(child.start({.argv = {"/bin/sleep", "1000"}, .input_limit = 500'000}));
  const std::string line(1000, 'x');
  std::size_t taken = 0;
  while (child.write(line)) ASSERT_LT(++taken, 10'000U);
  EXPECT_GE(taken, 500U) << "the queue and the pipe hold that much";
  EXPECT_LE(child.queued(), 500'000U);
  EXPECT_GT(child.queued(), 499'000U);
}

TEST_F(ChildTest, ASlowReaderGetsEverythingInOrder) {
  ASSERT_TRUE(child.start({.argv = {"/bin/sh", "-c", "read go; wc -c"}}));
  const std::string line = std::string(999, 'x') + "\n";
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(child.write(line));
  EXPECT_GT(child.queued(), 0U);
  ASSERT_TRUE(run_until(loop, [&] { return child.queued() == 0; }));
  EXPECT_EQ(queue.back(), 0U);
}

TEST_F(ChildTest, WritingAfterItClosedItsInputIsRefused) {
  ASSERT_TRUE(child.start({.argv = {"/bin/sh", "-c", "exec <&-; echo closed; sleep 1000"}}));
  ASSERT_TRUE(run_until(loop, [&] { return lines.size() == 1; }));
  EXPECT_FALSE(child.write("anything\n"));
  EXPECT_TRUE(child.running());
}

TEST_F(ChildTest, PausedReadingHoldsBackTheWriter) {
  ASSERT_TRUE(child.start({.argv = {"/usr/bin/yes"}}));
  ASSERT_TRUE(run_until(loop, [&] { return !lines.empty(); }));
  child.pause_reading();
  const std::size_t before = lines.size();
  int turns = 0;
  run_until(loop, [&] { return ++turns == 10; });
  EXPECT_EQ(lines.size(), before);
  child.resume_reading();
  EXPECT_TRUE(run_until(loop, [&] { return lines.size() > before; }));
}

TEST_F(ChildTest, PausingFromALineStopsBeforeTheNextOne) {
  Strings seen;
  std::unique_ptr<Child> careful;
  careful = std::make_unique<Child>(loop, Child::Callbacks{.on_line =
                                                               [&](std::string_view line) {
                                                                 seen.emplace_back(line);
                                                                 careful->pause_reading();
                                                               },
                                                           .on_exit = [&](const std::string& text) { status = text; }});
  ASSERT_TRUE(careful->start({.argv = {"/bin/sh", "-c", "echo 1; echo 2; echo 3"}}));
  for (std::size_t count = 1; count <= 3; ++count) {
    ASSERT_TRUE(run_until(loop, [&] { return seen.size() >= count; }));
    int turns = 0;
    run_until(loop, [&] { return ++turns == 5; });
    EXPECT_EQ(seen.size(), count);
    EXPECT_EQ(status, "") << "the exit waits behind the lines";
    careful->resume_reading();
  }
  ASSERT_TRUE(run_until(loop, [&] { return status == "exit status 0"; }));
}

TEST_F(ChildTest, ALineOfOneMebibyteIsTheLongest) {
  ASSERT_TRUE(
      run_to_its_end({.argv = {"/bin/sh", "-c", "head -c 1048576 /dev/zero | tr '\\0' a; echo; head -c 1048577 /dev/zero | tr '\\0' b; echo; echo short"}}));
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].size(), 1'048'576U);
  EXPECT_EQ(lines[1], "short");
  EXPECT_EQ(dropped, 1U);
}

TEST_F(ChildTest, TerminateEndsTheWholeGroup) {
  ASSERT_TRUE(child.start({.argv = {"/bin/sh", "-c", "sleep 1000 & echo $!; wait"}}));
  ASSERT_TRUE(run_until(loop, [&] { return lines.size() == 1; }));
  const int grandchild = std::stoi(lines[0]);
  child.terminate();
  ASSERT_TRUE(run_until(loop, [&] { return !child.running(); }));
  EXPECT_EQ(status, "killed by SIGTERM");
  EXPECT_TRUE(run_until(loop, [&] { return !alive(grandchild); }));
}

TEST_F(ChildTest, OneThatIgnoresSigtermIsKilledTwoSecondsLater) {
  ASSERT_TRUE(child.start({.argv = {"/bin/sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1000; done"}}));
  ASSERT_TRUE(run_until(loop, [&] { return lines.size() == 1; }));
  const Instant asked = loop.now();
  child.terminate();
  ASSERT_TRUE(run_until(loop, [&] { return !child.running(); }));
  EXPECT_EQ(status, "killed by SIGKILL");
  EXPECT_GE(loop.now() - asked, 2s);
}

TEST_F(ChildTest, DestructionKillsTheWholeGroup) {
  auto doomed = std::make_unique<Child>(loop, callbacks());
  ASSERT_TRUE(doomed->start({.argv = {"/bin/sh", "-c", "trap '' TERM; sleep 1000 & echo $!; wait"}}));
  ASSERT_TRUE(run_until(loop, [&] { return lines.size() == 1; }));
  const int leader = doomed->pid(), grandchild = std::stoi(lines[0]);
  doomed.reset();
  EXPECT_TRUE(run_until(loop, [&] { return !alive(leader) && !alive(grandchild); }));
  EXPECT_EQ(status, "");
}

TEST_F(ChildTest, StartsWhileOtherThreadsWork) {
  std::atomic<bool> done = false;
  std::thread busy([&] {
    while (!done) std::vector<std::string>(64, std::string(64, 'x')).clear();
  });
  for (int i = 0; i < 20; ++i) {
    Child each(loop, callbacks());
    ASSERT_TRUE(each.start({.argv = {"/bin/true"}}));
    ASSERT_TRUE(run_until(loop, [&] { return !each.running(); }));
  }
  done = true;
  busy.join();
}

// --- refused -----------------------------------------------------------------------------------------------------------
TEST_F(ChildTest, RefusesWhatIsMissing) {
  EXPECT_EQ(refusal({"/nonexistent/feed"}), "/nonexistent/feed: does not exist");
  EXPECT_EQ(refusal({}), "no program is named");
  EXPECT_EQ(refusal({""}), "no program is named");
}

TEST_F(ChildTest, RefusesADirectory) { EXPECT_EQ(refusal({scratch.path}), scratch.path.string() + ": is a directory, not a program"); }

TEST_F(ChildTest, RefusesWhatIsNoRegularFile) {
  const std::string fifo = scratch.path / "fifo";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0755), 0);
  EXPECT_EQ(refusal({fifo}), fifo + ": is not a regular file");
}

TEST_F(ChildTest, RefusesWhatIsNotExecutable) {
  const std::string file = scratch.write("feed", "#!/bin/sh\n", 0644);
  EXPECT_EQ(refusal({file}), file + ": is not executable by this user (chmod +x " + file + ")");
}

TEST_F(ChildTest, RefusesSetuidAndSetgid) {
  for (const mode_t bit : {S_ISUID, S_ISGID}) {
    const std::string file = scratch.write("feed", "#!/bin/sh\n", 0755 | bit);
    EXPECT_EQ(refusal({file}), file + ": is setuid or setgid, and such a helper program is not run (chmod u-s,g-s " + file + ")");
  }
}

TEST_F(ChildTest, RefusesAScriptWithoutInterpreterLine) {
  const std::string file = scratch.write("feed", "echo hello\n");
  EXPECT_EQ(refusal({file}), file + ": has no #! line and is not a binary program (let its first line name what runs it: #!/bin/sh, #!/usr/bin/env python3)");
}

TEST_F(ChildTest, RefusesAnEmptyFile) {
  const std::string file = scratch.write("feed", "");
  EXPECT_EQ(refusal({file}), file + ": is empty, or cannot be read");
}

TEST_F(ChildTest, RefusesAnInterpreterLineThatLeadsNowhere) {
  const std::string missing = scratch.write("missing", "#! /no/such/python3 -u\n");
  EXPECT_EQ(refusal({missing}), missing + ": cannot be run by /no/such/python3, which its #! line names: no such file or directory");
  const std::string bare = scratch.write("bare", "#!\n");
  EXPECT_EQ(refusal({bare}), bare + ": names no interpreter in its #! line (write for example #!/bin/sh)");
  const std::string windows = scratch.write("windows", "#!/bin/sh\r\necho\r\n");
  EXPECT_EQ(refusal({windows}), windows + ": has a carriage return at the end of its #! line (it was saved with Windows line ends: dos2unix " + windows + ")");
}

TEST_F(ChildTest, RefusesABinaryOfAnotherMachine) {
  const std::string file = scratch.write("feed", std::string("\x7f"
                                                             "ELF\x01\x01\x01",
                                                             7) +
                                                     std::string(200, '\0'));
  EXPECT_EQ(refusal({file}), file + ": is a program for another kind of machine");
}

TEST_F(ChildTest, RefusesADirectoryToRunInThatIsNone) {
  const auto started = child.start({.argv = {"/bin/true"}, .directory = "/nonexistent"});
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().to_string(), "/nonexistent: cannot run there: no such file or directory");
}

// Somebody swaps the file for a setuid one all the time: sometimes it is refused, but it never runs.
TEST_F(ChildTest, WhatRunsIsWhatWasChecked) {
  std::filesystem::copy_file("/usr/bin/true", scratch.path / "good");
  std::filesystem::copy_file("/usr/bin/false", scratch.path / "bad");
  ::chmod((scratch.path / "bad").c_str(), 04755);
  const std::string name = scratch.path / "helper";
  std::atomic<bool> done = false;
  std::filesystem::create_hard_link(scratch.path / "good", name);
  std::thread swapper([&] {
    const std::string next = scratch.path / "next";
    for (bool bad = true; !done; bad = !bad) {
      std::filesystem::create_hard_link(scratch.path / (bad ? "bad" : "good"), next);
      std::filesystem::rename(next, name);
    }
  });
  int ran = 0, refused = 0;
  for (const Instant limit = loop.now() + 10s; (ran < 20 || refused < 20) && loop.now() < limit;) {
    Child each(loop, callbacks());
    if (!each.start({.argv = {name}})) {
      ++refused;
      std::this_thread::yield();
      continue;
    }
    ++ran;
    EXPECT_TRUE(run_until(loop, [&] { return !each.running(); }));
    EXPECT_EQ(std::exchange(status, {}), "exit status 0");
  }
  done = true;
  swapper.join();
  EXPECT_GT(ran, 0);
  EXPECT_GT(refused, 0);
}

}  // namespace vigilcast::runtime::child_test
