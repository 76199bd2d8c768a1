// wire/*.txt: malformed and unusual input, and how it must be answered. One case is
//
//   case U13 ORIGIN is missing
//     session ebgp as2 add-path next-hop-ipv6 no-ipv6 enhanced-refresh all aigp extended-message   (any of them; ebgp is the default)
//     without 1                 origin, as-path and next-hop stand in every UPDATE: leave one out
//     with 80 04 04 0000000A    an attribute; it replaces the one of the same type, and the last one given comes last
//     withdrawn 18 C00002       the withdrawn routes field
//     nlri 18 C00002            the NLRI field
//     expect treat-as-withdraw 3/3      or: ok, discard, disable-family, reset; more (for frames)
//     - 192.0.2.0/24            withdrawn by the update
//     + 192.0.2.0/24            announced by it
//     attributes origin igp     what is left of them, as text
//     end-of-rib ipv4 unicast
//     json { "update": … }      what 5.0 prints, to the space; and the update is sent again, and read as the same
//     json-octets 130000        the same, of something that is too long to be written here: so much at least
//
// Instead of the parts: `update HEX` (a body), `frame HEX` with `limit 4096`, `open HEX` (a body), `parameters HEX` or `capabilities HEX`
// (of an OPEN), `refresh HEX`, `notification HEX`; `text …` is what is printed then. HEX*N repeats.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "bgp/wire/json.h"
#include "bgp/wire/message.h"
#include "bgp/wire/nlri/all.h"
#include "pkg/base/text.h"
#include "pkg/json/value.h"
#include "tests/corpus/octets.h"

namespace vigilcast::bgp::wire_corpus_test {

struct Line {
  std::string keyword;
  std::string rest;
};

struct Case {
  std::string id;
  std::string title;
  std::string file;
  std::vector<Line> lines;

  [[nodiscard]] const std::string* find(std::string_view keyword) const {
    const auto found = std::ranges::find(lines, keyword, &Line::keyword);
    return found == lines.end() ? nullptr : &found->rest;
  }
  [[nodiscard]] std::vector<std::string> all(std::string_view keyword) const {
    std::vector<std::string> out;
    for (const Line& line : lines) {
      if (line.keyword == keyword) out.push_back(line.rest);
    }
    std::ranges::sort(out);
    return out;
  }
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.file << " " << one.id << " " << one.title; }

std::vector<Case> load() {
  std::vector<Case> out;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(VIGILCAST_SOURCE_DIR "/tests/corpus/wire")) files.push_back(entry.path());
  std::ranges::sort(files);
  for (const auto& file : files) {
    if (file.extension() != ".txt") continue;
    std::ifstream in(file);
    for (std::string text; std::getline(in, text);) {
      const std::string_view line = trim(text);
      if (line.empty() || line.starts_with('#')) continue;
      const auto space = std::min(line.find(' '), line.size());
      const std::string keyword(line.substr(0, space));
      const std::string rest(trim(line.substr(space)));
      if (keyword == "case") {
        const auto end = rest.find(' ');
        out.push_back({rest.substr(0, end), rest.substr(end + 1), file.filename().string(), {}});
      } else {
        out.at(out.size() - 1).lines.push_back({keyword, rest});
      }
    }
  }
  return out;
}

Negotiated session_of(const Case& one) {
  Negotiated out;
  out.local_as = 65000;
  out.peer_as = 65001;
  out.as4 = true;
  out.route_refresh = true;
  out.families.assign(all_families().begin(), all_families().end());
  const std::string* given = one.find("session");
  for (const std::string_view word : words(given == nullptr ? std::string_view("ebgp") : std::string_view(*given))) {
    if (word == "ibgp") {
      out.peer_as = 65000;
    } else if (word == "as2") {
      out.as4 = false;
    } else if (word == "add-path") {
      out.add_path_receive = {kIpv4Unicast, {Afi::ipv4, Safi::mpls_vpn}};
    } else if (word == "next-hop-ipv6") {
      out.extended_next_hop = {kIpv4Unicast};
    } else if (word == "no-ipv6") {
      out.families = {kIpv4Unicast};
    } else if (word == "only-ipv6") {
      out.families = {kIpv6Unicast};
    } else if (word == "all") {
      out.families.assign(all_families().begin(), all_families().end());
    } else if (word == "extended-message") {
      out.extended_message = true;
    } else if (word == "aigp") {
      out.aigp = true;
    } else if (word == "enhanced-refresh") {
      out.enhanced_route_refresh = true;
    } else {
      EXPECT_EQ(word, "ebgp");
    }
  }
  return out;
}

