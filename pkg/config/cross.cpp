#include "pkg/config/cross.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "pkg/base/text.h"
#include "pkg/model/may_announce.h"

namespace vigilcast::config {
namespace {

using yaml::Node;

// Tells every value after the first that is there twice.
template <class Key>
class Once {
 public:
  Once(Load& load, std::string what) : load_(load), what_(std::move(what)) {}

  void add(const Key& key, const std::string& shown, const Node& node) {
    const auto [first, added] = seen_.try_emplace(key, &node);
    if (!added) load_.reader.error(node, what_ + " " + shown + " is here twice", "the first one is in line " + std::to_string(first->second->line));
  }

 private:
  Load& load_;
  std::string what_;
  std::map<Key, const Node*> seen_;
};

void check_peers(const FileDraft& file, Load& load) {
  Once<std::string> names(load, "the peer name");
  Once<std::string> addresses(load, "the peer");
  for (const PeerDraft& peer : file.peers) {
    if (peer.name != nullptr && !peer.config.name.empty()) names.add(peer.config.name, "'" + peer.config.name + "'", *peer.name);
    if (peer.remote() == nullptr || (peer.address != nullptr && peer.config.address.is_unspecified())) continue;
    // Sessions with one router are told apart by our address and the port that is called.
    std::string key = peer.config.session_text();
    if (peer.config.local_address) key += " " + peer.config.local_address->to_string();
    if (peer.config.listen_port) key += " " + std::to_string(*peer.config.listen_port);
    addresses.add(key, peer.config.session_text(), *peer.remote());
  }
}

// The name as a whole word of an expression's text, counted from 0.
unsigned offset_of(std::string_view name, std::string_view text) {
  const auto part_of_name = [&](std::size_t at) { return at < text.size() && (health::Expression::is_name("_" + std::string(1, text[at]))); };
  for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    if ((at == 0 || !part_of_name(at - 1)) && !part_of_name(at + name.size())) return static_cast<unsigned>(at);
  }
  return 0;
}

// Whether there is a check of each name.
class CheckNames {
 public:
  CheckNames(const FileDraft& file, Load& load) : load_(load) {
    for (const CheckDraft& check : file.checks) known_.push_back(check.name->text);
    sorted_.insert(known_.begin(), known_.end());
  }

  void expect(const std::string& name, const Node& node, unsigned offset) const {
    if (sorted_.contains(name)) return;
    const auto near = nearest(name, known_);
    load_.reader.error(node, "there is no check '" + name + "'", near ? "did you mean '" + *near + "'?" : "checks are listed under the key checks", offset);
  }

  void expect_all(const std::optional<health::Expression>& expression, const Node* node) const {
    if (!expression) return;
    for (const std::string& name : expression->names()) expect(name, *node, offset_of(name, node->text));
  }

 private:
  Load& load_;
  std::vector<std::string_view> known_;
  std::set<std::string_view> sorted_;
};

// Along `dependsOn` from one check to the next: whoever comes back to where he began would mask himself.
void check_circles(const FileDraft& file, Load& load) {
  std::map<std::string_view, const CheckDraft*> by_name;
  for (const CheckDraft& check : file.checks) by_name.emplace(check.spec.name, &check);
  std::map<const CheckDraft*, bool> done;  // false: on the way
  const std::function<bool(const CheckDraft&)> circle = [&](const CheckDraft& check) {
    const auto [at, first] = done.emplace(&check, false);
    if (!first) return !at->second;
    for (const std::string& name : check.spec.judgement.depends_on) {
      const auto next = by_name.find(name);
      if (next == by_name.end() || !circle(*next->second)) continue;
      load.reader.error(*check.depends_on, "check '" + check.spec.name + "' depends on itself, by way of '" + name + "'", "leave one of the dependencies out");
      done[&check] = true;
      return false;
    }
    done[&check] = true;
    return false;
  };
  for (const CheckDraft& check : file.checks) circle(check);
}

void check_names(const FileDraft& file, Load& load) {
  const CheckNames names(file, load);
  for (const CheckDraft& check : file.checks) {
    for (const std::string& name : check.spec.judgement.depends_on) names.expect(name, *check.depends_on, 0);
  }
  for (const ServiceDraft& service : file.services) {
    names.expect_all(service.spec.healthy, service.healthy);
    names.expect_all(service.spec.degraded_when, service.degraded);
  }
}

void check_services(const FileDraft& file, Load& load) {
  Once<std::string> names(load, "the service");
  Once<std::string> watchdogs(load, "a service for the watchdog");
  Once<Prefix> prefixes(load, "the prefix");
  for (const ServiceDraft& service : file.services) {
    if (service.name != nullptr && !service.spec.name.empty()) names.add(service.spec.name, "'" + service.spec.name + "'", *service.name);
    if (service.watchdog != nullptr && !service.spec.watchdog.empty())
      watchdogs.add(service.spec.watchdog, "'" + service.spec.watchdog + "'", *service.watchdog);
    for (const auto& [prefix, node] : service.prefixes) {
      prefixes.add(prefix, prefix.to_string(), *node);
      if (!model::may_announce(file.router, prefix))
        load.reader.error(*node, prefix.to_string() + " may not be announced", "router.mayAnnounce does not cover it");
    }
  }
}

// In a cluster the node has an address that will do; peers of the file would have to wait for it.
void check_router_id(const FileDraft& file, const yaml::Node& root, Load& load) {
  const Node* router = root.find("router");
  if (router == nullptr || !file.router || router->find("id") != nullptr || (file.kubernetes && file.peers.empty())) return;
  load.reader.error(*router, "the key 'id' of router is missing", "an IPv4 address that no other router of the network uses, such as this host's own");
}

}  // namespace

void check_across(const FileDraft& file, const yaml::Node& root, Load& load) {
  check_router_id(file, root, load);
  check_peers(file, load);
  check_names(file, load);
  check_circles(file, load);
  check_services(file, load);
}

}  // namespace vigilcast::config
