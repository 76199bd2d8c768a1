// A check with its real commands, in a network namespace of its own.
#include "pkg/app/healthcheck/runner.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "tests/unit/pkg/runtime/run_until.h"

namespace vigilcast::app::runner_test {

using namespace std::chrono_literals;

// An `ip` in front of the real one.
class FalseIp {
 public:
  explicit FalseIp(const std::string& on_delete) {
    std::string name = (std::filesystem::temp_directory_path() / "runner-XXXXXX").string();
    folder_ = mkdtemp(name.data());
    std::ofstream(folder_ + "/ip") << "#!/bin/sh\nif [ \"$2\" = delete ]; then\n" << on_delete << "\nfi\nPATH='" << path_ << "' exec ip \"$@\"\n";
    std::filesystem::permissions(folder_ + "/ip", std::filesystem::perms::owner_all);
    setenv("PATH", (folder_ + ":" + path_).c_str(), 1);
  }
  ~FalseIp() {
    setenv("PATH", path_.c_str(), 1);
    std::filesystem::remove_all(folder_);
  }

 private:
  std::string path_ = std::getenv("PATH"), folder_;
};

// The last thing that is logged; the end comes whatever `ip address delete` does.
std::string last_log_of_a_check_that_ends(bool& ended) {
  exabgp::HealthcheckOptions options;
  options.ips = {*Prefix::parse("192.0.2.77/32")};
  options.rise = 1;
  runtime::Loop loop;
  std::vector<std::string> lines, logged;
  HealthcheckRunner::Surroundings around;
  around.write = [&](const std::string& line, const std::function<void()>& taken) {
    lines.push_back(line);
    taken();
  };
  around.log = [&](const exabgp::HealthLog& log) { logged.push_back(log.text); };
  around.on_end = [&](int) { ended = true; };
  around.last_answers = around.last_commands = 50ms;
  HealthcheckRunner runner(loop, options, exabgp::Compat::v5_0, around);
  runner.start();
  EXPECT_TRUE(runtime::run_until(loop, [&] { return !lines.empty(); }));
  runner.stop();
  EXPECT_TRUE(runtime::run_until(loop, [&] { return ended; }));
  EXPECT_TRUE(lines.back().starts_with("neighbor * withdraw") || lines.back().starts_with("withdraw")) << lines.back();
  return logged.back();
}

TEST(HealthcheckRunner, EndsThoughItsLastCommandHangs) {
  if (::geteuid() != 0 || std::system("ip -V > /dev/null 2>&1") != 0) GTEST_SKIP() << "only root can give itself a network, with ip";
  const FalseIp hangs("exec sleep 60");
  bool ended = false, alone = false;
  std::string last;
  std::thread([&] {
    alone = ::unshare(CLONE_NEWNET) == 0;  // of this thread
    if (alone) last = last_log_of_a_check_that_ends(ended);
  }).join();
  if (!alone) GTEST_SKIP() << "no network namespace may be made here";
  EXPECT_TRUE(ended);
  EXPECT_NE(last.find("take too long"), std::string::npos) << last;
}

}  // namespace vigilcast::app::runner_test
