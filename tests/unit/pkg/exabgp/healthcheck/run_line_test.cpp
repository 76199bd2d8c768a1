// Which run lines are ExaBGP's healthcheck.
#include "pkg/exabgp/healthcheck/run_line.h"

#include <gtest/gtest.h>

#include "pkg/base/text.h"

namespace vigilcast::exabgp::health_run_line_test {

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> out;
  for (const std::string_view word : words(line)) out.emplace_back(word);
  return out;
}

struct Row {
  std::string_view line, python, options;
};
constexpr Row kHealthchecks[] = {
    {"python3 -m exabgp healthcheck --ip 192.0.2.1 -i 1", "python3", "--ip 192.0.2.1 -i 1"},
    {"python -m exabgp healthcheck", "python", ""},
    {"/usr/bin/python3.11 -u -m exabgp healthcheck -d", "/usr/bin/python3.11 -u", "-d"},
    {"/usr/bin/env python3 -m exabgp healthcheck -d", "/usr/bin/env python3", "-d"},
    {"python -m exabgp.application.healthcheck -d", "python", "-d"},
    {"exabgp healthcheck -d", "", "-d"},
    {"/usr/sbin/exabgp --run healthcheck", "", ""},
    {"/usr/local/bin/exabgp-healthcheck -d", "", "-d"},
    {"/usr/bin/vigilcast exabgp healthcheck -d", "", "-d"},
};

TEST(HealthRunLine, IsRecognised) {
  for (const Row& row : kHealthchecks) {
    const auto read = healthcheck_run(words_of(row.line));
    ASSERT_TRUE(read) << row.line;
    EXPECT_EQ(join(read->python, " "), row.python) << row.line;
    EXPECT_EQ(join(read->options, " "), row.options) << row.line;
  }
}

TEST(HealthRunLine, OthersAreNot) {
  for (const char* line : {"", "python3", "python3 -m", "python3 -m exabgp", "python3 -m exabgp version", "python3 healthcheck.py -m exabgp healthcheck",
                           "pythonista -m exabgp healthcheck", "exabgp", "exabgp version", "env", "/etc/exabgp/healthcheck", "vigilcast healthcheck"}) {
    EXPECT_FALSE(healthcheck_run(words_of(line))) << line;
  }
}

TEST(HealthRunLine, OursIsTakenWhereTheModuleIsAbsent) {
  const std::vector<std::string> run = {"python3", "-m", "exabgp", "healthcheck", "--command", "echo 'it is' \"$HOME\""};
  EXPECT_EQ(healthcheck_or_ours(run, *healthcheck_run(run), {"/bin/vigilcast", "exabgp", "healthcheck"}),
            "if 'python3' -c 'import exabgp' </dev/null >/dev/null 2>&1; then exec 'python3' '-m' 'exabgp' 'healthcheck' '--command' 'echo '\\''it is'\\'' "
            "\"$HOME\"'; "
            "else exec '/bin/vigilcast' 'exabgp' 'healthcheck' '--command' 'echo '\\''it is'\\'' \"$HOME\"'; fi");
}

}  // namespace vigilcast::exabgp::health_run_line_test
