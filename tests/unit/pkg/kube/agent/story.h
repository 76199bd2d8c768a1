// A cluster told in lines, so that tests read as what somebody typed:
//
//   node n1 label=zone:a address=10.1.0.1          ns shop label=team:x
//   peer tor-a 192.0.2.1 asn=65000 secret=md5/key  secret md5 key=s3cret
//   service default/web 198.51.100.10 local        slice default/web-1 of=web here=10.0.0.1:r,10.0.0.2:t there=2r1t port=http:8080
//   pool blue 198.51.100.0-198.51.100.255          adv all select=app:web peer=tor-a med=50 check=web
//   check web target=vip http=/healthz             - service default/web        (a removal)
//
// A Service with `nodeport=31234` has a healthCheckNodePort. Endpoints: r ready, t terminating and serving, x not ready, g terminating and no longer serving.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "bgp/wire/attr/all.h"
#include "pkg/base/text.h"
#include "pkg/kube/agent/agent.h"

namespace vigilcast::kube::agent_test {

using Lines = std::vector<std::string>;

inline IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }

inline ObjectKey key_of(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return {"", std::string(text)};
  return {std::string(text.substr(0, slash)), std::string(text.substr(slash + 1))};
}

// "k:v" or "k"
inline std::pair<std::string, std::string> pair_of(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return {std::string(text), ""};
  return {std::string(text.substr(0, colon)), std::string(text.substr(colon + 1))};
}

inline LabelSelector selector(std::string_view text) {
  LabelSelector out;
  out.match_labels.insert(pair_of(text));
  return out;
}

inline announce::Profile profile_with_med(std::string_view med) {
  announce::Profile out;
  out.attributes.set(bgp::Med{parse_number<std::uint32_t>(med).value()});
  return out;
}

inline Endpoint endpoint(std::string_view text) {
  const auto at = text.rfind(':');
  const char state = text.substr(at + 1).front();
  const bool leaves = state == 't' || state == 'g';
  return {ip(text.substr(0, at)), state == 'r', state == 'r' || state == 't', leaves};
}

// One line, taken apart: the kind, the name, and what follows.
struct Line {
  bool removal = false;
  std::string kind, name;
  std::vector<std::pair<std::string, std::string>> options;  // "key=value"
  std::vector<std::string> rest;

  explicit Line(std::string_view text) {
    std::vector<std::string_view> parts = words(text);
    removal = parts.front() == "-";
    if (removal) parts.erase(parts.begin());
    kind = parts.at(0);
    name = parts.at(1);
    for (std::size_t i = 2; i < parts.size(); ++i) {
      const auto equal = parts[i].find('=');
      if (equal == std::string_view::npos) rest.emplace_back(parts[i]);
      if (equal != std::string_view::npos) options.emplace_back(parts[i].substr(0, equal), parts[i].substr(equal + 1));
    }
  }

  [[nodiscard]] bool has(std::string_view word) const { return std::ranges::find(rest, word) != rest.end(); }
  [[nodiscard]] std::vector<std::string> all(std::string_view option) const {
    std::vector<std::string> out;
    for (const auto& [its, value] : options) {
      if (its == option) out.push_back(value);
    }
    return out;
  }
  [[nodiscard]] std::string one(std::string_view option) const {
    const auto values = all(option);
    return values.empty() ? "" : values.front();
  }
  template <class T>
  [[nodiscard]] std::optional<T> number(std::string_view option) const {
    return parse_number<T>(one(option));
  }
  [[nodiscard]] std::optional<LabelSelector> selector_of(std::string_view option) const {
    return all(option).empty() ? std::nullopt : std::optional(selector(one(option)));
  }
  [[nodiscard]] std::vector<LabelSelector> selectors_of(std::string_view option) const {
    std::vector<LabelSelector> out;
    for (const std::string& text : all(option)) out.push_back(selector(text));
    return out;
  }
  [[nodiscard]] std::vector<IpAddress> addresses() const {
    std::vector<IpAddress> out;
    for (const std::string& word : rest) {
      if (const auto address = IpAddress::parse(word)) out.push_back(*address);
    }
    return out;
  }
  // "refused": what the controller says of it
  [[nodiscard]] Conditions conditions(std::string_view type) const {
    Conditions out;
    if (has("refused")) set_condition(out, type, ConditionStatus::no, "Because", "the controller says so", 1, {});
    return out;
  }
  [[nodiscard]] ObjectMeta meta() const {
    ObjectMeta out;
    out.key = key_of(name);
    out.uid = "uid-of-" + out.key.name;
    for (const std::string& label : all("label")) out.labels.insert(pair_of(label));
    out.deleting = has("deleting");
    return out;
  }
};

inline Node make_node(const Line& line) {
  Node out{.meta = line.meta(), .taints = {}, .addresses = {}, .network_unavailable = line.has("netdown"), .ready = !line.has("notready")};
  for (const std::string& key : line.all("taint")) out.taints.push_back({key, "", "NoSchedule"});
  for (const std::string& address : line.all("address")) out.addresses.push_back(ip(address));
  return out;
}