// ORIGIN, AS_PATH and NEXT_HOP as the session wants them, changed as the case wants them.
Bytes attributes_of(const Case& one, const Negotiated& session) {
  std::map<unsigned, Bytes> standard{
      {1, octets("400101 00")}, {2, octets(session.as4 ? "400206 0201 0000FDE9" : "400204 0201 FDE9")}, {3, octets("400304 C0000201")}};
  Bytes given;
  for (const Line& line : one.lines) {
    if (line.keyword == "without") {
      for (const std::string_view code : words(line.rest)) standard.erase(*parse_number<unsigned>(code));
    }
    if (line.keyword != "with") continue;
    const Bytes attribute = octets(line.rest);
    if (attribute.size() > 1) standard.erase(attribute[1]);
    given.insert(given.end(), attribute.begin(), attribute.end());
  }
  Bytes out;
  for (const auto& [code, bytes] : standard) out.insert(out.end(), bytes.begin(), bytes.end());
  out.insert(out.end(), given.begin(), given.end());
  return out;
}

Bytes update_of(const Case& one, const Negotiated& session) {
  if (const std::string* body = one.find("update")) return octets(*body);
  const std::string* withdrawn_text = one.find("withdrawn");
  const std::string* nlri_text = one.find("nlri");
  const Bytes withdrawn = withdrawn_text != nullptr ? octets(*withdrawn_text) : Bytes{};
  const Bytes nlri = nlri_text != nullptr ? octets(*nlri_text) : Bytes{};
  const Bytes attributes = attributes_of(one, session);
  Bytes out;
  ByteWriter writer(out);
  writer.u16(static_cast<std::uint16_t>(withdrawn.size())).bytes(withdrawn);
  writer.u16(static_cast<std::uint16_t>(attributes.size())).bytes(attributes).bytes(nlri);
  return out;
}

std::string_view action_word(FaultAction action) {
  switch (action) {
    case FaultAction::discard_attribute: return "discard";
    case FaultAction::treat_as_withdraw: return "treat-as-withdraw";
    case FaultAction::disable_family: return "disable-family";
    case FaultAction::reset_session: return "reset";
  }
  return "";
}

std::string subcode_word(const Notification& notification) {
  return std::to_string(static_cast<unsigned>(notification.code)) + "/" + std::to_string(notification.subcode);
}

// "reset 3/1", "reset 2/1 0004" with the data, "discard" when only the action matters.
void expect_fault(const Case& one, const Fault* fault) {
  const std::string* expected = one.find("expect");
  ASSERT_NE(expected, nullptr) << "the case has no `expect`";
  const auto parts = words(*expected);
  if (fault == nullptr) {
    EXPECT_EQ(*expected, "ok");
    return;
  }
  SCOPED_TRACE(fault->text);
  EXPECT_EQ(action_word(fault->action), parts[0]);
  EXPECT_FALSE(fault->text.empty());
  if (parts.size() > 1) { EXPECT_EQ(subcode_word(fault->notification), parts[1]); }
  if (parts.size() > 2) { EXPECT_EQ(to_hex(fault->notification.data), parts[2]); }
}

std::vector<std::string> texts(const auto& groups) {
  std::vector<std::string> out;
  for (const auto& group : groups) {
    for (const Nlri& nlri : group.nlri) out.push_back(nlri_text(nlri));
  }
  std::ranges::sort(out);
  return out;
}

// With labels, as they are a part of what was announced.
std::vector<std::string> announced_texts(const Update& update) {
  std::vector<std::string> out;
  for (const Announced& group : update.announced) {
    for (const Nlri& nlri : group.nlri) out.push_back(destination_text(nlri, {{}, {}, group.next_hop.labels}));
  }
  std::ranges::sort(out);
  return out;
}

void expect_text(const Case& one, const std::string& text) {
  if (const std::string* expected = one.find("text")) { EXPECT_EQ(text, *expected); }
}

// Whatever it was, it prints; and what it prints is JSON.
void expect_json(const Case& one, const std::string& json) {
  EXPECT_TRUE(json::parse(json).has_value()) << json;
  if (const std::string* expected = one.find("json")) { EXPECT_EQ(json, *expected); }
  if (const std::string* least = one.find("json-octets")) { EXPECT_GE(json.size(), parse_number<std::size_t>(*least).value_or(json.size() + 1)); }
}

// What was read says the same when it is sent again.
void expect_again(const Announced& routes, const AttributeSet& attributes, const Negotiated& session) {
  Bytes message;
  ASSERT_EQ(encode_announce(message, routes.family, routes.next_hop, attributes, routes.nlri, session), routes.nlri.size());
  const DecodedUpdate again = decode_update(ByteView(message).subspan(kHeaderSize), session);
  EXPECT_TRUE(again.faults.empty());
  EXPECT_EQ(again.update.announced, std::vector{routes});
  EXPECT_EQ(again.update.attributes, attributes);
}

