// Runs one probe after the other on a loop of the test's own thread.
#pragma once

#include "healthcheck/probe/prober.h"
#include "pkg/runtime/loop.h"

namespace vigilcast::health::probe_test {

class ProbeRun {
 public:
  runtime::Loop loop;
  std::unique_ptr<Prober> prober = std::make_unique<Prober>(loop);

  Observation ask(const CheckSpec& check, bool fresh = false) { return run(check, {.fresh = fresh}); }
  Observation trace(const CheckSpec& check, bool fresh = false) { return run(check, {.fresh = fresh, .trace = true}); }

  Observation run(const CheckSpec& check, Prober::How how) {
    Observation out;
    loop.post([&] {
      prober->start(check, how, [&](Observation observation) {
        out = std::move(observation);
        loop.stop();
      });
    });
    loop.run();
    return out;
  }

  // Again, as long as the machine was too busy to tell the target's silence from our own.
  Observation ask_undisturbed(const CheckSpec& check) {
    for (int tries = 1;; ++tries) {
      Observation out = ask(check);
      if (tries == 100 || out.text.find("we were stalled ourselves") == std::string::npos) return out;
    }
  }
};

inline CheckSpec http_check(const std::string& url) {
  CheckSpec check;
  check.name = "web";
  HttpProbe probe;
  probe.url = url;
  check.probe = probe;
  check.timeout = std::chrono::seconds(5);  // generous: a busy machine must not fail these tests
  return check;
}

inline HttpProbe& http_of(CheckSpec& check) { return std::get<HttpProbe>(check.probe); }

}  // namespace vigilcast::health::probe_test
