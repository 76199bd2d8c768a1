// Files of older versions, migrated: the newer version reads them and announces the same. migrate/three.in is a file of 3.4, four.in one of 4.2, mixed.in has
// words of both, and three.5.0 what becomes of it (VIGILCAST_UPDATE=1, and read the difference).
#include <gtest/gtest.h>

#include <set>

#include "pkg/exabgp/conf/loader.h"
#include "pkg/exabgp/migrate/conf.h"
#include "tests/corpus/conf/conf_dump.h"
#include "tests/corpus/conf/conf_files.h"

namespace vigilcast::exabgp::conf_migrate_test {

constexpr std::array kVersions{Compat::auto_, Compat::v3_4, Compat::v4_2, Compat::v5_0, Compat::v6};

// 4.2 sends communities as they are written, later versions sort them and leave repeated ones out.
std::string sorted_route(const bgp::Nlri& nlri, model::RouteTerms terms) {
  bgp::AttributeSet attributes = *terms.attributes;
  const auto sort = [&]<class List>(const List* list) {
    if (list == nullptr) return;
    List sorted = *list;
    std::ranges::sort(sorted.values);
    const auto repeated = std::ranges::unique(sorted.values);
    sorted.values.erase(repeated.begin(), repeated.end());
    attributes.set(std::move(sorted));
  };
  sort(attributes.find<bgp::Communities>());
  sort(attributes.find<bgp::ExtendedCommunities>());
  sort(attributes.find<bgp::LargeCommunities>());
  terms.attributes = std::make_shared<const bgp::AttributeSet>(std::move(attributes));
  return conf_dump::route(nlri, terms);
}

// What each neighbor is told, whatever it is called: the default families and the capabilities of a version are not a file's.
std::string meaning(const model::Config& config) {
  std::string out;
  for (const bgp::PeerConfig& peer : config.peers) {
    out += peer.session_text() + " " + std::to_string(peer.local_as) + " " + std::to_string(peer.peer_as.value_or(0)) + " " + peer.router_id.to_string() +
           " hold " + std::to_string(peer.hold_time) + " ttl " + std::to_string(peer.outgoing_ttl.value_or(0)) + " md5 " + peer.md5_password + " " +
           (peer.group_updates ? "" : "ungrouped") + "\n";
    std::set<std::string> told;
    for (const model::PeerRoutes& routes : config.routes) {
      if (routes.peer != peer.name) continue;
      for (const auto& list : routes.lists) {
        list->each([&](const bgp::Nlri& nlri, const model::RouteTerms& terms) { told.insert(sorted_route(nlri, terms)); });
      }
    }
    for (const std::string& route : told) out += "  " + route;
    std::set<std::string> attached;
    for (const model::Attachment& attachment : config.attachments) {
      if (attachment.peer == peer.name) attached.insert(conf_dump::attachment({attachment.process, "", attachment.wants}));
    }
    for (const std::string& attachment : attached) out += attachment;
  }
  for (model::ProcessSpec process : config.processes) {
    process.shape = model::Shape::standard;  // the guide's is no version's
    out += conf_dump::process(process);
  }
  return out;
}

// What no text but only a person knows.
bool needs_a_person(const Diagnostics& said) {
  return std::ranges::all_of(said.all(), [](const Diagnostic& one) {
    return one.severity != Severity::error || one.text.find("has \"next-hop self\" on an IPv4 session") != std::string::npos ||
           one.text == "ExaBGP 4.2 wants a local-address" || one.text == "ExaBGP 4.2 does not read local-as auto" ||
           one.text == "ExaBGP 4.2 does not read peer-as auto";
  });
}

// Every file that a version takes, from it to every later one.
TEST(ConfMigrate, TheLaterVersionReadsTheSame) {
  std::size_t changed = 0;
  for (const auto& file : conf_files::all()) {
    for (const Compat from : kVersions) {
      const model::Loaded before = load_conf(file.name, file.text, {}, from);
      if (before.diagnostics.has_errors()) continue;
      for (const Compat to : kVersions) {
        if (to <= from || (from == Compat::auto_ && to < Compat::v5_0)) continue;
        const migrate::Migrated migrated = migrate::migrate_conf(file.text, from, to);
        SCOPED_TRACE(file.name + " from " + std::string(compat_name(from)) + " to " + std::string(compat_name(to)) + "\n" + file.text + "\nbecame\n" +
                     migrated.text);
        const model::Loaded after = load_conf(file.name, migrated.text, {}, to);
        // What auto reads may be newer than the target.
        EXPECT_TRUE(from == Compat::auto_ || needs_a_person(after.diagnostics)) << after.diagnostics.to_string();
        if (after.diagnostics.has_errors()) continue;
        EXPECT_EQ(meaning(after.config), meaning(before.config));
        EXPECT_EQ(migrated.changes.empty(), migrated.text == file.text);
        changed += migrated.changes.empty() ? 0 : 1;
        // What was migrated needs it no more.
        EXPECT_EQ(migrate::migrate_conf(migrated.text, to, to).text, migrated.text);
      }
    }
  }
  EXPECT_GT(changed, 20U);
}

// As the guide has it, which only auto reads.
TEST(ConfMigrate, WhatAProcessOfTheFileAsksForIsSaidByTheNeighbors) {
  for (const char* name : {"guide/receive_routes.in", "forms/process_asks.in", "forms/process_match_asks.in"}) {
    const std::string text = text_of(std::filesystem::path(VIGILCAST_SOURCE_DIR) / "tests/corpus/conf" / name);
    const model::Loaded before = load_conf(name, text, {}, Compat::auto_);
    for (const Compat to : {Compat::v4_2, Compat::v5_0, Compat::v6}) {
      if (to == Compat::v4_2 && text.find("processes-match") != std::string::npos) continue;  // it has no such word
      const migrate::Migrated migrated = migrate::migrate_conf(text, Compat::auto_, to);
      const model::Loaded after = load_conf(name, migrated.text, {}, to);
      EXPECT_FALSE(after.diagnostics.has_errors()) << after.diagnostics.to_string();
      EXPECT_EQ(meaning(after.config), meaning(before.config)) << migrated.text;
    }
  }
}

TEST(ConfMigrate, IsAsWritten) {
  const std::filesystem::path folder = std::filesystem::path(VIGILCAST_SOURCE_DIR) / "tests/corpus/conf/migrate";
  for (const auto& [name, from] : {std::pair{"three", Compat::v3_4}, std::pair{"four", Compat::v4_2}, std::pair{"mixed", Compat::auto_}}) {
    const std::string text = text_of(folder / (std::string(name) + ".in"));
    for (const Compat to : kVersions) {
      if (to <= from || to == Compat::v3_4) continue;
      const migrate::Migrated migrated = migrate::migrate_conf(text, from, to);
      std::string got;
      for (const migrate::Change& change : migrated.changes) got += std::to_string(change.line) + ": " + change.text + "\n";
      got += "\n" + migrated.text;
      expect_text(folder / (std::string(name) + "." + std::string(compat_name(to))), got);
    }
  }
}

}  // namespace vigilcast::exabgp::conf_migrate_test
