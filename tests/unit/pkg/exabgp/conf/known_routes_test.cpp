// Routes that are like one before are read by a short cut: it must never be seen.
#include "pkg/exabgp/conf/known_routes.h"

#include <gtest/gtest.h>

#include "bgp/wire/nlri/all.h"
#include "pkg/exabgp/conf/loader.h"

namespace vigilcast::exabgp::known_routes_test {

model::Loaded load(const std::string& section, Compat compat = Compat::auto_) {
  return load_conf("t.conf", "neighbor 192.0.2.2 { router-id 2.2.2.2; local-address 192.0.2.1; local-as 65000; peer-as 65001;\n" + section + "\n}\n", {},
                   compat);
}

// Routes and the texts of messages, a line each.
std::string words(const model::Loaded& loaded) {
  std::string out;
  for (const model::PeerRoutes& routes : loaded.config.routes) {
    for (const auto& list : routes.lists) {
      list->each([&](const bgp::Nlri& nlri, const model::RouteTerms& terms) {
        out += bgp::family_name(nlri.family) + " " + bgp::nlri_text(nlri) + (terms.next_hop.self ? " self" : "") + terms.attributes->text() + " " +
               terms.watchdog + (terms.withdrawn ? " withdrawn\n" : "\n");
      });
    }
  }
  for (const Diagnostic& one : loaded.diagnostics.all()) out += std::to_string(one.place.column) + " " + one.text + "\n";
  return out;
}

const std::vector<std::string> kStatements = {
    "route 10.0.0.0/24 next-hop self med 5;",
    "route 10.0.1.0/24 next-hop self med 5;",
    "route 10.0.2.1 next-hop self med 5;",
    "route 10.0.2.1/24 next-hop self med 5;",
    "route  10.0.3.0/24\tnext-hop self med 5;",
    "route 10.0.3.0/24  next-hop self med 5;",
    "route\n10.0.3.0/24 next-hop self med 5;",
    "route 239.0.0.0/24 next-hop self med 5;",
    "route 2001:db8:5::/48 next-hop 2001:db8::1 med 5 origin egp;",
    "route 2001:db8:1::/48 next-hop 2001:db8::1 med 5;",
    "route 2001:db8:2::/48 next-hop 2001:db8::1 med 5;",
    "route 10.0.4.0/24 next-hop self med 5 split /25;",
    "route 10.0.5.0/24 next-hop self med 5 split /25;",
    "route 10.0.6.0/25 next-hop self med 5 split /25;",
    "route 10.0.7.0/24 next-hop self med 5 med 6;",
    "route 10.0.8.0/24 next-hop self label 100;",
    "route 10.0.9.0/24 next-hop self rd 65000:1 label 100;",
    "route 10.0.10.0/24 next-hop self watchdog dog withdraw;",
    "route 10.0.11.0/24 next-hop self withdraw;",
    "route 10.0.12.0/24 next-hop self path-information 7;",
    "route 10.0.13.0/24 next-hop self community [65000:1];",
    "route 10.0.14.0/24 next-hop self community [65000:1];",
    "route 10.0.15.0/24 next-hop self community [ 65000:1 ];",
    "route 10.0.16.0/24 next-hop self as-path (1 2);",
    "route 10.0.17.0/24 { next-hop self; med 5; }",
    "route 10.0.18.0/24;",
    "route 10.0.19.0/24 ;",
    "route 10.0.20.0/24 next-hop;",
    "route 10.0.20.0/24 next-hop self name \"a;b\";",
    "route 10.0.21.0/24 next-hop self med 5 # ; not the end\n;",
    "route 10.0.22.0/24 next-hop self \\\n med 5;",
    "route 10.0.23.0/24 next-hop self med 5\n route 10.0.24.0/24 next-hop self med 5;",
    "route 10.0.25.0/24 next-hop \"self\" med 5;",
    "routes 10.0.26.0/24 next-hop self med 5;",
    "attributes next-hop self med 5 nlri 10.0.27.0/24;",
    "# route 10.0.28.0/24 next-hop self med 5;\n",
};

// What each of two statements means does not depend on the other one.
TEST(KnownRoutes, AStatementMeansTheSameBehindAnyOther) {
  for (const Compat compat : {Compat::auto_, Compat::v5_0}) {
    for (const std::string& first : kStatements) {
      const model::Loaded known = load("static {\n" + first + "\n}", compat);
      for (const std::string& second : kStatements) {
        const model::Loaded alone = load("static {\n" + second + "\n}", compat);
        const model::Loaded both = load("static {\n" + first + "\n" + second + "\n}", compat);
        if (known.diagnostics.has_errors() || alone.diagnostics.has_errors()) {
          EXPECT_TRUE(both.diagnostics.has_errors()) << first << "\n" << second;
          continue;
        }
        ASSERT_EQ(both.diagnostics.all().size(), known.diagnostics.all().size() + alone.diagnostics.all().size()) << first << "\n"
                                                                                                                  << second << "\n"
                                                                                                                  << both.diagnostics.to_string();
        const auto routes_of = [](const model::Loaded& loaded) { return words({loaded.config, {}}); };
        EXPECT_EQ(routes_of(both), routes_of(known) + routes_of(alone)) << first << "\n" << second;
      }
    }
  }
}

TEST(KnownRoutes, TheSameWordsMayMeanAnotherFamilyInAnotherSection) {
  const auto loaded = load(
      "announce {\nipv4 {\nunicast 10.0.0.0/24 next-hop self med 5;\nunicast 10.0.1.0/24 next-hop self med 5;\n"
      "multicast 10.0.2.0/24 next-hop self med 5;\nmulticast 10.0.3.0/24 next-hop self med 5;\n}\n}\n"
      "static {\nroute 10.0.4.0/24 next-hop self med 5;\nroute 239.0.4.0/24 next-hop self med 5;\nroute 239.0.5.0/24 next-hop self med 5;\n}");
  EXPECT_EQ(words(loaded),
            "ipv4 unicast 10.0.0.0/24 self med 5 \nipv4 unicast 10.0.1.0/24 self med 5 \nipv4 multicast 10.0.2.0/24 self med 5 \n"
            "ipv4 multicast 10.0.3.0/24 self med 5 \nipv4 unicast 10.0.4.0/24 self med 5 \nipv4 multicast 239.0.4.0/24 self med 5 \n"
            "ipv4 multicast 239.0.5.0/24 self med 5 \n");
  const auto mixed = load("announce {\nipv4 {\nunicast 10.0.0.0/24 next-hop self;\nunicast 2001:db8::/48 next-hop self;\n}\n}");
  EXPECT_TRUE(mixed.diagnostics.has_errors());
}

// A thousand routes in, a mistake still has its place.
TEST(KnownRoutes, AMistakeAmongManyHasItsPlace) {
  std::string section = "static {\n";
  for (int i = 0; i < 1000; ++i) section += "  route 10.0." + std::to_string(i / 256) + "." + std::to_string(i % 256) + "/32 next-hop self med 5;\n";
  const auto loaded = load(section + "  route 10.9.0.1/32 next-hop self med five;\n  route 10.9.0.2/24 next-hop self med 5;\n}");
  ASSERT_EQ(loaded.diagnostics.all().size(), 2U) << loaded.diagnostics.to_string();
  EXPECT_EQ(loaded.diagnostics.all()[0].place, (Place{"t.conf", 1003, 39}));
  EXPECT_EQ(loaded.diagnostics.all()[0].source, "  route 10.9.0.1/32 next-hop self med five;");
  EXPECT_EQ(loaded.diagnostics.all()[1].place, (Place{"t.conf", 1004, 9}));
}

// Whether a family is the neighbor's is known behind its routes; their places are found again.
TEST(KnownRoutes, RoutesOfAForeignFamilyHaveTheirPlaces) {
  const auto loaded = load(
      "static {\nroute 10.0.0.0/24 next-hop self;\nroute 2001:db8::/48 next-hop 2001:db8::1;\nroute 10.0.1.0/24 next-hop self;\n"
      "  route 2001:db8:1::/48 next-hop 2001:db8::1;\n}\nfamily { ipv4 unicast; }");
  ASSERT_EQ(loaded.diagnostics.all().size(), 2U) << loaded.diagnostics.to_string();
  EXPECT_EQ(loaded.diagnostics.all()[0].place, (Place{"t.conf", 4, 1}));
  EXPECT_EQ(loaded.diagnostics.all()[1].place, (Place{"t.conf", 6, 3}));
}

// A long section is given back piece by piece; whoever looks back gets it again.
TEST(KnownRoutes, WhatWasPassedIsGivenBackAndComesBackForAMessage) {
  std::string text = "neighbor 192.0.2.2 { router-id 2.2.2.2; local-address 192.0.2.1; local-as 65000; peer-as 65001;\nfamily { ipv4 unicast; }\nstatic {\n";
  constexpr int kRoutes = 40000;
  for (int i = 0; i < kRoutes; ++i)
    text += "route 10." + std::to_string(i / 65536) + "." + std::to_string(i / 256 % 256) + "." + std::to_string(i % 256) + "/32 next-hop self;\n";
  const auto load_with = [&](const std::string& end) {
    const std::string all = text + end;
    std::string kept = all;
    std::size_t released = 0;
    conf::SourceText source{kept, {}, {}};
    source.release = [&](std::size_t from, std::size_t to) {
      released += to - from;
      kept.replace(from, to - from, to - from, '\0');
    };
    source.restore = [&](std::size_t from, std::size_t to) { kept.replace(from, to - from, all, from, to - from); };
    auto loaded = load_conf("t.conf", source, {}, Compat::auto_);
    EXPECT_GT(released, text.size() / 2);
    return loaded;
  };
  const auto good = load_with("}\n}\n");
  EXPECT_TRUE(good.diagnostics.empty()) << good.diagnostics.to_string();
  EXPECT_EQ(model::count_routes(good.config.routes), kRoutes);
  const auto bad = load_with("route 10.0.0.0/24 next-hop other;\nroute 2001:db8::/48 next-hop 2001:db8::1;\n}\n}\n");
  ASSERT_EQ(bad.diagnostics.all().size(), 2U);
  EXPECT_EQ(bad.diagnostics.all()[0].place, (Place{"t.conf", 4 + kRoutes, 28}));
  EXPECT_EQ(bad.diagnostics.all()[1].place, (Place{"t.conf", 5 + kRoutes, 1}));
}

TEST(KnownRoutes, NeighborsOfATemplateHaveItsRoutesInCommon) {
  const std::string common = "router-id 2.2.2.2; local-address 192.0.2.1; local-as 65000; peer-as 65001; ";
  const auto loaded = load_conf("t.conf",
                                "template { neighbor T { " + common + "static { route 10.0.0.0/24 next-hop self; route 10.0.1.0/24 next-hop self; } } }\n" +
                                    "neighbor 192.0.2.2 { inherit T; }\nneighbor 192.0.2.3 { inherit T; static { route 10.0.2.0/24 next-hop self; } }\n",
                                {}, Compat::auto_);
  ASSERT_TRUE(loaded.diagnostics.empty()) << loaded.diagnostics.to_string();
  ASSERT_EQ(loaded.config.routes.size(), 2U);
  ASSERT_EQ(loaded.config.routes[0].lists.size(), 1U);
  ASSERT_EQ(loaded.config.routes[1].lists.size(), 2U);
  EXPECT_EQ(loaded.config.routes[1].lists[1], loaded.config.routes[0].lists[0]);
  EXPECT_EQ(model::count_routes(loaded.config.routes), 5U);
}

}  // namespace vigilcast::exabgp::known_routes_test
