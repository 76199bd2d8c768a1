#include "pkg/kube/agent/explain.h"

#include <algorithm>
#include <ranges>

#include "pkg/base/text.h"
#include "pkg/kube/agent/object_ref.h"
#include "pkg/kube/agent/selection.h"

namespace vigilcast::kube {
namespace {

using model::SubjectKind;
using Mood = model::Explanation::Mood;

constexpr std::size_t kNamed = 5;  // things that one line names

// What to do about a problem, where its message does not say it.
struct Remedy {
  std::string_view reason, text;
};
constexpr Remedy kRemedies[] = {
    {"SecretNotFound", "make the Secret in the namespace of vigilcast, or correct spec.passwordSecret; it is taken over at once"},
    {"SecretKeyNotFound", "add the key to the Secret, or name another one in spec.passwordSecret.key"},
    {"PasswordUnusable", "a password is one line of text"},
    {"DuplicatePeer", "delete one of the two, or give them nodeSelectors that exclude each other"},
    {"MayNotAnnounce", "add it to router.mayAnnounce of the agents' configuration, or give the Service an address from another pool"},
    {"NoAddress", "the controller gives addresses: the Service's condition vigilcast.dev/AddressAssigned says why it has none (kubectl describe service)"},
    {"NotAdvertised", "make an Advertisement that matches it, or correct the selectors and pools of one: kubectl get vcadv"},
    {"Overlap", "let the two select different Services or peers, or delete one; the first by name counts"},
    {"PoolNotFound", "make it, or correct the name in spec.pools"},
    {"PeerNotFound", "make it, or correct the name in spec.peers"},
    {"HealthCheckNotFound", "make it, or correct the name in spec.checks"},
    {"PortNotFound", "correct spec.port of the HealthCheck, or add the port to the Service"},
};

std::string remedy_for(std::string_view reason) {
  const auto* const row = std::ranges::find(kRemedies, reason, &Remedy::reason);
  return row == std::end(kRemedies) ? "" : std::string(row->text);
}

// "a, b and 3 more"
std::string listed(const std::vector<std::string>& names) {
  std::vector<std::string> first(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), kNamed)));
  return join(first, ", ") + (names.size() > kNamed ? " and " + std::to_string(names.size() - kNamed) + " more" : "");
}

std::string peers_text(const PeerNames& peers) {
  if (peers.contains(kOtherPeers)) return "every peer";
  return listed({peers.begin(), peers.end()});
}

Finding together(std::vector<Finding> found, const std::string& subject) {
  if (found.size() == 1) return std::move(found.front());
  Finding out;
  out.explanation.text = "the cluster has several things that are called " + subject;
  for (Finding& one : found) {
    out.notable |= one.notable;
    out.explanation.because.push_back(std::move(one.explanation));
    std::ranges::move(one.services, std::back_inserter(out.services));
  }
  return out;
}

class Explainer {
 public:
  Explainer(const Cluster& cluster, const Plan& plan, const AgentOptions& options) : cluster_(cluster), plan_(plan), options_(options) {}

  [[nodiscard]] std::vector<Finding> all(const model::ExplainQuery& query) const;

 private:
  template <class Kind>
  bool add_problems(Finding& out, const ObjectKey& key) const;
  [[nodiscard]] Selection selection() const;
  [[nodiscard]] bool is_for_us(const std::vector<LabelSelector>& selectors) const { return selects_node(selectors, cluster_.node_labels()); }
  [[nodiscard]] std::string not_for_us() const { return "none of its nodeSelectors matches the labels of the Node " + options_.node; }

  [[nodiscard]] std::optional<Finding> peer(const std::string& subject) const;
  [[nodiscard]] std::optional<Finding> peer_at(const IpAddress& address) const;
  [[nodiscard]] Finding peer(const BgpPeer& peer) const;
  [[nodiscard]] std::optional<Finding> service(const std::string& subject) const;
  [[nodiscard]] Finding service(const Service& service) const;
  [[nodiscard]] Finding foreign_service(const ObjectKey& key) const;
  [[nodiscard]] std::optional<Finding> prefix(const std::string& subject) const;
  [[nodiscard]] std::optional<Finding> advertisement(const std::string& subject) const;
  [[nodiscard]] std::optional<Finding> health_check(const std::string& subject) const;

  const Cluster& cluster_;
  const Plan& plan_;
  const AgentOptions& options_;
};

// Whether there are any. An object that cannot be read is known by its problem alone.
template <class Kind>
bool Explainer::add_problems(Finding& out, const ObjectKey& key) const {
  bool any = false;
  for (const Problem& problem : plan_.problems) {
    if (problem.object.kind != kInfo<Kind>.kind || problem.object.key != key) continue;
    out.explanation.because.push_back({problem.message, Mood::bad, remedy_for(problem.reason), {}});
    any = out.notable = true;
  }
  return any;
}

Selection Explainer::selection() const {
  PeerNames names;
  for (const Plan::SelectedPeer& peer : plan_.selected_peers) names.insert(peer.name);
  return select_services(cluster_, names);
}

