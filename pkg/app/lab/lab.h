// `vigilcast lab`: the program shown at work on loopback, without root. A receiving router and two demo services in this process, the real agent beside it as a
// process of its own; a service is killed and revived, and the time until the router knows is measured.
#pragma once

#include <string>

namespace vigilcast::app {

struct LabOptions {
  bool once = false;  // play it through, print the figures, end: 0 when all went right
  std::string program;  // path of this program, to start the agent with
};

int run_lab(const LabOptions& options);

}  // namespace vigilcast::app
