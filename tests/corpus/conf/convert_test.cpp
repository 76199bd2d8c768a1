// Every exabgp.conf of the corpus as YAML: it loads, and each neighbor is told the same routes, octet by octet, but for those that a note names.
#include "pkg/exabgp/convert/yaml.h"

#include <gtest/gtest.h>

#include <set>

#include "bgp/rib/export.h"
#include "bgp/wire/nlri/all.h"
#include "bgp/wire/update.h"
#include "pkg/announce/route.h"
#include "pkg/config/loader.h"
#include "pkg/exabgp/conf/loader.h"
#include "pkg/exabgp/conf/route_text.h"
#include "pkg/exabgp/healthcheck/addresses.h"
#include "pkg/exabgp/healthcheck/lines.h"
#include "pkg/exabgp/healthcheck/run_line.h"
#include "tests/corpus/conf/conf_files.h"
#include "tests/corpus/conf/session_of.h"

namespace vigilcast::exabgp::conf_convert_test {

// The UPDATE of one route; empty when the session does not carry it.
std::string message_of(const bgp::Route& route, const bgp::PeerConfig& peer) {
  if (std::ranges::find(peer.families, route.nlri.family) == peer.families.end()) return {};
  const bgp::Negotiated session = session_of(peer);
  bgp::RouteNextHop hop = route.next_hop;
  if (hop.self && route.nlri.family.afi == (peer.address.is_v4() ? bgp::Afi::ipv4 : bgp::Afi::ipv6)) {
    hop = {false, {peer.local_address.value_or(peer.address), std::nullopt}};
  } else if (hop.self) {
    hop = {false, {*IpAddress::parse(peer.address.is_v4() ? "2001:db8::ffff" : "192.0.2.255"), std::nullopt}};
  }
  bgp::AttributeSet attributes = bgp::export_attributes(*route.attributes, session);
  if (!peer.send_non_transitive) bgp::drop_non_transitive(attributes, session);
  Bytes out;
  bgp::encode_announce(out, route.nlri.family, hop.given, attributes, std::span(&route.nlri, 1), session);
  return to_hex(out);
}

std::set<std::string> told(const bgp::PeerConfig& peer, const model::Config& conf) {
  std::map<bgp::Nlri, std::string> last;
  for (const model::PeerRoutes& routes : conf.routes) {
    if (routes.peer != peer.name) continue;
    for (const auto& list : routes.lists) {
      list->each([&](const bgp::Nlri& nlri, const model::RouteTerms& terms) { last[nlri] = message_of({nlri, terms.next_hop, terms.attributes, {}}, peer); });
    }
  }
  std::set<std::string> out;
  for (const auto& [nlri, message] : last) {
    if (!message.empty()) out.insert(message);
  }
  return out;
}

// By those that a check decides on, or by those that the file says itself; in that state.
std::set<std::string> told_by_services(const bgp::PeerConfig& peer, const model::Config& yaml, bool of_checks = false, bool up = true) {
  std::set<std::string> out;
  for (const announce::ServiceSpec& service : yaml.services) {
    const announce::Profile& profile = up || !service.healthy ? service.up : service.down;
    if (service.name.starts_with("static-") == of_checks || !profile.announce) continue;
    for (const Prefix& prefix : service.prefixes) {
      const auto route = announce::route_for({service.name, prefix, profile, {}, {}, {}}, peer.local_as, peer.peer_as != peer.local_as);
      const std::string message = peer.export_filter.refusal_of(route.nlri) ? "" : message_of(route, peer);
      if (!message.empty()) out.insert(message);
    }
  }
  return out;
}

bool is_same(const bgp::PeerConfig& a, const bgp::PeerConfig& b) {
  return a.session_text() == b.session_text() && a.local_address == b.local_address && a.remote_range == b.remote_range;
}

// The secrets of a session that are text, with an algorithm of YAML, as they stand there; those that are not are counted.
std::set<std::string> secrets(const bgp::PeerConfig& peer, std::size_t& others) {
  std::set<std::string> out;
  const auto add = [&](std::string_view of, const std::string& secret, bool has_algorithm) {
    if (!has_algorithm || std::ranges::any_of(secret, [](char c) { return c < 0x20 || c > 0x7e; })) {
      ++others;
    } else {
      out.insert(std::string(of) + secret);
    }
  };
  if (!peer.md5_password.empty()) add("md5 ", peer.md5_password, true);
  for (const TcpAoKey& key : peer.ao_keys) {
    add(std::to_string(key.send_id) + "/" + std::to_string(key.receive_id) + " " + std::to_string(static_cast<int>(key.algorithm)) + " ", key.secret,
        key.algorithm != TcpAoAlgorithm::hmac_sha256);
  }
  return out;
}

std::size_t notes_of_secrets(const convert::Converted& converted) {
  return static_cast<std::size_t>(std::ranges::count_if(converted.notes, [](const convert::Note& note) {
    return note.text.find(": the key is left out") != std::string::npos || note.text.find("cannot be said: the session has none") != std::string::npos;
  }));
}

std::size_t left_out(const convert::Converted& converted) {
  std::size_t out = 0;
  for (const convert::Note& note : converted.notes) out += note.routes;
  return out;
}

const std::filesystem::path kFolder = std::filesystem::path(VIGILCAST_SOURCE_DIR) / "tests/corpus/conf/convert";

// The options of a healthcheck, in a file of the corpus.
Result<std::string> beside(const std::string& name) {
  if (!std::filesystem::exists(kFolder / name)) return fail(name + ": no such file");
  return text_of(kFolder / name);
}

TEST(ConfConvert, TheYamlTellsEachNeighborTheSame) {
  std::size_t peers = 0, routes = 0;
  for (const auto& file : conf_files::all()) {
    conf::Places places;
    const model::Loaded conf = load_conf(file.name, file.text, {}, Compat::auto_, places);
    if (conf.diagnostics.has_errors() || std::ranges::all_of(conf.config.peers, &bgp::PeerConfig::mirror_as)) continue;
    const convert::Converted converted = convert::to_yaml(conf.config, places, file.name, beside);
    SCOPED_TRACE(file.name + "\n" + file.text + "\nbecame\n" + converted.yaml);
    const model::Loaded yaml = config::load_yaml("x.yaml", converted.yaml, nullptr);
    ASSERT_FALSE(yaml.diagnostics.has_errors()) << yaml.diagnostics.to_string();
    std::size_t missing = 0, unsaid = 0;
    for (const bgp::PeerConfig& peer : yaml.config.peers) {
      const auto theirs = std::ranges::find_if(conf.config.peers, [&](const bgp::PeerConfig& one) { return is_same(peer, one); });
      ASSERT_NE(theirs, conf.config.peers.end());
      const auto before = told(*theirs, conf.config);
      const auto after = told_by_services(peer, yaml.config);
      EXPECT_TRUE(std::ranges::includes(before, after));
      missing += before.size() - after.size();
      ++peers;
      routes += after.size();
      std::size_t none = 0;
      EXPECT_EQ(secrets(peer, none), secrets(*theirs, unsaid));
      EXPECT_EQ(none, 0U);
      EXPECT_EQ(peer.hold_time, theirs->hold_time);
      EXPECT_EQ(peer.families, theirs->families);
      EXPECT_EQ(peer.add_path, theirs->add_path);
    }
    EXPECT_EQ(missing, left_out(converted));
    EXPECT_EQ(unsaid, notes_of_secrets(converted));
  }
  EXPECT_GT(peers, 200U);
  EXPECT_GT(routes, 10U);
}

// convert/NAME.in is an exabgp.conf, NAME.yaml what becomes of it (VIGILCAST_UPDATE=1, and read the difference).
TEST(ConfConvert, IsAsWritten) {
  for (const std::string& one : cases_in(kFolder)) {
    conf::Places places;
    const std::string name = one + ".in", text = text_of(kFolder / name);
    const model::Loaded loaded = load_conf(name, text, {}, Compat::auto_, places);
    expect_text(kFolder / (one + ".yaml"), convert::to_yaml(loaded.config, places, name, beside).yaml);
  }
}

// What a neighbor hears of a healthcheck in a state: its lines, as the daemon obeys them.
std::set<std::string> told_by_check(const bgp::PeerConfig& peer, const model::Config& conf, const model::ProcessSpec& process, HealthState state) {
  const auto named = [&](const model::Attachment& one) { return one.process == process.name && one.peer == peer.name; };
  const auto run = healthcheck_run(process.run);
  if (!run) return {};
  const HealthcheckWords read = read_healthcheck(run->options, Compat::auto_, beside);
  const auto& only = read.options.neighbors;
  const bool meant = only.empty() || only.front() == "*" || std::ranges::find(only, peer.address.to_string()) != only.end();
  std::set<std::string> out;
  if (!meant || std::ranges::none_of(conf.attachments, named)) return out;
  for (const std::string& line : health_lines(read.options, announced_addresses(read.options, {}), state, Compat::auto_)) {
    const std::size_t at = line.find("announce route ");
    if (at == std::string::npos) continue;
    const auto routes = parse_route_words(route_words(std::string_view(line).substr(at + 15)), {});
    EXPECT_TRUE(routes) << line;
    for (const ParsedRoute& route : *routes) out.insert(message_of({route.nlri, route.next_hop, route.attributes, {}}, peer));
  }
  out.erase("");
  return out;
}

// convert/healthcheck.in: in every state each neighbor hears of the services what it hears of the helpers.
TEST(ConfConvert, AHealthcheckBecomesAServiceThatTellsTheSame) {
  conf::Places places;
  const model::Loaded conf = load_conf("healthcheck.in", text_of(kFolder / "healthcheck.in"), {}, Compat::auto_, places);
  const convert::Converted converted = convert::to_yaml(conf.config, places, "healthcheck.in", beside);
  const model::Loaded yaml = config::load_yaml("x.yaml", converted.yaml, nullptr);
  ASSERT_FALSE(yaml.diagnostics.has_errors()) << yaml.diagnostics.to_string() << converted.yaml;
  for (const bool up : {true, false}) {
    for (const bgp::PeerConfig& peer : yaml.config.peers) {
      const auto theirs = std::ranges::find_if(conf.config.peers, [&](const bgp::PeerConfig& one) { return is_same(peer, one); });
      ASSERT_NE(theirs, conf.config.peers.end());
      std::set<std::string> before;
      for (const model::ProcessSpec& process : conf.config.processes) {
        // One without a command is well whatever happens.
        const bool always = process.name == "always";
        before.merge(told_by_check(*theirs, conf.config, process, up || always ? HealthState::up : HealthState::down));
      }
      EXPECT_GT(before.size(), 2U);
      EXPECT_EQ(told_by_services(peer, yaml.config, true, up), before) << peer.name << (up ? " up" : " down") << "\n" << converted.yaml;
    }
  }
}

// What has no word in YAML is left out, and said: each of these alone.
TEST(ConfConvert, WhatAHealthcheckAsksForAndYamlDoesNotHave) {
  const std::pair<std::string, std::string> rows[] = {
      {"--ip 10.0.0.1 --disable /etc/off", "--disable: no file disables a service"},
      {"--ip 10.0.0.1 --execute true", "nothing is run when the state changes"},
      {"--ip 10.0.0.1", "the addresses have to be put on an interface by other means"},
      {"--ip 10.0.0.1 --user nobody", "the command runs as vigilcast does"},
      {"--ip 10.0.0.1 -c true --timeout 0", "--timeout 0: a command has 24h"},
      {"--ip 10.0.0.1 -c true --interval 1 --fast-interval 5", "a pending change is not looked at less often than a settled state"},
      {"--ip 10.0.0.1 --interval 0", "is left out: with --interval 0"},
      {"--no-ip-setup", "is left out: without --ip"},
      {"--ip 10.0.0.1 --path-id 7", "is left out: services have no path-information"},
      {"--ip 10.0.0.1 --next-hop 192.0.2.7", "is left out: services have our own address as next hop"},
      {"--ip 10.0.0.1 --as-path 65009", "is left out: this as-path has no key"},
      {"--ip 10.0.0.1 --community nonsense", "the healthcheck p is left out: "},
      {"--ip 10.0.0.1 --nonsense", "is left out: unrecognized arguments: --nonsense"},
      {"--config missing.options", "is left out: argument --config/-F: missing.options: no such file"},
  };
  for (const auto& [options, note] : rows) {
    const std::string text = "process p { run /usr/bin/exabgp healthcheck " + options + "; encoder text; }\n" +
                             "neighbor 192.0.2.1 { router-id 192.0.2.11; local-address 192.0.2.11; local-as 65001; peer-as 65000; "
                             "family { ipv4 unicast; } api { processes [ p ]; } }";
    conf::Places places;
    const model::Loaded conf = load_conf("x", text, {}, Compat::auto_, places);
    const convert::Converted converted = convert::to_yaml(conf.config, places, "x", beside);
    EXPECT_TRUE(std::ranges::any_of(converted.notes, [&](const convert::Note& one) { return one.line == 1 && one.text.find(note) != std::string::npos; }))
        << options << "\n"
        << converted.yaml;
    EXPECT_FALSE(config::load_yaml("x.yaml", converted.yaml, nullptr).diagnostics.has_errors()) << converted.yaml;
    EXPECT_EQ(converted.yaml.find("services:") == std::string::npos, note.find("left out") != std::string::npos) << converted.yaml;
  }
}

}  // namespace vigilcast::exabgp::conf_convert_test
