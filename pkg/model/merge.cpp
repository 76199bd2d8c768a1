#include "pkg/model/merge.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "pkg/model/may_announce.h"

namespace vigilcast::model {
namespace {

class Merger {
 public:
  Merger(FileConfig yaml, Diagnostics& diagnostics) : out_(std::move(yaml.config)), diagnostics_(diagnostics), yaml_(std::move(yaml.file)) {
    for (const bgp::PeerConfig& peer : out_.peers) {
      peers_.emplace(peer.session_text(), yaml_);
      names_.emplace(peer.name, yaml_);
    }
  }

  void add(FileConfig next) {
    file_ = std::move(next.file);
    Config& part = next.config;
    add_peers(part);
    add_processes(part);
    for (const PeerRoutes& routes : part.routes) judge(routes);
    std::ranges::move(part.routes, std::back_inserter(out_.routes));
    std::ranges::move(part.attachments, std::back_inserter(out_.attachments));
    for (const Endpoint& endpoint : part.listen) {
      if (std::ranges::find(out_.listen, endpoint) == out_.listen.end()) out_.listen.push_back(endpoint);
    }
  }

  Config take() {
    warn_of_idle_watchdogs();
    return std::move(out_);
  }

 private:
  void error(std::string text, std::string hint) { diagnostics_.error(Place{file_, 0, 0}, std::move(text), std::move(hint)); }

  // ExaBGP lets one file have several neighbors with one address; a session of ours is its address and port, once.
  void add_peers(Config& part) {
    std::map<std::string, std::string> added;
    for (bgp::PeerConfig& peer : part.peers) {
      const std::string where = peer.session_text();
      const auto known = peers_.find(where);
      const auto named = names_.find(peer.name);
      if (known != peers_.end()) {
        error("the peer " + where + " is also in " + known->second, "keep it in one of the two; services are announced to both kinds of peer");
      } else if (named != names_.end()) {
        error("the peer name '" + peer.name + "' is also in " + named->second, "rename one of the two");
      }
      added.emplace(where, file_);
      names_.emplace(peer.name, file_);
      out_.peers.push_back(std::move(peer));
    }
    peers_.merge(added);
  }

  void add_processes(Config& part) {
    for (ProcessSpec& process : part.processes) {
      const auto known = std::ranges::find(out_.processes, process.name, &ProcessSpec::name);
      if (known == out_.processes.end()) {
        out_.processes.push_back(std::move(process));
      } else if (*known != process) {
        error("the process '" + process.name + "' is another one in a file before", "rename one of the two");
      }
    }
  }

  void judge(const PeerRoutes& routes) {
    if (!out_.router || out_.router->may_announce.empty()) return;
    for (const auto& list : routes.lists) {
      list->each([&](const bgp::Nlri& nlri, const RouteTerms&) {
        if (may_announce(out_.router, nlri)) return;
        error(bgp::prefix_of(nlri).to_string() + " may not be announced to " + routes.peer, "router.mayAnnounce does not cover it");
      });
    }
  }

  void warn_of_idle_watchdogs() {
    std::set<std::string_view> borne;
    for (const PeerRoutes& routes : out_.routes) {
      for (const auto& list : routes.lists) {
        for (const RouteTerms& terms : list->all_terms()) borne.insert(terms.watchdog);
      }
    }
    for (const announce::ServiceSpec& service : out_.services) {
      if (service.watchdog.empty() || borne.contains(service.watchdog)) continue;
      diagnostics_.warning(Place{yaml_, 0, 0}, "the service '" + service.name + "' drives the watchdog '" + service.watchdog + "', which no route bears",
                           "write watchdog " + service.watchdog + " after the routes that it concerns");
    }
  }

  Config out_;
  Diagnostics& diagnostics_;
  std::string yaml_, file_;  // file_: the one that is being added
  std::map<std::string, std::string> peers_;      // and the file that they are in
  std::map<std::string, std::string> names_;
};

}  // namespace

Config merge(FileConfig yaml, std::vector<FileConfig> exabgp, Diagnostics& diagnostics) {
  Merger merger(std::move(yaml), diagnostics);
  for (FileConfig& file : exabgp) merger.add(std::move(file));
  return merger.take();
}

}  // namespace vigilcast::model