// --- BGPPeer ------------------------------------------------------------------------------------------------------------------

Finding Explainer::peer(const BgpPeer& peer) const {
  const std::string name = "BGPPeer " + peer.meta.key.name;
  Finding out;
  if (!is_for_us(peer.node_selectors)) {
    out.notable = true;
    out.explanation = {name + " is not for this node: " + not_for_us(), Mood::neutral, "kubectl get node " + options_.node + " --show-labels", {}};
    return out;
  }
  add_problems<BgpPeer>(out, peer.meta.key);
  const bool wanted = std::ranges::find(plan_.wanted.peers, peer.meta.key.name, &bgp::PeerConfig::name) != plan_.wanted.peers.end();
  const bool refused = std::ranges::any_of(plan_.hindrances, [&](const Hindrance& one) {
    return one.part == Hindrance::Part::peer && one.name == peer.meta.key.name && (one.reason == "InFile" || one.reason == "ASNClash");
  });
  out.explanation.text = name + (wanted && !refused ? " is in use on this node" : " is left out on this node");
  if (out.notable) out.explanation.mood = Mood::bad;
  return out;
}

std::optional<Finding> Explainer::peer(const std::string& subject) const {
  const auto by_name = cluster_.peers.find(subject);
  if (by_name != cluster_.peers.end()) return peer(by_name->second);
  const auto address = IpAddress::parse(subject);
  if (auto found = address ? peer_at(*address) : std::nullopt) return found;
  Finding unreadable;
  if (!add_problems<BgpPeer>(unreadable, {"", subject})) return std::nullopt;
  unreadable.explanation.text = "BGPPeer " + subject + " cannot be read";
  unreadable.explanation.mood = Mood::bad;
  return unreadable;
}

// Racks may use one address for their routers: those of this node come first.
std::optional<Finding> Explainer::peer_at(const IpAddress& address) const {
  std::vector<Finding> ours;
  const BgpPeer* of_others = nullptr;
  for (const auto& [name, one] : cluster_.peers) {
    if (one.address != address) continue;
    if (is_for_us(one.node_selectors)) {
      ours.push_back(peer(one));
    } else if (of_others == nullptr) {
      of_others = &one;
    }
  }
  if (!ours.empty()) return together(std::move(ours), address.to_string());
  return of_others == nullptr ? std::nullopt : std::optional(peer(*of_others));
}

// --- Service and prefix -------------------------------------------------------------------------------------------------------

Finding Explainer::service(const Service& service) const {
  const ObjectKey& key = service.meta.key;
  std::vector<std::string> addresses;
  for (const IpAddress& address : service.ingress) addresses.push_back(address.to_string());
  Finding out;
  out.explanation.text = "Service " + key.to_string() + " of the cluster has " + (addresses.empty() ? "no address" : "the address " + join(addresses, ", "));
  add_problems<Service>(out, key);
  bool claimed = false;
  const Selection selected = selection();
  for (const Claim& claim : selected.claims) {
    if (claim.service->meta.key != key) continue;
    claimed = true;
    out.explanation.because.push_back(
        {"Advertisement " + claim.advertisement->meta.key.name + " asks this node to announce " + claim.prefix.to_string() + " to " + peers_text(claim.peers),
         Mood::neutral,
         "",
         {}});
  }
  for (const Selection::PassedOver& one : selected.passed_over) {
    if (one.service == key) out.explanation.because.push_back({"Advertisement " + one.advertisement + " selects it, but " + one.why, Mood::neutral, "", {}});
  }
  out.notable |= !claimed;
  if (out.notable) out.explanation.mood = Mood::bad;
  for (const auto& [name, members] : plan_.members) {
    if (std::ranges::find(members, key) != members.end()) out.services.push_back(name);
  }
  return out;
}

// Nothing to add to what the node itself has under this name.
Finding Explainer::foreign_service(const ObjectKey& key) const {
  Finding out;
  out.absent = true;
  const std::string wanted = options_.services.load_balancer_class + (options_.services.default_class ? " (or no class)" : "");
  out.explanation = {"the cluster has no Service " + key.to_string() + " of type LoadBalancer with the class " + wanted,
                     Mood::bad,
                     "kubectl -n " + key.name_space + " get service " + key.name +
                         " -o yaml: spec.type and spec.loadBalancerClass; the class is given when the Service is made",
                     {}};
  return out;
}

std::optional<Finding> Explainer::service(const std::string& subject) const {
  const auto slash = subject.find('/');
  if (slash == std::string::npos || slash == 0 || subject.find('/', slash + 1) != std::string::npos || Prefix::parse(subject)) return std::nullopt;
  const ObjectKey key{subject.substr(0, slash), subject.substr(slash + 1)};
  if (IpAddress::parse(key.name_space)) return std::nullopt;  // meant as a prefix
  const auto found = cluster_.services.find(key);
  return found == cluster_.services.end() ? foreign_service(key) : service(found->second);
}

