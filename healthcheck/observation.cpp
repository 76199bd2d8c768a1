#include "healthcheck/observation.h"

namespace vigilcast::health {

std::string_view phase_name(Phase phase) {
  switch (phase) {
    case Phase::resolve: return "resolve";
    case Phase::connect: return "connect";
    case Phase::tls: return "tls";
    case Phase::answer: return "answer";
    case Phase::transfer: return "transfer";
    case Phase::command: break;
  }
  return "command";
}

}  // namespace vigilcast::health