inline BgpPeer make_peer(const Line& line) {
  BgpPeer out;
  out.meta = line.meta();
  if (!line.addresses().empty()) out.address = line.addresses().front();
  out.interface = line.one("interface");
  out.vrf = line.one("vrf");
  if (!line.one("bfd").empty()) out.bfd = BfdTimers{.interval = parse_duration(line.one("bfd")).value()};
  out.asn = line.number<std::uint32_t>("asn").value_or(65000);
  out.local_asn = line.number<std::uint32_t>("local");
  out.port = line.number<std::uint16_t>("port").value_or(179);
  out.ttl_security = line.number<std::uint8_t>("hops");
  out.ebgp_multihop = line.number<std::uint8_t>("ttl");
  out.passive = line.has("passive");
  out.conditions = line.conditions(kAcceptedCondition);
  out.node_selectors = line.selectors_of("on");
  if (!line.one("source").empty()) out.source_address = ip(line.one("source"));
  if (!line.one("restart").empty()) out.graceful_restart = parse_duration(line.one("restart")).value();
  if (!line.one("secret").empty()) {
    const auto [name, key] = std::pair(key_of(line.one("secret")).name_space, key_of(line.one("secret")).name);
    out.password = SecretKeyRef{name, key};
  }
  return out;
}

inline Service make_service(const Line& line) {
  Service out;
  out.meta = line.meta();
  out.load_balancer = !line.has("clusterip");
  out.load_balancer_class = line.has("classless") ? std::nullopt : std::optional<std::string>("vigilcast.dev/vigilcast");
  if (!line.one("class").empty()) out.load_balancer_class = line.one("class");
  out.local = line.has("local");
  out.health_check_node_port = line.number<std::uint16_t>("nodeport").value_or(0);
  out.ipv4 = !line.has("v6");
  out.ipv6 = line.has("v6") || line.has("dual");
  out.ingress = line.addresses();
  out.conditions = line.conditions(kAddressCondition);
  for (const std::string& text : line.all("port")) {  // name:number[:protocol]
    const auto parts = split(text, ':');
    out.ports.push_back({std::string(parts.at(0)), parts.size() > 2 ? std::string(parts[2]) : "TCP", parse_number<std::uint16_t>(parts.at(1)).value(), ""});
  }
  if (out.ports.empty()) out.ports.push_back({"http", "TCP", 80, "8080"});
  return out;
}

// "2r1t": two ready, one serving
inline void set_remote(EndpointSlice& slice, std::string_view text) {
  std::uint32_t number = 0;
  for (const char c : text) {
    if (c >= '0' && c <= '9') number = number * 10 + static_cast<std::uint32_t>(c - '0');
    if (c == 'r') slice.remote_ready = std::exchange(number, 0);
    if (c == 't') slice.remote_serving = std::exchange(number, 0);
  }
}

inline EndpointSlice make_slice(const Line& line) {
  EndpointSlice out;
  out.meta = line.meta();
  out.service = line.one("of");
  out.ipv6 = line.has("v6");
  for (const std::string& list : line.all("here")) {
    for (const std::string_view one : split(list, ',')) out.local.push_back(endpoint(one));
  }
  set_remote(out, line.one("there"));
  for (const std::string& text : line.all("port")) out.ports.push_back({pair_of(text).first, parse_number<std::uint16_t>(pair_of(text).second).value()});
  if (out.ports.empty()) out.ports.push_back({"http", 8080});
  return out;
}

inline AddressPool make_pool(const Line& line) {
  AddressPool out;
  out.meta = line.meta();
  for (const std::string& range : line.rest) {
    const auto dash = range.find('-');
    out.addresses.push_back({ip(range.substr(0, dash)), ip(range.substr(dash + 1))});
  }
  return out;
}

inline Advertisement make_advertisement(const Line& line) {
  Advertisement out;
  out.meta = line.meta();
  out.service_selector = line.selector_of("select");
  out.namespace_selector = line.selector_of("nsselect");
  out.pools = line.all("pool");
  out.node_selectors = line.selectors_of("on");
  out.peers = line.all("peer");
  out.checks = line.all("check");
  out.conditions = line.conditions(kAcceptedCondition);
  out.aggregation_v4 = line.number<unsigned>("agg4");
  out.aggregation_v6 = line.number<unsigned>("agg6");
  if (!line.one("med").empty()) out.up = profile_with_med(line.one("med"));
  if (!line.one("downmed").empty()) out.down = profile_with_med(line.one("downmed"));
  if (line.has("keep")) out.when_no_endpoints = WhenNoEndpoints::keep;
  if (line.has("serve")) out.terminating = Terminating::serve;
  if (line.has("stop")) out.terminating = Terminating::stop;
  return out;
}