void run_update(const Case& one) {
  const Negotiated session = session_of(one);
  const DecodedUpdate decoded = decode_update(update_of(one, session), session);
  const Fault* worst = strongest(decoded.faults);
  expect_fault(one, worst);
  if (worst != nullptr && worst->action == FaultAction::reset_session) return;
  if (one.find("many") == nullptr) {
    EXPECT_EQ(announced_texts(decoded.update), one.all("+"));
    EXPECT_EQ(texts(decoded.update.withdrawn), one.all("-"));
  } else {
    EXPECT_EQ(std::to_string(texts(decoded.update.announced).size() + texts(decoded.update.withdrawn).size()), *one.find("many"));
  }
  const std::string* end_of_rib = one.find("end-of-rib");
  EXPECT_EQ(decoded.update.end_of_rib ? family_name(*decoded.update.end_of_rib) : "", end_of_rib != nullptr ? *end_of_rib : "");
  if (const std::string* attributes = one.find("attributes")) { EXPECT_EQ(trim(decoded.update.attributes.text(Dialect::v4_2)), *attributes); }
  if (const std::string* next_hop = one.find("next-hop")) {
    ASSERT_FALSE(decoded.update.announced.empty());
    const NextHop& got = decoded.update.announced[0].next_hop;
    EXPECT_EQ((got.address ? got.address->to_string() : "none") + (got.link_local ? " " + got.link_local->to_string() : ""), *next_hop);
  }
  std::string json;
  append_update_json(json, decoded.update, Dialect::v5_0);
  expect_json(one, json);
  if (one.find("json") == nullptr && one.find("json-octets") == nullptr) return;
  for (const Announced& routes : decoded.update.announced) expect_again(routes, decoded.update.attributes, session);
}

void run_frame(const Case& one) {
  const std::string* limit = one.find("limit");
  const Bytes stream = octets(*one.find("frame"));
  const auto frame = next_frame(stream, limit != nullptr ? *parse_number<std::size_t>(*limit) : kMaxMessage);
  if (!frame) return expect_fault(one, &frame.error());
  if (!*frame) {
    EXPECT_EQ(*one.find("expect"), "more");
    return;
  }
  expect_fault(one, nullptr);
}

void run_open(const Case& one) {
  Bytes body;
  if (const std::string* whole = one.find("open")) {
    body = octets(*whole);
  } else {
    Bytes parameters;
    if (const std::string* given = one.find("parameters")) parameters = octets(*given);
    if (const std::string* given = one.find("capabilities")) {
      const Bytes capabilities = octets(*given);
      ByteWriter(parameters).u8(2).u8(static_cast<std::uint8_t>(capabilities.size())).bytes(capabilities);
    }
    ByteWriter(body).bytes(octets("04 FDE9 005A 01010101")).u8(static_cast<std::uint8_t>(parameters.size())).bytes(parameters);
  }
  const auto open = decode_open(body);
  if (!open) return expect_fault(one, &open.error());
  expect_fault(one, nullptr);
  const std::string text = open_text(*open, false, Dialect::v5_0);
  expect_text(one, text.substr(text.find("capabilities")));
  std::string json;
  append_open_json(json, *open, false, Dialect::v5_0);
  expect_json(one, json);
}

void run_refresh(const Case& one) {
  const auto refresh = decode_route_refresh(octets(*one.find("refresh")), session_of(one));
  if (!refresh) return expect_fault(one, &refresh.error());
  expect_fault(one, nullptr);
  expect_text(one, family_name(refresh->family) + " subtype " + std::to_string(refresh->subtype));
}

void run_notification(const Case& one) {
  const Notification notification = decode_notification(octets(*one.find("notification")));
  const std::string communication = notification.communication();
  expect_text(one, notification.to_string() + (communication.empty() ? "" : ": " + communication));
}

class WireCorpus : public testing::TestWithParam<Case> {};

TEST_P(WireCorpus, IsAnswered) {
  const Case& one = GetParam();
  if (one.find("frame") != nullptr) return run_frame(one);
  if (one.find("open") != nullptr || one.find("parameters") != nullptr || one.find("capabilities") != nullptr) return run_open(one);
  if (one.find("refresh") != nullptr) return run_refresh(one);
  if (one.find("notification") != nullptr) return run_notification(one);
  run_update(one);
}

INSTANTIATE_TEST_SUITE_P(Rows, WireCorpus, testing::ValuesIn(load()), [](const auto& row) {
  std::string name = row.param.id + "_" + std::to_string(row.index);
  std::ranges::replace_if(name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return name;
});

}  // namespace vigilcast::bgp::wire_corpus_test
