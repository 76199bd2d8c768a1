#include "pkg/exabgp/api/neighbor_configuration.h"

#include <algorithm>

#include "pkg/exabgp/conf/message_words.h"

namespace vigilcast::exabgp {
namespace {

using Lines = std::vector<std::string>;

std::string enable(bool value) { return value ? "enable" : "disable"; }
std::string flag(bool value) { return value ? "true" : "false"; }

void section(Lines& out, const std::string& indent, const std::string& name, const Lines& statements) {
  out.push_back(indent + name + " {");
  for (const std::string& statement : statements) out.push_back(indent + "  " + statement);
  out.push_back(indent + "}");
}

std::string add_path_word(const bgp::PeerConfig& config) {
  if (config.add_path.empty() && !config.empty_add_path) return "disable";
  switch (config.add_path.empty() ? *config.empty_add_path : config.add_path.front().mode) {
    case bgp::AddPathMode::send: return "send";
    case bgp::AddPathMode::receive: return "receive";
    default: return "send/receive";
  }
}

Lines capabilities(const bgp::PeerConfig& config, bool from5) {
  Lines out{"asn4 " + enable(config.as4) + ";", "route-refresh " + enable(config.route_refresh) + ";",
            "graceful-restart " + (config.graceful_restart ? std::to_string(*config.graceful_restart) : "disable") + ";"};
  if (from5) out.push_back("software-version " + enable(config.software_version.has_value()) + ";");
  out.push_back("nexthop " + enable(!config.extended_next_hop.empty() || !config.assumed_next_hop.empty() || config.empty_next_hop) + ";");
  out.push_back("add-path " + add_path_word(config) + ";");
  out.push_back("multi-session " + enable(config.of_a_group()) + ";");
  out.push_back("operational " + enable(config.operational) + ";");
  out.push_back("aigp " + enable(config.aigp) + ";");
  return out;
}

Lines families(const std::vector<bgp::Family>& families) {
  Lines out;
  for (const bgp::Family family : families) out.push_back(bgp::family_name(family) + ";");
  return out;
}

Lines next_hops(const bgp::PeerConfig& config) {
  Lines out;
  for (const auto* pairs : {&config.extended_next_hop, &config.assumed_next_hop}) {
    for (const bgp::ExtendedNextHop& one : *pairs) out.push_back(bgp::family_name(one.family) + " " + std::string(bgp::afi_name(one.next_hop)) + ";");
  }
  return out;
}

// In ExaBGP's order, which is not the one of the capability.
Lines paths(const bgp::PeerConfig& config) {
  std::vector<bgp::Family> out;
  for (const bgp::AddPathFamily& one : config.add_path) out.push_back(one.family);
  std::ranges::sort(out);
  return families(out);
}

void messages(Lines& out, const std::string& name, const model::MessageSelection& wants) {
  Lines words;
  for (const std::string_view word : conf::message_words(wants)) words.push_back(std::string(word) + ";");
  if (!words.empty()) section(out, "    ", name, words);
}

// Processes that want the same share a section.
void api(Lines& out, const std::vector<model::Attachment>& attachments) {
  std::vector<std::pair<model::Subscription, std::string>> groups;
  for (const model::Attachment& one : attachments) {
    auto found = groups.begin();
    while (found != groups.end() && !(found->first == one.wants)) ++found;
    if (found == groups.end()) {
      groups.emplace_back(one.wants, one.process);
    } else {
      found->second += " " + one.process;
    }
  }
  for (const auto& [wants, processes] : groups) {
    out.emplace_back("  api {");
    out.push_back("    processes [ " + processes + " ];");
    if (wants.neighbor_changes) out.emplace_back("    neighbor-changes;");
    if (wants.negotiated) out.emplace_back("    negotiated;");
    if (wants.fsm) out.emplace_back("    fsm;");
    if (wants.signal) out.emplace_back("    signal;");
    messages(out, "receive", wants.receive);
    messages(out, "send", wants.send);
    out.emplace_back("  }");
  }
}

Lines options(const bgp::PeerConfig& config, bool from5) {
  const auto hostname = config.hostname.value_or(std::pair<std::string, std::string>("None", "None"));
  const auto& local = config.self_address ? config.self_address : config.local_address;
  Lines out{"description \"" + config.description + "\";", "router-id " + config.router_id.to_string() + ";", "host-name " + hostname.first + ";",
            "domain-name " + hostname.second + ";", "local-address " + (local ? local->to_string() : "auto") + ";"};
  if (from5) out.push_back("source-interface " + (config.interface.empty() ? "None" : config.interface) + ";");
  out.push_back("local-as " + (config.mirror_as ? "auto" : std::to_string(config.local_as)) + ";");
  out.push_back("peer-as " + (config.peer_as ? std::to_string(*config.peer_as) : "auto") + ";");
  out.push_back("hold-time " + std::to_string(config.hold_time) + ";");
  out.push_back("rate-limit " + (config.rate_limit == 0 ? std::string("disable") : std::to_string(config.rate_limit)) + ";");
  out.push_back("manual-eor " + flag(config.manual_eor) + ";");
  if (config.outgoing_ttl) out.push_back("outgoing-ttl " + std::to_string(*config.outgoing_ttl) + ";");
  if (config.incoming_ttl) out.push_back("incoming-ttl " + std::to_string(*config.incoming_ttl) + ";");
  return out;
}

}  // namespace

std::vector<std::string> neighbor_configuration(const bgp::PeerConfig& config, const std::vector<model::Attachment>& attachments, bgp::Dialect dialect) {
  const bool from5 = dialect >= bgp::Dialect::v5_0;
  Lines out{"neighbor " + config.remote_text() + " {"};
  for (const std::string& line : options(config, from5)) out.push_back("  " + line);
  out.emplace_back();
  for (const std::string& line :
       {"passive " + flag(config.passive), "group-updates " + flag(config.group_updates), std::string("auto-flush true"),
        "adj-rib-in " + flag(config.adj_rib_in), "adj-rib-out " + flag(config.adj_rib_out), std::string("md5-base64 ") + (from5 ? "false" : "auto"),
        "md5-ip \"" + (config.local_address ? config.local_address->to_string() : "auto") + "\""}) {
    out.push_back("  " + line + ";");
  }
  if (!from5) out.emplace_back();
  section(out, "  ", "capability", capabilities(config, from5));
  section(out, "  ", "family", families(config.families));
  section(out, "  ", "nexthop", next_hops(config));
  section(out, "  ", "add-path", paths(config));
  api(out, attachments);
  out.emplace_back("}");
  return out;
}

}  // namespace vigilcast::exabgp
