#include "pkg/kube/agent/checks.h"

#include <algorithm>

#include "pkg/base/text.h"
#include "pkg/kube/agent/object_ref.h"

namespace vigilcast::kube {
namespace {

constexpr std::string_view kTcpScheme = "tcp://";

// By name, by number; the first that TCP can reach when nothing is asked for.
const ServicePort* find_port(const Service& service, const std::string& asked) {
  const auto number = parse_number<std::uint16_t>(asked);
  const auto found = std::ranges::find_if(service.ports, [&](const ServicePort& port) {
    const bool tcp = port.protocol == "TCP" || port.protocol.empty();
    return tcp && (asked.empty() || port.name == asked || port.port == number);
  });
  return found == service.ports.end() ? nullptr : &*found;
}

health::CheckSpec spec_of(const HealthCheck& check, std::string name) {
  health::CheckSpec out;
  out.name = std::move(name);
  out.interval = check.interval;
  out.fast = check.fast;
  out.timeout = check.timeout;
  out.rise = check.rise;
  out.fall = check.fall;
  return out;
}

health::ProbeSpec http_probe(const HttpTemplate& http, std::string url) {
  health::HttpProbe out;
  out.url = std::move(url);
  out.headers = http.headers;
  if (!http.host.empty()) out.headers.emplace_back("Host", http.host);
  out.status = http.status;
  out.body_contains = http.body_contains;
  out.tls.verify = http.verify;
  out.tls.server_name = http.host;
  return out;
}

health::ProbeSpec probe_of(const HealthCheck& check, const vigilcast::Endpoint& target) {
  const auto* http = std::get_if<HttpTemplate>(&check.probe);
  if (http == nullptr) return health::TcpProbe{target.to_string()};
  const std::string path = http->path.starts_with('/') ? http->path : "/" + http->path;
  return http_probe(*http, (http->https ? "https://" : "http://") + target.to_string() + path);
}

health::ProbeSpec url_probe(const HealthCheck& check) {
  if (check.url.starts_with(kTcpScheme)) return health::TcpProbe{check.url.substr(kTcpScheme.size())};
  const auto* http = std::get_if<HttpTemplate>(&check.probe);
  return http_probe(http != nullptr ? *http : HttpTemplate{}, check.url);
}

}  // namespace

std::string endpoint_check(const ObjectKey& service, bool ipv6) { return "endpoints/" + service.to_string() + (ipv6 ? "/ipv6" : "/ipv4"); }
std::string node_port_check(const ObjectKey& service, bool ipv6) { return "node-port/" + service.to_string() + (ipv6 ? "/ipv6" : "/ipv4"); }

health::CheckSpec external_check(std::string name, std::string source) {
  health::CheckSpec out;
  out.name = std::move(name);
  out.probe = health::ExternalProbe{std::move(source)};
  out.rise = out.fall = 1;
  return out;
}

std::vector<vigilcast::Endpoint> probe_targets(const Cluster& cluster, const Service& service, bool ipv6, const std::string& port) {
  if (const ServicePort* its = find_port(service, port)) return cluster.slices.local_targets(service.meta.key, ipv6, its->name);
  std::vector<vigilcast::Endpoint> out;
  const auto number = parse_number<std::uint16_t>(port);  // a port of the pods that the Service does not have, such as one for health alone
  if (!number) return out;
  for (const IpAddress& address : cluster.slices.view(service.meta.key, ipv6).local_targets()) out.push_back({address, *number});
  return out;
}

void CheckPlan::add_external(Fact fact, std::string source) {
  checks.try_emplace(fact.check, external_check(fact.check, std::move(source)));
  std::string name = fact.check;
  facts.insert_or_assign(std::move(name), std::move(fact));
}

std::vector<std::string> CheckPlan::words_for(const Claim& claim) {
  std::vector<std::string> out;
  for (const std::string& name : claim.advertisement->checks) {
    const HealthCheck* check = find(name, *claim.advertisement);
    if (check == nullptr) {
      out.push_back(failing(name + "/missing", "there is no HealthCheck '" + name + "'"));
    } else if (check->target == CheckTarget::url) {
      out.push_back(url_word(*check));
    } else {
      std::string word = check->target == CheckTarget::vip ? vip_word(*check, claim) : endpoints_word(*check, claim);
      if (!word.empty()) out.push_back(std::move(word));
    }
  }
  return out;
}

const HealthCheck* CheckPlan::find(const std::string& name, const Advertisement& advertisement) {
  const auto present = cluster_.checks.find(name);
  if (present != cluster_.checks.end()) return &used.try_emplace(name, present->second).first->second;
  const auto last = known_.find(name);
  const bool kept = last != known_.end();
  Problem problem{ref_of(advertisement), "HealthCheckNotFound",
                  "there is no HealthCheck '" + name + (kept ? "'; it stays in use as it was, until the agent restarts" : "'; what needs it is not announced")};
  if (std::ranges::find(problems, problem) == problems.end()) problems.push_back(std::move(problem));
  return kept ? &used.try_emplace(name, last->second).first->second : nullptr;
}

std::string CheckPlan::failing(std::string name, std::string text) {
  add_external({name, false, std::move(text)}, "HealthCheck " + name.substr(0, name.find('/')));
  return name;
}

std::string CheckPlan::port_missing(const HealthCheck& check, const Service& service) {
  const std::string& name = check.meta.key.name;
  const std::string text = check.port.empty() ? "the Service has no TCP port" : "the Service has no TCP port '" + check.port + "'";
  const std::string word = name + "/" + service.meta.key.to_string();
  if (!checks.contains(word)) problems.push_back({ref_of(service), "PortNotFound", text + ", which HealthCheck '" + name + "' would probe"});
  return failing(word, text);
}

std::string CheckPlan::vip_word(const HealthCheck& check, const Claim& claim) {
  const ServicePort* port = find_port(*claim.service, check.port);
  if (port == nullptr) return port_missing(check, *claim.service);
  std::string name = check.meta.key.name + "/" + claim.service->meta.key.to_string() + "/" + claim.address.to_string();
  health::CheckSpec spec = spec_of(check, name);
  spec.probe = probe_of(check, {claim.address, port->port});
  checks.try_emplace(name, std::move(spec));
  return name;
}

std::string CheckPlan::endpoints_word(const HealthCheck& check, const Claim& claim) {
  const Service& service = *claim.service;
  if (find_port(service, check.port) == nullptr && !parse_number<std::uint16_t>(check.port)) return port_missing(check, service);
  const bool ipv6 = claim.address.is_v6();
  std::vector<vigilcast::Endpoint> found = probe_targets(cluster_, service, ipv6, check.port);
  std::vector<std::string> names;
  for (const vigilcast::Endpoint& target : found) {
    std::string name = check.meta.key.name + "/" + service.meta.key.to_string() + "/" + target.address.to_string();
    health::CheckSpec spec = spec_of(check, name);
    spec.probe = probe_of(check, target);
    checks.try_emplace(name, std::move(spec));
    if (names.empty() || names.back() != name) names.push_back(std::move(name));
  }
  targets[service.meta.key].push_back({ipv6, check.port, std::move(found)});
  return names.size() > 1 ? "(" + join(names, " or ") + ")" : names.empty() ? "" : names.front();
}

std::string CheckPlan::url_word(const HealthCheck& check) {
  std::string name = check.meta.key.name + "/url";
  health::CheckSpec spec = spec_of(check, name);
  spec.probe = url_probe(check);
  checks.try_emplace(name, std::move(spec));
  return name;
}

}  // namespace vigilcast::kube
