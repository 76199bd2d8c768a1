#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/unit/healthcheck/probe/test_prober.h"

namespace vigilcast::health::exec_test {

using namespace std::chrono_literals;
using probe_test::ProbeRun;

CheckSpec exec_check(std::vector<std::string> command) {
  CheckSpec check;
  check.name = "program";
  check.probe = ExecProbe{std::move(command)};
  check.timeout = 20s;
  return check;
}

CheckSpec shell_check(const std::string& line) { return exec_check({"/bin/sh", "-c", line}); }

TEST(ExecProbe, IsJudgedByTheExitCode) {
  struct Row {
    const char* line;
    Outcome outcome;
    const char* code;
    const char* text;
  };
  const Row rows[] = {
      {"exit 0", Outcome::pass, "PROCOK", "exit code 0"},
      {"echo all is well", Outcome::pass, "PROCOK", "exit code 0"},
      {"exit 3", Outcome::fail, "PROCERR", "exit code 3"},
      {"echo 'disk full'; echo bad >&2; exit 1", Outcome::fail, "PROCERR", "exit code 1: disk full bad"},
      {"kill -9 $$", Outcome::fail, "PROCERR", "ended by signal 9"},
      {"cat; exit 5", Outcome::fail, "PROCERR", "exit code 5"},  // it reads nothing
  };
  ProbeRun run;
  for (const Row& row : rows) {
    const Observation seen = run.ask(shell_check(row.line));
    EXPECT_EQ(seen.outcome, row.outcome) << row.line;
    EXPECT_EQ(seen.code, row.code) << row.line;
    EXPECT_EQ(seen.text, row.text) << row.line;
  }
}

TEST(ExecProbe, WordsAreNoShells) {
  ProbeRun run;
  EXPECT_EQ(run.ask(exec_check({"/usr/bin/test", "a b", "=", "a b"})).code, "PROCOK");
  EXPECT_EQ(run.ask(exec_check({"/usr/bin/test", "$HOME", "=", "$HOME"})).code, "PROCOK");
}

TEST(ExecProbe, MuchOutputIsCutShort) {
  ProbeRun run;
  const Observation seen = run.ask(shell_check("yes | head -c 1000000; exit 1"));
  EXPECT_EQ(seen.code, "PROCERR");
  EXPECT_LT(seen.text.size(), 1000U);
}

// With what it has started.
TEST(ExecProbe, WhatIsLateIsKilled) {
  const std::string file = ::testing::TempDir() + "exec_probe_" + std::to_string(::getpid());
  CheckSpec check = shell_check("sleep 600 & echo $! > " + file + "; wait");
  check.timeout = 300ms;
  ProbeRun run;
  const Observation seen = run.ask_undisturbed(check);
  EXPECT_EQ(seen.outcome, Outcome::fail);
  EXPECT_EQ(seen.code, "PROCTOUT");
  EXPECT_EQ(seen.text, "no end of /bin/sh within 300ms");
  std::ifstream in(file);
  int child = 0;
  in >> child;
  ASSERT_GT(child, 0);
  std::string state;
  for (int tries = 0; tries < 500; ++tries) {
    std::ifstream stat("/proc/" + std::to_string(child) + "/stat");
    std::string pid, name;
    if (!(stat >> pid >> name >> state) || state == "Z") return;
    std::this_thread::sleep_for(10ms);
  }
  ADD_FAILURE() << "it still runs: " << state;
}

TEST(ExecProbe, WhatIsNotThere) {
  ProbeRun run;
  const Observation seen = run.ask(exec_check({"/nowhere/at/all"}));
  EXPECT_EQ(seen.outcome, Outcome::fail) << seen.text;
}

// Each is for its owner to mend: a verdict that stayed as it was would announce on.
TEST(ExecProbe, WhatCannotBeRunIsNotOurTrouble) {
  std::string folder = (std::filesystem::temp_directory_path() / "exec-XXXXXX").string();
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  const std::string script = folder + "/script";
  std::ofstream(script) << "#!/nowhere/at/all\n";
  std::filesystem::permissions(script, std::filesystem::perms::owner_all);
  for (const std::string& program : {folder, script}) {
    ProbeRun run;
    const Observation seen = run.ask(exec_check({program}));
    EXPECT_EQ(seen.outcome, Outcome::fail) << program << ": " << seen.text;
  }
  std::filesystem::remove_all(folder);
}

TEST(ExecProbe, TheProberMayGoWhileItRuns) {
  ProbeRun run;
  run.loop.post([&] {
    run.prober->start(shell_check("sleep 600"), {}, [](const Observation&) { ADD_FAILURE() << "answered"; });
    run.loop.post([&] {
      run.prober.reset();
      run.loop.post([&] { run.loop.stop(); });
    });
  });
  run.loop.run();
}

}  // namespace vigilcast::health::exec_test
