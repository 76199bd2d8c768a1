// What is said of a command line that cannot be understood. Exit code 2: nothing was tried; 1 is for what was tried and failed.
#pragma once

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace vigilcast::cmd {

inline constexpr int kUsageExit = 2;

// Prints help or the version where that is what was asked for (exit code 0), else what is wrong, where to look, and the nearest verb.
int tell_usage(const CLI::App& app, const CLI::ParseError& problem, int argc, char** argv);

}  // namespace vigilcast::cmd
