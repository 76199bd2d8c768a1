// HealthCheck templates become checks of single Services, and words of their expressions.
//
//   target     checks                                     word
//   vip        web/NS/NAME/ADDRESS                         web/NS/NAME/ADDRESS
//   endpoints  web/NS/NAME/ADDRESS, one for each endpoint  (web/NS/NAME/A or web/NS/NAME/B); none while this node has no endpoint that gets traffic
//   url        web/url, one for all Services               web/url
//
// A HealthCheck that is gone while an Advertisement still names it stays in use as it was last known, with a problem: a deletion must not withdraw everything
// everywhere at once. One that was never there fails (web/missing), and so does one that asks for a port the Service does not have (web/NS/NAME).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "pkg/kube/agent/cluster.h"
#include "pkg/kube/agent/selection.h"

namespace vigilcast::kube {

// The name of the check that says whether the endpoints of a Service and family serve: "endpoints/default/web/ipv4".
std::string endpoint_check(const ObjectKey& service, bool ipv6);
// And of the one that says whether kube-proxy forwards to those of this node: "node-port/default/web/ipv4".
std::string node_port_check(const ObjectKey& service, bool ipv6);
inline constexpr std::string_view kGatesCheck = "node/gates";

// Never probed: its results are Facts.
health::CheckSpec external_check(std::string name, std::string source);

class CheckPlan {
 public:
  // Endpoints that checks of a Service are made of: when they differ, so does the structure.
  struct Targets {
    bool ipv6 = false;
    std::string port;  // of the Service
    std::vector<vigilcast::Endpoint> endpoints;
  };
  using Templates = Cluster::ByName<HealthCheck>;

  CheckPlan(const Cluster& cluster, const Templates& known) : cluster_(cluster), known_(known) {}

  // The words that a claim's Advertisement adds to the expression; the checks behind them are noted below.
  std::vector<std::string> words_for(const Claim& claim);
  void add_external(Fact fact, std::string source);

  std::map<std::string, health::CheckSpec> checks;
  std::map<std::string, Fact> facts;
  std::map<ObjectKey, std::vector<Targets>> targets;
  std::vector<Problem> problems;
  Templates used;  // for the next plan's `known`

 private:
  const HealthCheck* find(const std::string& name, const Advertisement& advertisement);
  std::string failing(std::string name, std::string text);
  std::string vip_word(const HealthCheck& check, const Claim& claim);
  std::string endpoints_word(const HealthCheck& check, const Claim& claim);
  std::string url_word(const HealthCheck& check);
  std::string port_missing(const HealthCheck& check, const Service& service);

  const Cluster& cluster_;
  const Templates& known_;
};

// Where the endpoints that `check` asks for answer now; `port` as in HealthCheck.
std::vector<vigilcast::Endpoint> probe_targets(const Cluster& cluster, const Service& service, bool ipv6, const std::string& port);

}  // namespace vigilcast::kube
