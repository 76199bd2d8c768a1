#include "pkg/announce/policy.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "pkg/announce/decide.h"

namespace vigilcast::announce {
namespace {

struct Service {
  ServiceSpec spec;
  std::vector<std::string> check_names;
  Decision decision;
  std::size_t order = 0;                     // in the configuration
  std::optional<bool> watchdog_announced;    // the last order given
};

std::vector<std::string> names_of(const ServiceSpec& spec) {
  std::vector<std::string> out = spec.healthy ? spec.healthy->names() : std::vector<std::string>{};
  if (!spec.degraded_when) return out;
  for (std::string& name : spec.degraded_when->names()) {
    if (std::ranges::find(out, name) == out.end()) out.push_back(std::move(name));
  }
  return out;
}

PrefixDecision prefix_decision(const Service& service, const Prefix& prefix) {
  return {service.spec.name, prefix, service.decision.profile, service.decision.reason, service.decision.since, service.spec.peers};
}

// Ways not to announce are all the same.
bool same(const Profile& a, const Profile& b) { return a == b || (!a.announce && !b.announce); }

PrefixDecision withdrawal(const std::string& service, const Prefix& prefix, Instant now) {
  return {service, prefix, Profile{.announce = false, .attributes = {}, .as_path_prepend = 0}, Reason::service_removed, now, {}};
}

ServiceStatus status_of(const Service& service, const CheckFacts& facts) {
  const Decision& decision = service.decision;
  ServiceStatus out{service.spec.name,     decision.state,        decision.reason, decision.text, decision.since, {}, {},
                    service.spec.prefixes, service.spec.watchdog, decision.profile};
  if (service.spec.healthy) out.healthy = service.spec.healthy->to_string();
  for (const std::string& name : service.check_names) {
    const auto found = facts.find(name);
    out.checks.emplace_back(name, found == facts.end() ? CheckFact{} : found->second);
  }
  return out;
}

}  // namespace

struct Policy::State {
  Instant hold_until;
  bool held = true;  // the hold-down is not over, as far as we were told
  std::map<std::string, Service, std::less<>> services;
  std::unordered_map<std::string, std::vector<Service*>> by_check;
  CheckFacts facts;
  std::set<std::pair<Instant, Service*>> deadlines;

