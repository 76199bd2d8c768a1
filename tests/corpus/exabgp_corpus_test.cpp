// exabgp/*.txt: what ExaBGP 5.0 makes of a route, octet by octet. One case is either
//
//   case a flow                          case a VPN route
//     update HEX    (a body)               session add-path      (perhaps)
//     json { … }                           route P kw value …    (or: flow …), as in exabgp.conf
//                                          message HEX           one for each route that it becomes
#include <gtest/gtest.h>

#include <fstream>

#include "bgp/rib/export.h"
#include "bgp/wire/json.h"
#include "bgp/wire/nlri/all.h"
#include "pkg/base/text.h"
#include "pkg/exabgp/conf/route_text.h"

namespace vigilcast::exabgp::exabgp_corpus_test {

struct Case {
  std::string title;
  std::string kind;  // "update", "route", "flow"
  std::string given;
  std::string session;
  std::vector<std::string> expected;
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.title; }

std::vector<Case> load(const std::string& name) {
  std::vector<Case> out;
  std::ifstream in(VIGILCAST_SOURCE_DIR "/tests/corpus/exabgp/" + name + ".txt");
  for (std::string text; std::getline(in, text);) {
    const std::string_view line = trim(text);
    if (line.empty() || line.starts_with('#')) continue;
    const auto space = line.find(' ');
    const std::string keyword(line.substr(0, space));
    const std::string rest(trim(line.substr(space)));
    if (keyword == "case") {
      out.emplace_back().title = rest;
    } else if (keyword == "session") {
      out.back().session = rest;
    } else if (keyword == "json" || keyword == "message") {
      out.back().expected.push_back(rest);
    } else {
      out.back().kind = keyword;
      out.back().given = rest;
    }
  }
  return out;
}

bgp::Negotiated session_of(const Case& one) {
  bgp::Negotiated out;
  out.local_as = out.peer_as = 65000;
  out.as4 = true;
  out.families.assign(bgp::all_families().begin(), bgp::all_families().end());
  if (one.session == "add-path") out.add_path_send = {bgp::kIpv4Unicast, {bgp::Afi::ipv4, bgp::Safi::mpls_vpn}};
  return out;
}

class ExabgpDecoding : public testing::TestWithParam<Case> {};

TEST_P(ExabgpDecoding, PrintsTheSame) {
  const Case& one = GetParam();
  const auto body = from_hex(one.given);
  ASSERT_TRUE(body);
  const bgp::DecodedUpdate decoded = bgp::decode_update(*body, session_of(one));
  for (const bgp::Fault& fault : decoded.faults) ADD_FAILURE() << fault.text;
  std::string json;
  bgp::append_update_json(json, decoded.update, bgp::Dialect::v5_0);
  EXPECT_EQ(std::vector{json}, one.expected);
}

class ExabgpEncoding : public testing::TestWithParam<Case> {};

TEST_P(ExabgpEncoding, SendsTheSame) {
  const Case& one = GetParam();
  const auto words = route_words(one.given);
  const auto routes = one.kind == "flow" ? parse_flow_words(words, {}) : parse_route_words(words, {});
  ASSERT_TRUE(routes) << routes.error().to_string();
  const bgp::Negotiated session = session_of(one);
  std::vector<std::string> messages;
  for (const ParsedRoute& route : *routes) {
    const auto next_hop = bgp::export_next_hop(route.next_hop, route.nlri.family, {}, {});
    ASSERT_TRUE(next_hop);
    Bytes message;
    bgp::encode_announce(message, route.nlri.family, *next_hop, bgp::export_attributes(*route.attributes, session), std::span(&route.nlri, 1), session);
    messages.push_back(to_hex(message));
  }
  EXPECT_EQ(messages, one.expected);
}

constexpr auto kIndex = [](const auto& row) { return "Case" + std::to_string(row.index); };
INSTANTIATE_TEST_SUITE_P(Cases, ExabgpDecoding, testing::ValuesIn(load("decoding")), kIndex);
INSTANTIATE_TEST_SUITE_P(LinkState, ExabgpDecoding, testing::ValuesIn(load("link_state")), kIndex);
INSTANTIATE_TEST_SUITE_P(Cases, ExabgpEncoding, testing::ValuesIn(load("encoding")), kIndex);

}  // namespace vigilcast::exabgp::exabgp_corpus_test