// The Services with an address in it.
std::optional<Finding> Explainer::prefix(const std::string& subject) const {
  const auto address = IpAddress::parse(subject);
  const auto parsed = address ? Result<Prefix>(Prefix::host(*address)) : Prefix::parse(subject);
  if (!parsed) return std::nullopt;
  Finding out;
  std::vector<std::string> names;
  for (const auto& [key, one] : cluster_.services) {
    if (std::ranges::none_of(one.ingress, [&](const IpAddress& its) { return parsed->contains(its); })) continue;
    names.push_back(key.to_string());
    if (names.size() > kNamed) continue;
    Finding its = service(one);
    out.notable |= its.notable;
    out.explanation.because.push_back(std::move(its.explanation));
    std::ranges::move(its.services, std::back_inserter(out.services));
  }
  if (names.empty()) return std::nullopt;
  out.explanation.text = parsed->to_string() + " has the address of " + listed(names);
  if (out.notable) out.explanation.mood = Mood::bad;
  return out;
}

// --- Advertisement and HealthCheck --------------------------------------------------------------------------------------------

std::optional<Finding> Explainer::advertisement(const std::string& subject) const {
  Finding out;
  const bool has_problems = add_problems<Advertisement>(out, {"", subject});
  const auto found = cluster_.advertisements.find(subject);
  if (found == cluster_.advertisements.end() && !has_problems) return std::nullopt;
  std::vector<std::string> services;
  const Selection selected = selection();
  for (const Claim& claim : selected.claims) {
    const std::string name = claim.service->meta.key.to_string();
    if (claim.advertisement->meta.key.name == subject && (services.empty() || services.back() != name)) services.push_back(name);
  }
  const std::string name = "Advertisement " + subject;
  if (!services.empty()) {
    out.explanation.text = name + " asks this node to announce " + listed(services);
  } else if (found == cluster_.advertisements.end()) {
    out.explanation.text = name + " cannot be read";
  } else if (!is_for_us(found->second.node_selectors)) {
    out.explanation.text = name + " asks nothing of this node: " + not_for_us();
    out.explanation.hint = "kubectl get node " + options_.node + " --show-labels";
  } else {
    out.explanation.text = name + " asks nothing of this node: it selects no Service that has an address, or none that is left to it";
    out.explanation.hint = "look at its serviceSelector, namespaceSelector and pools: kubectl get services -A --show-labels";
  }
  for (const Selection::PassedOver& one : selected.passed_over) {
    const bool ours = one.advertisement == subject && services.empty() && out.explanation.because.size() < kNamed;
    if (ours) out.explanation.because.push_back({"it selects Service " + one.service.to_string() + ", but " + one.why, Mood::neutral, "", {}});
  }
  if (services.empty() || has_problems) out.explanation.mood = Mood::bad;
  out.notable = true;  // the node itself knows Services only
  return out;
}

std::optional<Finding> Explainer::health_check(const std::string& subject) const {
  Finding out;
  const bool has_problems = add_problems<HealthCheck>(out, {"", subject});
  if (!cluster_.checks.contains(subject) && !has_problems) return std::nullopt;
  std::vector<std::string> users, checks;
  for (const auto& [name, one] : cluster_.advertisements) {
    if (std::ranges::find(one.checks, subject) != one.checks.end()) users.push_back(name);
  }
  for (const health::CheckSpec& check : plan_.wanted.checks) {
    if (check.name.starts_with(subject + "/")) checks.push_back(check.name);
  }
  out.notable = true;
  out.explanation.mood = has_problems ? Mood::bad : Mood::neutral;
  if (users.empty()) {
    out.explanation.text = "HealthCheck " + subject + " asks nothing: no Advertisement names it";
    out.explanation.hint = "name it in spec.checks of an Advertisement, or delete it";
    return out;
  }
  out.explanation.text = "HealthCheck " + subject + " is named by the Advertisement " + listed(users);
  out.explanation.because.push_back(
      {checks.empty() ? "nothing that this node announces needs it" : "its checks on this node are " + listed(checks), Mood::neutral, "", {}});
  return out;
}

std::vector<Finding> Explainer::all(const model::ExplainQuery& query) const {
  std::vector<Finding> out;
  const auto look = [&](SubjectKind kind, std::optional<Finding> (Explainer::*find)(const std::string&) const) {
    if (!model::asks_for(query.kind, kind)) return;
    if (auto found = (this->*find)(query.subject)) out.push_back(*std::move(found));
  };
  look(SubjectKind::peer, &Explainer::peer);
  look(SubjectKind::service, &Explainer::service);
  look(SubjectKind::prefix, &Explainer::prefix);
  look(SubjectKind::advertisement, &Explainer::advertisement);
  look(SubjectKind::health_check, &Explainer::health_check);
  return out;
}

}  // namespace

// A name may be that of several objects.
std::optional<Finding> explain(const model::ExplainQuery& query, const Cluster& cluster, const Plan& plan, const AgentOptions& options) {
  std::vector<Finding> found = Explainer(cluster, plan, options).all(query);
  if (found.empty()) return std::nullopt;
  return together(std::move(found), query.subject);
}

}  // namespace vigilcast::kube
