// yaml/NAME.in is a YAML file; yaml/NAME.ok is what the loader makes of it: its diagnostics, and the configuration when there is no error.
// VIGILCAST_UPDATE=1 rewrites the .ok files; read the difference before you commit it.
#include <gtest/gtest.h>

#include <filesystem>

#include "pkg/config/loader.h"
#include "tests/corpus/files.h"

namespace vigilcast::config::yaml_corpus_test {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(VIGILCAST_SOURCE_DIR) / "tests/corpus/yaml";

// Files that the corpus names live in its folder `files`.
Result<std::string> read_corpus_file(const std::string& path) {
  const fs::path full = kFolder / path;
  if (!fs::exists(full)) return fail("no such file");
  return text_of(full);
}

std::string shown(const announce::Profile& profile) {
  if (!profile.announce) return "withdraw";
  return "announce" + profile.attributes.text() + (profile.as_path_prepend == 0 ? "" : " prepend " + std::to_string(profile.as_path_prepend));
}

void show(std::ostream& out, const model::RouterConfig& router) {
  out << "router " << router.asn << " id " << router.id.to_string() << " hold-down " << format_duration(router.hold_down);
  for (const Prefix& prefix : router.may_announce) out << " may-announce " << prefix.to_string();
  out << "\n";
}

std::string shown(const bgp::RouteFilter& filter) {
  std::string out = " (";
  for (const auto& rule : filter.prefixes) out += rule.to_string() + ", ";
  if (filter.longest_as_path) out += "as path " + std::to_string(*filter.longest_as_path) + ", ";
  if (filter.refuses_own_as) out += "no own as, ";
  for (const auto& one : filter.communities) out += one.to_string() + ", ";
  for (const auto& one : filter.without_communities) out += "not " + one.to_string() + ", ";
  return out.substr(0, out.size() - 2) + ")";
}

void show(std::ostream& out, const bgp::PeerConfig& peer) {
  out << "peer " << peer.name << " " << Endpoint{peer.address, peer.port}.to_string() << " as " << peer.peer_as.value_or(0) << " local-as " << peer.local_as
      << " id " << peer.router_id.to_string() << " hold " << peer.hold_time;
  if (peer.local_address) out << " from " << peer.local_address->to_string();
  if (peer.listen_port) out << " listen " << *peer.listen_port;
  if (peer.remote_range) out << " range " << peer.remote_range->to_string() << " limit " << peer.range_limit;
  for (const std::uint32_t as : peer.peer_as_list) out << " may-be " << as;
  if (!peer.interface.empty()) out << " interface " << peer.interface;
  if (!peer.vrf.empty()) out << " vrf " << peer.vrf;
  if (peer.delay_open > Duration{}) out << " delay-open " << format_duration(peer.delay_open);
  if (peer.send_hold != bgp::PeerConfig{}.send_hold) out << " send-hold " << format_duration(peer.send_hold);
  for (const TcpAoKey& key : peer.ao_keys) {
    out << " ao " << unsigned{key.send_id} << "/" << unsigned{key.receive_id} << " " << static_cast<int>(key.algorithm) << " '" << key.secret << "'";
  }
  for (const bgp::Family family : peer.required_families) out << " requires " << bgp::family_name(family);
  if (!peer.extended_next_hop.empty()) out << " extended-next-hop";
  if (peer.passive) out << " passive";
  if (!peer.md5_password.empty()) out << " password '" << peer.md5_password << "'";
  if (peer.outgoing_ttl) out << " ttl " << unsigned{*peer.outgoing_ttl};
  if (peer.incoming_ttl) out << " min-ttl " << unsigned{*peer.incoming_ttl};
  if (peer.graceful_restart) out << " graceful-restart " << *peer.graceful_restart << (peer.restart_notification ? "s" : "s without notification");
  if (peer.long_lived_stale_time) out << " long-lived " << *peer.long_lived_stale_time << "s";
  for (const auto& limit : peer.paths_limit) out << " at most " << limit.most << " paths of " << bgp::family_name(limit.family);
  if (peer.link_local_next_hop) out << " link-local-next-hop";
  for (const auto& one : peer.add_path) out << " add-path " << bgp::family_name(one.family) << " " << static_cast<int>(one.mode);
  if (peer.role) out << " role " << bgp::role_name(*peer.role) << (peer.strict_role ? " strict" : "");
  for (const auto& limit : peer.prefix_limits) {
    out << " at most " << limit.most << " " << bgp::family_name(limit.family) << " warn " << limit.warning_percent << "%";
    if (limit.restart_after) out << " restart " << format_duration(*limit.restart_after);
  }
  if (!peer.import_filter.passes_all()) out << " import" << shown(peer.import_filter);
  if (!peer.export_filter.passes_all()) out << " export" << shown(peer.export_filter);
  if (peer.send_non_transitive) out << " send-non-transitive";
  if (peer.bfd) {
    const bgp::bfd::Settings& session = peer.bfd->session;
    out << " bfd " << format_duration(session.min_tx) << "/" << format_duration(session.min_rx) << "x" << unsigned{session.multiplier};
    if (peer.bfd->multihop) out << " hops " << unsigned{*peer.bfd->multihop};
    if (session.passive) out << " bfd-passive";
    if (peer.bfd->strict) out << " strict";
    if (session.key)
      out << " key " << unsigned{session.key->id} << " type " << static_cast<unsigned>(session.key->type) << " '" << as_text(session.key->secret) << "'";
  }
  for (const bgp::Family family : peer.families) out << " [" << bgp::family_name(family) << "]";
  out << "\n";
}

void show(std::ostream& out, const health::HttpProbe& http) {
  out << "http " << http.method << " " << http.url << (http.reuse ? " reuse" : " fresh") << (http.tls.verify ? " verify" : " no-verify");
  for (const auto& [name, value] : http.headers) out << " header '" << name << ": " << value << "'";
  for (const health::StatusRange& range : http.status) out << " status " << range.first << "-" << range.last;
  if (!http.body_contains.empty()) out << " body '" << http.body_contains << "'";
  if (!http.tls.ca_file.empty()) out << " ca " << http.tls.ca_file;
  if (!http.tls.server_name.empty()) out << " server-name " << http.tls.server_name;
}

void show(std::ostream& out, const health::TcpProbe& tcp) { out << "tcp " << tcp.address; }

void show(std::ostream& out, const health::ExecProbe& exec) {
  out << "exec";
  for (const std::string& word : exec.command) out << " '" << word << "'";
}

void show(std::ostream& out, const health::ExternalProbe& external) { out << "external " << external.source; }

void show(std::ostream& out, const health::CheckSpec& check) {
  out << "check " << check.name << " every " << format_duration(check.interval) << " fast " << format_duration(check.fast) << " timeout "
      << format_duration(check.timeout) << " rise " << check.rise << " fall " << check.fall << "\n  ";
  std::visit([&](const auto& probe) { show(out, probe); }, check.probe);
  out << "\n";
}

void show(std::ostream& out, const model::KubernetesConfig& cluster) {
  out << "kubernetes node '" << cluster.node << "' namespace '" << cluster.name_space << "' class " << cluster.load_balancer_class
      << (cluster.default_class ? " and none" : "") << (cluster.kubeconfig.empty() ? "" : " by " + cluster.kubeconfig) << "\n";
}

void show(std::ostream& out, const model::MetricsConfig& metrics) {
  out << "metrics " << (metrics.on_node_address ? "node" : metrics.listen.address.to_string()) << " port " << metrics.listen.port << (metrics.tls ? " tls" : "")
      << (metrics.certificate.empty() ? "" : " " + metrics.certificate + " " + metrics.key)
      << (metrics.auth == model::MetricsConfig::Auth::kubernetes ? " for those whom the API server knows" : "") << "\n";
}

void show(std::ostream& out, const announce::ServiceSpec& service) {
  out << "service " << service.name;
  for (const Prefix& prefix : service.prefixes) out << " " << prefix.to_string();
  if (!service.watchdog.empty()) out << " watchdog " << service.watchdog;
  out << "\n  healthy " << (service.healthy ? service.healthy->to_string() : "always") << "\n  up " << shown(service.up) << "\n  down " << shown(service.down)
      << "\n";
}

std::string shown(const model::Loaded& loaded) {
  std::ostringstream out;
  out << loaded.diagnostics.to_string();
  if (loaded.diagnostics.has_errors()) return out.str();
  const model::Config& config = loaded.config;
  if (config.router) show(out, *config.router);
  for (const auto& peer : config.peers) show(out, peer);
  for (const auto& check : config.checks) show(out, check);
  for (const auto& service : config.services) show(out, service);
  for (const std::string& file : config.exabgp_files) out << "exabgp " << file << "\n";
  if (config.metrics) show(out, *config.metrics);
  if (config.kubernetes) show(out, *config.kubernetes);
  out << "admin " << (config.admin.listen ? config.admin.listen->to_string() : "closed") << "\n";
  return out.str();
}

class YamlCorpus : public testing::TestWithParam<std::string> {};

TEST_P(YamlCorpus, IsReadAsWritten) {
  const std::string text = text_of(kFolder / (GetParam() + ".in"));
  expect_text(kFolder / (GetParam() + ".ok"), shown(load_yaml(GetParam() + ".in", text, read_corpus_file)));
}

INSTANTIATE_TEST_SUITE_P(Files, YamlCorpus, testing::ValuesIn(cases_in(kFolder)), [](const auto& test) { return test.param; });

}  // namespace vigilcast::config::yaml_corpus_test
