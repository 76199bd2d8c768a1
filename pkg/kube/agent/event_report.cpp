#include "pkg/kube/agent/event_report.h"

#include <algorithm>

#include "pkg/base/text.h"
#include "pkg/kube/agent/object_ref.h"
#include "pkg/model/age.h"

namespace vigilcast::kube {
namespace {

std::string listed(const std::set<std::string>& prefixes) { return join(std::vector(prefixes.begin(), prefixes.end()), ", "); }

std::set<std::string> without(const std::set<std::string>& all, const std::set<std::string>& these) {
  std::set<std::string> out;
  std::ranges::set_difference(all, these, std::inserter(out, out.end()));
  return out;
}

// Problems that only say why a Service is not announced: its own Event says it.
bool told_with_service(const Problem& problem) {
  return problem.object.kind == kInfo<Service>.kind && (problem.reason == "NoAddress" || problem.reason == "NotAdvertised" || problem.reason == "Deleting");
}

template <class Kind>
bool is_refused(const Cluster::ByName<Kind>& objects, const std::string& name) {
  const auto found = objects.find(name);
  return found != objects.end() && is_denied(found->second.conditions, kAcceptedCondition);
}

// What its condition says, the controller has told, once for all nodes.
bool told_by_controller(const ObjectRef& object, const Cluster& cluster) {
  const std::string& name = object.key.name;
  if (object.kind == kInfo<BgpPeer>.kind) return is_refused(cluster.peers, name);
  if (object.kind == kInfo<AddressPool>.kind) return is_refused(cluster.pools, name);
  if (object.kind == kInfo<Advertisement>.kind) return is_refused(cluster.advertisements, name);
  return object.kind == kInfo<HealthCheck>.kind && is_refused(cluster.checks, name);
}

}  // namespace

bool EventReport::settled(const std::string& what, Instant now) {
  const auto known = settling_.find(what);
  const Instant first = known == settling_.end() ? now : known->second;
  settling_next_[what] = first;
  if (now - first >= kSettles) return true;
  due_ = earlier(due_, first + kSettles);
  return false;
}

// Thousands of nodes may have the same to say of one object. Where is in their NodeBGPStates; one Event says that it is so.
Event EventReport::event_of(const Problem& problem) const {
  Event out{problem.object, true, problem.reason, "Configure", problem.message};
  if (problem.object.kind == kInfo<Node>.kind) return out;
  out.note += " (" + node_ + " is the first to say so; which nodes do: kubectl get vcnode)";
  out.once = true;
  return out;
}

void EventReport::tell(Event event) {
  const auto held_back = limit_.pass(event.regarding.kind + " " + event.regarding.key.to_string(), now_);
  if (!held_back) return;
  if (*held_back > 0) event.note += " (" + std::to_string(*held_back) + " more about this object were held back)";
  out_.push_back(event_write(event, node_, wall_now_));
}

std::map<ObjectKey, EventReport::Announcement> EventReport::announcements(const model::Snapshot& snapshot, const Plan& plan) {
  // The snapshot may be of the moment before the plan: names that it still uses are known from the plan before.
  std::set<std::string_view> named;
  for (const model::ServiceView& view : snapshot.services) named.insert(view.name);
  std::erase_if(members_, [&](const auto& entry) { return !named.contains(entry.first); });
  for (const auto& [name, services] : plan.members) members_.insert_or_assign(name, services);

  std::map<ObjectKey, Announcement> out;
  for (const model::ServiceView& view : snapshot.services) {
    const auto members = members_.find(view.name);
    if (members == members_.end()) continue;
    for (const ObjectKey& key : members->second) {
      Announcement& its = out[key];
      for (const model::PrefixView& prefix : view.prefixes) {
        if (prefix.announced) its.prefixes.insert(prefix.prefix);
        (prefix.announced ? its.text : its.not_text) = view.state == "down" || prefix.announced ? view.text : "";
      }
    }
  }
  return out;
}

void EventReport::report_service(const Service& service, const Announcement& current, const Cluster& cluster, bool ready) {
  ToldOfService& told = services_[service.meta.key];
  const std::set<std::string> added = without(current.prefixes, told.prefixes);
  const std::set<std::string> gone = without(told.prefixes, current.prefixes);
  const auto told_with_it = problems_of_services_.find(service.meta.key);
  const std::string_view problem = told_with_it == problems_of_services_.end() ? std::string_view{} : told_with_it->second;
  const std::string why_not = !problem.empty() ? std::string(problem) : current.not_text;
  if (!added.empty()) tell({ref_of(service), false, "Announced", "Announce", listed(added) + " is announced by " + node_ + ": " + current.text});
  if (!gone.empty()) {
    tell({ref_of(service), true, "Withdrawn", "Withdraw",
          listed(gone) + " is withdrawn by " + node_ + ": " + (why_not.empty() ? "nothing asks this node to announce it any more" : why_not)});
  }
  told.not_announced |= !added.empty() || !gone.empty();
  told.prefixes = current.prefixes;
  // Only nodes that could serve it say so: otherwise one new Service would make an Event on every node of the cluster.
  if (is_denied(service.conditions, kAddressCondition)) return;  // the controller says why it has no address
  if (told.not_announced || why_not.empty() || !ready || !cluster.slices.has_local(service.meta.key)) return;
  if (!settled("service " + service.meta.key.to_string(), now_)) return;
  told.not_announced = true;
  tell({ref_of(service), true, "NotAnnounced", "Announce", node_ + " does not announce it: " + why_not});
}

// As with NotAnnounced: what keeps a Service from being announced is told by nodes that have endpoints of it, for else every node of the cluster would.
void EventReport::report_problems(const Plan& plan, const Cluster& cluster) {
  std::set<std::pair<ObjectRef, std::string>> present;
  for (const Problem& problem : plan.problems) {
    const bool of_service = problem.object.kind == kInfo<Service>.kind;
    if (told_with_service(problem) || told_by_controller(problem.object, cluster)) continue;
    const std::pair what(problem.object, problem.reason);
    const bool known = problems_.contains(what);
    if (!known && of_service && !cluster.slices.has_local(problem.object.key)) continue;
    if (!known && !settled(problem.reason + " " + problem.object.kind + " " + problem.object.key.to_string(), now_)) continue;
    if (present.insert(what).second && !known) tell(event_of(problem));
  }
  problems_ = std::move(present);
}

void EventReport::report_staleness(const Cluster& cluster, const Staleness& staleness) {
  if (!cluster.node) return;
  const ObjectRef node = ref_of(*cluster.node);
  const std::optional<Instant> since = staleness.since();
  if (since && !stale_since_) {
    if (now_ - *since < Staleness::kWorthTelling) {
      due_ = earlier(due_, *since + Staleness::kWorthTelling);
      return;
    }
    stale_since_ = since;
    tell({node, true, "ApiServerStale", "Watch", "what is known of the cluster may be out of date (" + staleness.text() + "); the last decisions stand"});
  } else if (!since && stale_since_) {
    const std::string age = model::age_text(now_ - *std::exchange(stale_since_, std::nullopt));
    tell({node, false, "ApiServerBack", "Watch",
          "the API server answers again, and what is known of the cluster is up to date; the last decisions stood for " + age});
  }
}

std::vector<Write> EventReport::report(const model::Snapshot& snapshot, const Cluster& cluster, const Plan& plan, const Staleness& staleness, Instant now) {
  now_ = now;
  wall_now_ = snapshot.wall_now;
  due_.reset();
  out_.clear();
  settling_next_.clear();
  const std::map<ObjectKey, Announcement> current = announcements(snapshot, plan);
  problems_of_services_.clear();
  for (const Problem& problem : plan.problems) {
    if (told_with_service(problem)) problems_of_services_.emplace(problem.object.key, problem.message);
  }
  static const Announcement none;
  for (const auto& [key, service] : cluster.services) {
    const auto its = current.find(key);
    report_service(service, its == current.end() ? none : its->second, cluster, snapshot.ready);
  }
  std::erase_if(services_, [&](const auto& entry) { return !cluster.services.contains(entry.first); });
  report_problems(plan, cluster);
  report_staleness(cluster, staleness);
  settling_ = std::move(settling_next_);
  return std::move(out_);
}

}  // namespace vigilcast::kube