  Profile judge(Service& service, Instant now, PolicyOutput& out);
  void decide_again(Service& service, Instant now, PolicyOutput& out);
  void drive_watchdog(Service& service, PolicyOutput& out) const;
  void add(const ServiceSpec& spec, std::size_t order, Instant now, PolicyOutput& out);
  void change(Service& service, const ServiceSpec& spec, std::size_t order, Instant now, PolicyOutput& out, PolicyOutput& gone);
  void remove_missing(std::span<const ServiceSpec> specs, Instant now, PolicyOutput& gone);
  void index_checks();
  void forget_facts(std::span<const health::CheckSpec> checks);
  [[nodiscard]] std::vector<const Service*> ordered() const;
};

// Decides and tells all but the prefixes; returns the profile that was in use before.
Profile Policy::State::judge(Service& service, Instant now, PolicyOutput& out) {
  Decision before = std::move(service.decision);
  if (before.again_at) deadlines.erase({*before.again_at, &service});
  service.decision = decide(service.spec, ServiceFacts{facts, service.check_names, hold_until}, before.memory, now);
  const Decision& after = service.decision;
  if (after.again_at) deadlines.insert({*after.again_at, &service});
  if (before.state != after.state || before.reason != after.reason) {
    out.services.push_back({service.spec.name, before.state, after.state, after.reason, after.text});
  }
  drive_watchdog(service, out);
  return std::move(before.profile);
}

void Policy::State::decide_again(Service& service, Instant now, PolicyOutput& out) {
  const Profile before = judge(service, now, out);
  if (same(before, service.decision.profile)) return;
  for (const Prefix& prefix : service.spec.prefixes) out.prefixes.push_back(prefix_decision(service, prefix));
}

void Policy::State::drive_watchdog(Service& service, PolicyOutput& out) const {
  if (service.spec.watchdog.empty() || service.watchdog_announced == service.decision.profile.announce) return;
  service.watchdog_announced = service.decision.profile.announce;
  using Order = WatchdogDecision::Order;
  out.watchdogs.push_back({service.spec.watchdog, *service.watchdog_announced ? Order::announce : Order::withdraw, service.spec.name});
}

void Policy::State::add(const ServiceSpec& spec, std::size_t order, Instant now, PolicyOutput& out) {
  Service& service = services[spec.name];
  service.spec = spec;
  service.order = order;
  service.check_names = names_of(spec);
  decide_again(service, now, out);
}

void Policy::State::change(Service& service, const ServiceSpec& spec, std::size_t order, Instant now, PolicyOutput& out, PolicyOutput& gone) {
  const ServiceSpec before = std::exchange(service.spec, spec);
  service.order = order;
  service.check_names = names_of(spec);
  if (before.healthy != spec.healthy) service.decision.memory.latches = {.serving = {}, .well = {}, .before = serves(service.decision.memory.verdict)};
  if (before.degraded_when != spec.degraded_when) service.decision.memory.degraded_latches = {};
  if (before.watchdog != spec.watchdog) {
    if (!before.watchdog.empty()) gone.watchdogs.push_back({before.watchdog, WatchdogDecision::Order::as_configured, {}});
    service.watchdog_announced.reset();
  }
  const Profile old_profile = judge(service, now, out);
  const Profile& profile = service.decision.profile;
  const std::set<Prefix> known(before.prefixes.begin(), before.prefixes.end());
  for (const Prefix& prefix : spec.prefixes) {
    const bool as_before = same(profile, old_profile) && (before.peers == spec.peers || !profile.announce);
    const bool told = known.contains(prefix) ? as_before : !profile.announce;
    if (!told) out.prefixes.push_back(prefix_decision(service, prefix));
  }
  if (!old_profile.announce) return;
  const std::set<Prefix> wanted(spec.prefixes.begin(), spec.prefixes.end());
  for (const Prefix& prefix : before.prefixes) {
    if (!wanted.contains(prefix)) gone.prefixes.push_back(withdrawal(spec.name, prefix, now));
  }
}

void Policy::State::remove_missing(std::span<const ServiceSpec> specs, Instant now, PolicyOutput& gone) {
  std::set<std::string_view> wanted;
  for (const ServiceSpec& spec : specs) wanted.insert(spec.name);
  for (auto it = services.begin(); it != services.end();) {
    Service& service = it->second;
    if (wanted.contains(service.spec.name)) {
      ++it;
      continue;
    }
    if (service.decision.again_at) deadlines.erase({*service.decision.again_at, &service});
    for (const Prefix& prefix : service.spec.prefixes) {
      if (service.decision.profile.announce) gone.prefixes.push_back(withdrawal(service.spec.name, prefix, now));
    }
    if (!service.spec.watchdog.empty()) gone.watchdogs.push_back({service.spec.watchdog, WatchdogDecision::Order::as_configured, {}});
    it = services.erase(it);
  }
}

void Policy::State::index_checks() {
  by_check.clear();
  for (auto& [name, service] : services) {
    for (const std::string& check : service.check_names) by_check[check].push_back(&service);
  }
}

void Policy::State::forget_facts(std::span<const health::CheckSpec> checks) {
  std::set<std::string_view> wanted;
  for (const health::CheckSpec& check : checks) wanted.insert(check.name);
  std::erase_if(facts, [&](const auto& fact) { return !wanted.contains(fact.first); });
}

std::vector<const Service*> Policy::State::ordered() const {
  std::vector<const Service*> out;
  for (const auto& [name, service] : services) out.push_back(&service);
  std::ranges::sort(out, {}, &Service::order);
  return out;
}

Policy::Policy(Instant started, Duration hold_down) : state_(std::make_unique<State>()) { state_->hold_until = started + hold_down; }
Policy::~Policy() = default;
Policy::Policy(Policy&&) noexcept = default;
Policy& Policy::operator=(Policy&&) noexcept = default;

PolicyOutput Policy::set_services(std::span<const ServiceSpec> services, std::span<const health::CheckSpec> checks, Instant now) {
  PolicyOutput out;
  PolicyOutput gone;
  state_->held = state_->held && now < state_->hold_until;
  state_->forget_facts(checks);
  state_->remove_missing(services, now, gone);
  for (std::size_t i = 0; i < services.size(); ++i) {
    const auto known = state_->services.find(services[i].name);
    if (known == state_->services.end()) {
      state_->add(services[i], i, now, out);
    } else {
      state_->change(known->second, services[i], i, now, out, gone);
    }
  }
  state_->index_checks();
  std::ranges::move(gone.prefixes, std::back_inserter(out.prefixes));
  // A watchdog may have gone from one service to another: what is given up must not undo what was taken.
  std::erase_if(gone.watchdogs, [&](const WatchdogDecision& given_up) {
    return std::ranges::any_of(state_->services, [&](const auto& service) { return service.second.spec.watchdog == given_up.watchdog; });
  });
  std::ranges::move(gone.watchdogs, std::back_inserter(out.watchdogs));
  return out;
}

PolicyOutput Policy::handle(const CheckChange& change, Instant now) {
  PolicyOutput out;
  CheckFact& known = state_->facts[change.check];
  if (known == change.fact) return out;
  known = change.fact;
  const auto concerned = state_->by_check.find(change.check);
  if (concerned == state_->by_check.end()) return out;
  for (Service* service : concerned->second) state_->decide_again(*service, now, out);
  return out;
}

std::optional<Instant> Policy::next_deadline() const {
  std::optional<Instant> out;
  if (!state_->deadlines.empty()) out = state_->deadlines.begin()->first;
  return state_->held ? earlier(out, state_->hold_until) : out;
}

PolicyOutput Policy::on_time(Instant now) {
  PolicyOutput out;
  state_->held = state_->held && now < state_->hold_until;
  std::vector<Service*> due;
  for (const auto& [when, service] : state_->deadlines) {
    if (when > now) break;
    due.push_back(service);
  }
  std::ranges::sort(due, {}, &Service::order);
  for (Service* service : due) state_->decide_again(*service, now, out);
  return out;
}

bool Policy::first_round_done() const { return !state_->held; }

std::vector<ServiceStatus> Policy::status() const {
  std::vector<ServiceStatus> out;
  for (const Service* service : state_->ordered()) out.push_back(status_of(*service, state_->facts));
  return out;
}

std::optional<ServiceStatus> Policy::find(std::string_view service) const {
  const auto found = state_->services.find(service);
  if (found == state_->services.end()) return std::nullopt;
  return status_of(found->second, state_->facts);
}

std::vector<ServiceStatus> Policy::services_of(const Prefix& prefix) const {
  std::vector<ServiceStatus> out;
  for (const Service* service : state_->ordered()) {
    if (std::ranges::find(service->spec.prefixes, prefix) != service->spec.prefixes.end()) out.push_back(status_of(*service, state_->facts));
  }
  return out;
}

std::vector<PrefixDecision> Policy::announced() const {
  std::vector<PrefixDecision> out;
  for (const Service* service : state_->ordered()) {
    for (const Prefix& prefix : service->spec.prefixes) {
      if (service->decision.profile.announce) out.push_back(prefix_decision(*service, prefix));
    }
  }
  return out;
}

}  // namespace vigilcast::announce
