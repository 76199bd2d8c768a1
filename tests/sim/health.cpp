#include "tests/sim/health.h"

namespace vigilcast::sim {

NodeHealth::NodeHealth(Agenda& agenda, Tapes& tapes, const std::string& node, Duration hold_down)
    : agenda_(agenda), tapes_(tapes), monitor_(node), policy_(agenda.now(), hold_down) {}

void NodeHealth::configure(std::vector<health::CheckSpec> checks, std::vector<announce::ServiceSpec> services) {
  checks_ = std::move(checks);
  services_ = std::move(services);
  monitor_.set_checks(checks_, agenda_.now());
  note(policy_.set_services(services_, checks_, agenda_.now()));
}

std::optional<Instant> NodeHealth::next_deadline() const { return earlier(monitor_.next_deadline(), policy_.next_deadline()); }

void NodeHealth::on_time() {
  act(monitor_.on_time(agenda_.now()));
  note(policy_.on_time(agenda_.now()));
}

void NodeHealth::act(const std::vector<health::MonitorOutput>& outputs) {
  for (const health::MonitorOutput& output : outputs) {
    if (const auto* start = std::get_if<health::StartProbe>(&output)) probe(*start);
    if (const auto* change = std::get_if<health::CheckChanged>(&output)) {
      const announce::CheckFact fact{change->verdict, change->to, change->observation.code + " " + change->observation.text};
      note(policy_.handle({change->check, fact}, agenda_.now()));
    }
  }
}

// An answer slower than the check's timeout is a failure at the timeout.
void NodeHealth::probe(const health::StartProbe& start) {
  Tape& tape = tapes_[start.check->name];
  Answer answer = tape.standing;
  if (!tape.next.empty()) {
    answer = tape.next.front();
    tape.next.pop_front();
    tape.since = agenda_.now();
  }
  health::Observation seen;
  seen.check = start.check->name;
  seen.probe = start.probe;
  seen.took = std::min(answer.took, start.check->timeout);
  seen.outcome = answer.took > start.check->timeout ? health::Outcome::fail : answer.outcome;
  seen.code = answer.took > start.check->timeout ? "L4TOUT" : seen.outcome == health::Outcome::pass ? "L7OK" : "L4CON";
  seen.at = agenda_.now() + seen.took;
  agenda_.at(seen.at, [weak = weak_from_this(), seen] {
    const auto self = weak.lock();
    if (!self) return;  // switched off meanwhile
    self->act(self->monitor_.handle(seen, self->agenda_.now()));
    self->changed();
  });
}

void NodeHealth::note(announce::PolicyOutput output) {
  decisions_.services.insert(decisions_.services.end(), output.services.begin(), output.services.end());
  decisions_.prefixes.insert(decisions_.prefixes.end(), output.prefixes.begin(), output.prefixes.end());
  decisions_.watchdogs.insert(decisions_.watchdogs.end(), output.watchdogs.begin(), output.watchdogs.end());
}

}  // namespace vigilcast::sim
