// session/*.txt: what a session answers to messages that are well-formed and wrong for it, or come at the wrong time. One case is
//
//   case O06 hold time 1
//     ours as 65000 peer-as 65001 id 192.0.2.1 hold 90 restart 60 require ipv6-unicast refresh    (what differs from the usual)
//     open as 65001 hold 1 id 192.0.2.2 as4 65001 family ipv6-unicast                      (an OPEN, what differs from the usual)
//     keepalive, update HEX, refresh HEX, notification HEX, bytes HEX (with its header), close
//     expect 2/6 00             the NOTIFICATION that we send and its data; or: established, open-confirm, open-sent, closed (without a word)
//
// Messages arrive on an accepted connection, in order.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "bgp/engine/engine.h"
#include "bgp/wire/message.h"
#include "pkg/base/text.h"

namespace vigilcast::bgp::session_corpus_test {

struct Case {
  std::string title;
  std::vector<std::string> lines;
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.title; }

std::vector<Case> load() {
  std::vector<Case> out;
  for (const auto& entry : std::filesystem::directory_iterator(VIGILCAST_SOURCE_DIR "/tests/corpus/session")) {
    std::ifstream in(entry.path());
    for (std::string text; std::getline(in, text);) {
      const std::string line(trim(text));
      if (line.empty() || line.starts_with('#')) continue;
      if (line.starts_with("case ")) {
        out.push_back({line.substr(5), {}});
      } else {
        out.at(out.size() - 1).lines.push_back(line);
      }
    }
  }
  return out;
}

Family family_of(std::string_view word) { return word == "ipv6-unicast" ? kIpv6Unicast : kIpv4Unicast; }

class Dialogue {
 public:
  Dialogue() {
    config_.name = "peer";
    config_.address = remote_;
    config_.local_as = 65000;
    config_.peer_as = 65001;
    config_.router_id = *IpAddress::parse("192.0.2.1");
    config_.hold_time = 90;
    config_.passive = true;
    config_.families = {kIpv4Unicast, kIpv6Unicast};
  }

  void say(const std::string& line) {
    const auto all = words(line);
    const std::string_view verb = all.front();
    const std::string rest(trim(std::string_view(line).substr(verb.size())));
    if (verb == "ours") return ours(all);
    call();
    if (verb == "open") {
      Bytes message;
      encode_open(message, open_of(all));
      receive(message);
    } else if (verb == "keepalive") {
      receive(framed(MessageType::keepalive, {}));
    } else if (verb == "close") {
      engine_.handle(ConnectionLost{connection_, "closed by the peer"}, now_);
    } else if (verb == "bytes") {
      receive(*from_hex(rest));
    } else {
      receive(framed(type_of(verb), *from_hex(rest)));
    }
  }

  // What we said in the end, or where the session is.
  [[nodiscard]] std::string outcome() {
    std::string out;
    bool closed = false;
    for (const Output& output : engine_.take_outputs()) {
      if (std::holds_alternative<CloseConnection>(output)) closed = true;
      const auto* send = std::get_if<SendBytes>(&output);
      if (send == nullptr || send->data->at(18) != static_cast<std::uint8_t>(MessageType::notification)) continue;
      const Notification said = decode_notification(ByteView(*send->data).subspan(kHeaderSize));
      EXPECT_TRUE(out.empty()) << "more than one NOTIFICATION";
      out = std::to_string(static_cast<unsigned>(said.code)) + "/" + std::to_string(said.subcode);
      if (!said.data.empty()) out += " " + to_hex(said.data);
    }
    if (!out.empty()) return out;
    if (closed) return "closed";
    switch (engine_.status(engine_.peers().front()).state) {
      case fsm::State::established: return "established";
      case fsm::State::open_confirm: return "open-confirm";
      case fsm::State::open_sent: return "open-sent";
      default: return "closed";
    }
  }

 private:
  static MessageType type_of(std::string_view verb) {
    if (verb == "update") return MessageType::update;
    if (verb == "refresh") return MessageType::route_refresh;
    EXPECT_EQ(verb, "notification") << "unknown word";
    return MessageType::notification;
  }
  static Bytes framed(MessageType type, const Bytes& body) {
    Bytes out(16, 0xff);
    ByteWriter(out).u16(static_cast<std::uint16_t>(kHeaderSize + body.size())).u8(static_cast<std::uint8_t>(type)).bytes(body);
    return out;
  }
  static std::uint32_t number(std::string_view word) { return parse_number<std::uint32_t>(word).value(); }

  void ours(const std::vector<std::string_view>& all) {
    for (std::size_t i = 1; i < all.size(); ++i) {
      const std::string_view key = all[i];
      if (key == "refresh") {
        config_.route_refresh = true;
        continue;
      }
      const std::string_view value = all.at(++i);
      if (key == "as") config_.local_as = number(value);
      if (key == "peer-as") config_.peer_as = number(value);
      if (key == "any-of") config_.peer_as.reset(), config_.peer_as_list.push_back(number(value));
      if (key == "id") config_.router_id = *IpAddress::parse(value);
      if (key == "hold") config_.hold_time = static_cast<std::uint16_t>(number(value));
      if (key == "restart") config_.graceful_restart = static_cast<std::uint16_t>(number(value));
      if (key == "require") config_.required_families.push_back(family_of(value));
    }
  }

  Open open_of(const std::vector<std::string_view>& all) const {
    Open out;
    out.my_as = 65001;
    out.hold_time = 90;
    out.identifier = *IpAddress::parse("192.0.2.2");
    for (std::size_t i = 1; i < all.size(); ++i) {
      const std::string_view key = all[i];
      if (key == "refresh") {
        out.capabilities.route_refresh = true;
        continue;
      }
      const std::string_view value = all.at(++i);
      if (key == "as") out.my_as = static_cast<std::uint16_t>(number(value));
      if (key == "as4") out.capabilities.as4 = number(value);
      if (key == "hold") out.hold_time = static_cast<std::uint16_t>(number(value));
      if (key == "id") out.identifier = *IpAddress::parse(value);
      if (key == "family") out.capabilities.families.push_back(family_of(value));
    }
    return out;
  }

  void call() {
    if (connection_ != 0) return;
    engine_.set_peers(std::span(&config_, 1), now_);
    engine_.release_initial_routes(now_);
    connection_ = engine_.new_connection_id();
    engine_.handle(ConnectionAccepted{connection_, {*IpAddress::parse("192.0.2.1"), 179}, {remote_, 40000}, {}}, now_);
  }
  void receive(const Bytes& data) { engine_.handle(BytesReceived{connection_, data}, now_); }

  Engine engine_{Rng(1)};
  PeerConfig config_;
  IpAddress remote_ = *IpAddress::parse("192.0.2.2");
  ConnectionId connection_ = 0;
  Instant now_;
};

class SessionCorpus : public testing::TestWithParam<Case> {};

TEST_P(SessionCorpus, Answer) {
  Dialogue dialogue;
  std::string expected;
  for (const std::string& line : GetParam().lines) {
    if (line.starts_with("expect ")) {
      expected = line.substr(7);
    } else {
      dialogue.say(line);
    }
  }
  EXPECT_EQ(dialogue.outcome(), expected);
}

INSTANTIATE_TEST_SUITE_P(All, SessionCorpus, testing::ValuesIn(load()), [](const auto& row) {
  std::string name = std::to_string(row.index) + "_" + row.param.title.substr(0, row.param.title.find(' '));
  return name;
});

}  // namespace vigilcast::bgp::session_corpus_test