inline HealthCheck make_check(const Line& line) {
  HealthCheck out;
  out.meta = line.meta();
  const std::string target = line.one("target");
  out.target = target == "endpoints" ? CheckTarget::endpoints : target == "url" ? CheckTarget::url : CheckTarget::vip;
  out.url = line.one("url");
  out.port = line.one("port");
  if (!line.one("http").empty()) {
    HttpTemplate http;
    http.path = line.one("http");
    http.host = line.one("host");
    http.https = line.has("https");
    out.probe = http;
  }
  return out;
}

inline Secret make_secret(const Line& line) {
  Secret out;
  out.meta = line.meta();
  out.meta.key.name_space = line.one("in").empty() ? "vigil" : line.one("in");
  for (const auto& [key, value] : line.options) {
    if (key != "in") out.data[key] = value;
  }
  return out;
}

template <class Kind>
ClusterChange change_of(const Line& line, Kind object) {
  Change<Kind> out;
  if (line.removal) out.removed.push_back(object.meta.key);
  if (!line.removal) out.upserted.push_back(std::move(object));
  return out;
}

inline ClusterChange change(std::string_view text) {
  const Line line(text);
  if (line.kind == "node") return change_of(line, make_node(line));
  if (line.kind == "ns") return change_of(line, Namespace{line.meta()});
  if (line.kind == "secret") return change_of(line, make_secret(line));
  if (line.kind == "service") return change_of(line, make_service(line));
  if (line.kind == "slice") return change_of(line, make_slice(line));
  if (line.kind == "pool") return change_of(line, make_pool(line));
  if (line.kind == "adv") return change_of(line, make_advertisement(line));
  if (line.kind == "check") return change_of(line, make_check(line));
  if (line.kind != "peer") ADD_FAILURE() << "what is a " << line.kind << "?";
  BgpPeer peer;
  peer.meta = line.meta();
  return change_of(line, line.removal ? peer : make_peer(line));
}

template <class Kind>
ClusterChange first_list() {
  Change<Kind> out;
  out.synced = true;
  return out;
}

inline std::vector<ClusterChange> first_lists() {
  return {first_list<Service>(), first_list<EndpointSlice>(), first_list<Node>(),          first_list<Namespace>(),  first_list<Secret>(),
          first_list<BgpPeer>(), first_list<AddressPool>(),   first_list<Advertisement>(), first_list<HealthCheck>()};
}

inline AgentOptions options() {
  AgentOptions out;
  out.node = "n1";
  out.release_namespace = "vigil";
  out.local_asn = 65001;
  return out;
}

// "default/web 198.51.100.10/32 to tor-a when endpoints/default/web/ipv4 and node/gates med 50"
inline std::string shown(const announce::ServiceSpec& spec) {
  std::string out = spec.name;
  for (const Prefix& prefix : spec.prefixes) out += " " + prefix.to_string();
  if (!spec.peers.empty()) out += " to " + join(spec.peers, ",");
  out += " when " + spec.healthy->to_string() + spec.up.attributes.text();
  return spec.down.announce ? out + " else" + spec.down.attributes.text() : out;
}

// "+endpoints/default/web/ipv4: 1 of 1 endpoint on this node is ready"
inline std::string shown(const Fact& fact) { return (fact.pass ? "+" : "-") + fact.check + ": " + fact.text; }

inline std::string shown(const Problem& problem) {
  return problem.object.kind + " " + problem.object.key.to_string() + " " + problem.reason + ": " + problem.message;
}

inline Lines shown(const std::vector<announce::ServiceSpec>& specs) {
  Lines out;
  for (const announce::ServiceSpec& spec : specs) out.push_back(shown(spec));
  return out;
}
inline Lines shown(const std::vector<Problem>& problems) {
  Lines out;
  for (const Problem& problem : problems) out.push_back(shown(problem));
  return out;
}
inline Lines shown(const std::vector<Fact>& facts) {
  Lines out;
  for (const Fact& fact : facts) out.push_back(shown(fact));
  return out;
}

// An agent of node n1 with a node, one router and an Advertisement for everything, unless a story says otherwise.
struct Story {
  Agent agent;
  Instant now{std::chrono::hours(1)};

  explicit Story(const AgentOptions& its = options()) : agent(its) {}

  // All lines, and then the end of the first lists.
  Story& start(const Lines& lines) {
    tell(lines);
    for (ClusterChange& one : first_lists()) agent.handle(std::move(one), now);
    return *this;
  }
  Effect tell(const Lines& lines) {
    Effect out;
    for (const std::string& line : lines) {
      Effect effect = agent.handle(change(line), now);
      out.structure |= effect.structure;
      std::ranges::move(effect.facts, std::back_inserter(out.facts));
    }
    return out;
  }
  Lines services() { return shown(agent.wanted().services); }
  Lines problems() { return shown(agent.wanted().problems); }
  Lines facts() { return shown(agent.wanted().facts); }
  // Of one external check, without its name.
  std::string fact(const std::string& check) {
    for (const Fact& fact : agent.wanted().facts) {
      if (fact.check == check) return (fact.pass ? "+" : "-") + fact.text;
    }
    return "no such check";
  }
};

}  // namespace vigilcast::kube::agent_test
