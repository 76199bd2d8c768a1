// The verbs of the command line: one row each in verbs.cpp, one small file each.
#pragma once

#include <span>

namespace CLI {
class App;
}

namespace vigilcast::cmd {

struct Verb {
  const char* name;
  const char* help;
  void (*add)(CLI::App& verb, int& exit_code);  // adds its options, and a callback that sets the exit code
};

std::span<const Verb> all_verbs();

void add_run(CLI::App& verb, int& exit_code);
void add_lab(CLI::App& verb, int& exit_code);
void add_check(CLI::App& verb, int& exit_code);
void add_convert(CLI::App& verb, int& exit_code);
void add_status(CLI::App& verb, int& exit_code);
void add_peers(CLI::App& verb, int& exit_code);
void add_services(CLI::App& verb, int& exit_code);
void add_checks(CLI::App& verb, int& exit_code);
void add_push(CLI::App& verb, int& exit_code);
void add_routes(CLI::App& verb, int& exit_code);
void add_explain(CLI::App& verb, int& exit_code);
void add_events(CLI::App& verb, int& exit_code);
void add_reload(CLI::App& verb, int& exit_code);
void add_decode(CLI::App& verb, int& exit_code);
void add_crd(CLI::App& verb, int& exit_code);
void add_controller(CLI::App& verb, int& exit_code);
void add_probe(CLI::App& verb, int& exit_code);
void add_completion(CLI::App& verb, int& exit_code);
void add_version(CLI::App& verb, int& exit_code);

}  // namespace vigilcast::cmd
