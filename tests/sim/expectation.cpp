#include "tests/sim/expectation.h"

#include <algorithm>

#include "bgp/wire/attr/all.h"
#include "tests/sim/invariants.h"
#include "tests/sim/words.h"

namespace vigilcast::sim {

using bgp::fsm::State;

Expectation::Expectation(Scenario& scenario, Statement& statement) : scenario_(scenario), met_(condition(statement)), until_(scenario.world_.now()) {
  while (!statement.done()) {
    if (statement.accept("within")) {
      until_ += statement.duration("how long");
    } else if (statement.accept("by")) {
      until_ = scenario.at(statement.duration("when"));
    } else if (statement.accept("for")) {
      until_ += statement.duration("how long");
      always_ = true;
    } else if (reason_ && statement.accept("reason")) {
      met_ = [met = met_, given = reason_, wanted = statement.next("a reason")] { return met() && given() == wanted; };
    } else {
      statement.end();
    }
  }
}

void Expectation::check() {
  World& world = scenario_.world_;
  if (always_) {
    if (world.run_until(until_, [&] { return !met_(); }))
      throw Mistake{"it did not last: false after " + format_duration(world.now() - scenario_.start_) + situation()};
    return;
  }
  if (!world.run_until(until_, met_)) throw Mistake{"not so at " + format_duration(world.now() - scenario_.start_) + situation()};
}

Expectation::Condition Expectation::condition(Statement& statement) {
  const std::string subject = statement.next("a router's name, or 'service'");
  if (subject == "service") return service(statement);
  return router(scenario_.router(subject), statement);
}

Expectation::Condition Expectation::service(Statement& statement) {
  const std::string name = statement.next("a service's name"), state = statement.next("a state");
  const auto find = [this, name] { return scenario_.us_->health() == nullptr ? std::nullopt : scenario_.us_->health()->policy().find(name); };
  reason_ = [find] { return std::string(announce::reason_name(find()->reason)); };
  return [find, state] { return find() && announce::state_name(find()->state) == state; };
}

// What is said of a router is what we see of it, except for its routes: those are what it holds of ours.
Expectation::Condition Expectation::router(Node& node, Statement& statement) {
  const std::string what = statement.next("what is expected");
  if (what == "received") return received(node, statement);
  if (what == "has") return holds(node, statement, true);
  if (what == "lacks") return holds(node, statement, false);
  if (what == "down") {
    const std::string reason = statement.next("a reason such as hold_timer_expired");
    return [this, &node, reason] {
      const auto seen = status(node);
      return seen && seen->state != State::established && bgp::fsm::down_reason_name(seen->last_down) == reason;
    };
  }
  if (what == "routes" || what == "sessions") {
    const auto wanted = statement.number<std::size_t>("how many");
    if (what == "routes") return [&node, wanted] { return node.running() && node.status("us")->routes_received == wanted; };
    return [this, &node, wanted] { return status(node) && status(node)->sessions == wanted; };
  }
  if (what == "paused" || what == "read")
    return [this, &node, paused = what == "paused"] { return status(node) && status(node)->reading_paused.has_value() == paused; };
  if (what == "gave" || what == "stale") {
    const auto wanted = statement.number<std::size_t>("how many");
    return [this, &node, wanted, stale = what == "stale"] { return status(node) && given(node, stale) == wanted; };
  }
  if (what == "notified") {
    const std::string numbers = statement.next("code/subcode");
    return [this, &node, numbers] {
      const auto seen = status(node);
      return seen && std::to_string(static_cast<int>(seen->last_notification.code)) + "/" + std::to_string(seen->last_notification.subcode) == numbers;
    };
  }
  if (what == "bfd") {
    const std::string state = statement.next("down, init or up");
    return [this, &node, state] { return status(node) && status(node)->bfd && to_lower(bgp::bfd::state_name(status(node)->bfd->state)) == state; };
  }
  if (what == "in-step")
    return [this, &node] { return in_step(scenario_.world_, *scenario_.us_, node) && !difference(scenario_.world_, *scenario_.us_, node); };
  for (const State state : {State::idle, State::connect, State::active, State::open_sent, State::open_confirm, State::established}) {
    if (what == to_lower(bgp::fsm::state_name(state))) return [this, &node, state] { return status(node) && status(node)->state == state; };
  }
  throw Mistake{
      "'" + what +
      "' is not something to expect of a router: received, has, lacks, routes, gave, stale, paused, read, sessions, in-step, down, notified, bfd or a state"};
}

Expectation::Condition Expectation::received(Node& node, Statement& statement) {
  const bool announce = statement.accept("announce");
  if (!announce && !statement.accept("withdraw")) throw Mistake{"'received' is followed by announce or withdraw"};
  const Prefix prefix = statement.prefix();
  reason_ = [this, prefix]() -> std::string {
    if (scenario_.us_->health() == nullptr) return "";
    const auto services = scenario_.us_->health()->policy().services_of(prefix);
    return services.empty() ? "" : std::string(announce::reason_name(services.front().reason));
  };
  return [&node, announce, nlri = bgp::unicast_nlri(prefix)] {
    const auto heard = node.heard(nlri);
    return heard && heard->announced == announce;
  };
}

Expectation::Condition Expectation::holds(Node& node, Statement& statement, bool wanted) {
  const Prefix first = statement.prefix();
  const std::uint32_t count = statement.accept("count") ? statement.number<std::uint32_t>("how many") : 1;
  std::optional<std::uint32_t> med;
  if (statement.accept("med")) med = statement.number<std::uint32_t>("a MED");
  std::optional<bgp::Community> community;
  if (statement.accept("community")) community = bgp::Community::parse(statement.next("a community")).value();
  return [&node, community, first, count, med, wanted] {
    if (!node.running()) return false;
    std::map<bgp::Nlri, bgp::SharedAttributes> held;
    node.engine().each_in(node.status("us")->id, [&](const bgp::Nlri& nlri, const bgp::InView& view) { held[nlri] = view.attributes; });
    for (std::uint32_t i = 0; i < count; ++i) {
      const auto found = held.find(bgp::unicast_nlri(following(first, i)));
      if ((found != held.end()) != wanted) return false;
      if (found == held.end()) continue;
      const auto* communities = found->second->find<bgp::Communities>();
      if (community && (communities == nullptr || std::ranges::find(communities->values, *community) == communities->values.end())) return false;
      if (!med) continue;
      const auto* said = found->second->find<bgp::Med>();
      if (said == nullptr || said->value != *med) return false;
    }
    return true;
  };
}

// What we hold of it; `stale`: of that, what it has not repeated since it restarted.
std::size_t Expectation::given(const Node& node, bool stale) const {
  std::size_t out = 0;
  scenario_.us_->engine().each_in(status(node)->id, [&](const bgp::Nlri&, const bgp::InView& view) { out += !stale || view.stale ? 1 : 0; });
  return out;
}

std::optional<bgp::PeerStatus> Expectation::status(const Node& node) const { return scenario_.us_->status(node.name()); }

std::string Expectation::situation() const {
  std::string out;
  if (!scenario_.world_.violation().empty()) return "; an invariant is broken: " + scenario_.world_.violation();
  for (const auto& node : scenario_.world_.nodes()) {
    if (const auto seen = status(*node)) {
      out += "; " + node->name() + " is " + std::string(bgp::fsm::state_name(seen->state)) +
             (seen->last_down_text.empty() ? "" : " (" + seen->last_down_text + ")");
    }
  }
  if (scenario_.us_->health() != nullptr) {
    for (const auto& service : scenario_.us_->health()->policy().status()) {
      out += "; service " + service.name + " is " + std::string(announce::state_name(service.state)) + " (" + service.text + ")";
    }
  }
  return out;
}

}  // namespace vigilcast::sim
