#include "tests/corpus/dialogue.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "bgp/wire/message.h"
#include "bgp/wire/nlri/all.h"
#include "pkg/base/text.h"
#include "tests/corpus/octets.h"

namespace vigilcast::bgp::session_corpus_test {
namespace {

std::uint32_t number(std::string_view word) { return parse_number<std::uint32_t>(word).value(); }
std::uint16_t short_number(std::string_view word) { return static_cast<std::uint16_t>(number(word)); }
Family family_of(std::string_view word) { return word == "ipv6-unicast" ? kIpv6Unicast : kIpv4Unicast; }

std::optional<MessageType> type_of(std::string_view verb) {
  if (verb == "update") return MessageType::update;
  if (verb == "refresh") return MessageType::route_refresh;
  if (verb == "notification") return MessageType::notification;
  if (verb == "keepalive") return MessageType::keepalive;
  return std::nullopt;
}

Bytes framed(MessageType type, const Bytes& body) {
  Bytes out(16, 0xff);
  ByteWriter(out).u16(static_cast<std::uint16_t>(kHeaderSize + body.size())).u8(static_cast<std::uint8_t>(type)).bytes(body);
  return out;
}

}  // namespace

Dialogue::Dialogue() {
  config_.name = "peer";
  config_.address = *IpAddress::parse("192.0.2.2");
  config_.local_as = 65000;
  config_.peer_as = 65001;
  config_.router_id = *IpAddress::parse("192.0.2.1");
  config_.hold_time = 90;
  config_.passive = true;
  config_.families = {kIpv4Unicast, kIpv6Unicast};
  caller_.local = {config_.router_id, 179};
  caller_.remote = {config_.address, 40000};
}

void Dialogue::say(std::string_view line) {
  const Words all = words(line);
  const std::string_view verb = all.front();
  const std::string_view rest = trim(line.substr(verb.size()));
  if (verb == "ours") return ours(all);
  if (verb == "caller") return caller(all);
  call();
  if (verb == "open") {
    Bytes message;
    encode_open(message, open_of(all));
    receive(message);
  } else if (verb == "close") {
    engine_.handle(ConnectionLost{connection_, "closed by the peer"}, now_);
  } else if (verb == "calls-again") {
    connection_ = 0;
    call();
  } else if (verb == "bytes") {
    receive(octets(rest));
  } else if (verb == "route") {
    route(all);
  } else if (verb == "wait") {
    wait(std::chrono::seconds(number(all.at(1))));
  } else if (verb == "times") {
    for (std::uint32_t i = 0; i < number(all.at(1)); ++i) say(trim(rest.substr(all.at(1).size())));
  } else if (const auto type = type_of(verb)) {
    receive(framed(*type, octets(rest)));
  } else {
    ADD_FAILURE() << "unknown word: " << verb;
  }
  hear();
  wait(Duration{});
}

void Dialogue::call() {
  if (connection_ != 0) return;
  engine_.set_peers(std::span(&config_, 1), now_);
  engine_.release_initial_routes(now_);
  caller_.connection = connection_ = engine_.new_connection_id();
  engine_.handle(caller_, now_);
}

void Dialogue::receive(const Bytes& data) { engine_.handle(BytesReceived{connection_, data}, now_); }

// Timers, and what waits for its turn.
void Dialogue::wait(Duration length) {
  const Instant end = now_ + length;
  for (auto next = engine_.next_deadline(); next && *next <= end; next = engine_.next_deadline()) {
    now_ = std::max(now_, *next);
    engine_.on_time(now_);
    hear();
  }
  now_ = end;
}

void Dialogue::hear() {
  for (const Output& output : engine_.take_outputs()) {
    if (std::holds_alternative<CloseConnection>(output)) closed_ = true;
    const auto* send = std::get_if<SendBytes>(&output);
    if (send == nullptr) continue;
    engine_.handle(WriteQueue{send->connection, 0}, now_);
    const auto type = static_cast<MessageType>(send->data->at(18));
    if (type == MessageType::update) updates_.push_back(send->data);
    if (type != MessageType::notification) continue;
    const Notification said = decode_notification(ByteView(*send->data).subspan(kHeaderSize));
    EXPECT_TRUE(notification_.empty()) << "more than one NOTIFICATION";
    notification_ = std::to_string(static_cast<unsigned>(said.code)) + "/" + std::to_string(said.subcode);
    if (!said.data.empty()) notification_ += " " + to_hex(said.data);
  }
}

// --- what there is to say -----------------------------------------------------------------------------------------------------

void Dialogue::caller(const Words& all) {
  for (std::size_t i = 1; i < all.size(); ++i) {
    const std::string_view key = all[i], value = all.at(++i);
    if (key == "from") caller_.remote.address = *IpAddress::parse(value);
    if (key == "to") caller_.local.address = *IpAddress::parse(value);
    if (key == "port") caller_.local.port = short_number(value);
    if (key == "over") caller_.interface = value;
  }
}

void Dialogue::ours(const Words& all) {
  for (std::size_t i = 1; i < all.size(); ++i) {
    const std::string_view key = all[i];
    if (key == "refresh") {
      config_.route_refresh = true;
    } else if (key == "notification") {
      config_.restart_notification = true;
    } else if (key == "strict-role") {
      config_.strict_role = true;
    } else {
      our_option(key, all.at(++i));
    }
  }
}

void Dialogue::our_option(std::string_view key, std::string_view value) {
  if (key == "as") config_.local_as = number(value);
  if (key == "peer-as") config_.peer_as = number(value);
  if (key == "any-of") config_.peer_as.reset(), config_.peer_as_list.push_back(number(value));
  if (key == "id") config_.router_id = *IpAddress::parse(value);
  if (key == "hold") config_.hold_time = short_number(value);
  if (key == "restart") config_.graceful_restart = short_number(value);
  if (key == "require") config_.required_families.push_back(family_of(value));
  if (key == "role") config_.role = parse_role(value);
  if (key == "ttl") config_.outgoing_ttl = static_cast<std::uint8_t>(number(value));
  if (key == "vrf") config_.vrf = value;
  if (key == "local") config_.local_address = *IpAddress::parse(value);
  if (key == "memory") config_.received_bytes = number(value);
  if (key == "most") config_.prefix_limits = {{.family = kIpv4Unicast, .most = number(value), .warning_percent = 80, .restart_after = {}}};
}

// `route PREFIX attribute HEX`: a route of ours with an attribute of type 99, or `route PREFIX as-path AS*N`.
void Dialogue::route(const Words& all) {
  AttributeSet attributes;
  if (all.size() > 3 && all[2] == "attribute") attributes.set(UnknownAttribute{.code = 0x63, .value = octets(all[3])});
  if (all.size() > 3 && all[2] == "as-path") {
    const auto star = all[3].find('*');
    std::string text;
    for (std::uint32_t i = 0; i < number(all[3].substr(star + 1)); ++i) text += " " + std::string(all[3].substr(0, star));
    const std::string bracketed = "[" + text + " ]";
    const Words list = words(bracketed);
    TextCursor cursor{std::span(list)};
    attributes.set(parse_attribute("as-path", cursor).value());
  }
  const Route route{unicast_nlri(*Prefix::parse(all.at(1))), {.self = true, .given = {}}, std::make_shared<const AttributeSet>(std::move(attributes)), {}};
  const RouteChange change{Announce{route}};
  engine_.apply(engine_.peers().front(), std::span(&change, 1), now_);
}

Open Dialogue::open_of(const Words& all) const {
  Open out;
  out.my_as = 65001;
  out.hold_time = 90;
  out.identifier = *IpAddress::parse("192.0.2.2");
  for (std::size_t i = 1; i < all.size(); ++i) {
    const std::string_view key = all[i];
    if (key == "refresh" || key == "enhanced-refresh") {
      (key == "refresh" ? out.capabilities.route_refresh : out.capabilities.enhanced_route_refresh) = true;
      continue;
    }
    if (key == "notification") {
      out.capabilities.graceful_restart->notification = true;
      continue;
    }
    const std::string_view value = all.at(++i);
    if (key == "as") out.my_as = short_number(value);
    if (key == "as4") out.capabilities.as4 = number(value);
    if (key == "hold") out.hold_time = short_number(value);
    if (key == "id") out.identifier = *IpAddress::parse(value);
    if (key == "family") out.capabilities.families.push_back(family_of(value));
    if (key == "restart") out.capabilities.graceful_restart = GracefulRestart{.time = short_number(value), .families = {{kIpv4Unicast, true}}};
    if (key == "role") out.capabilities.unknown.push_back(role_capability(parse_role(value).value()));
    if (key == "capability") {
      const Bytes raw = octets(value);
      out.capabilities.unknown.push_back({raw.at(0), {raw.begin() + 1, raw.end()}});
    }
  }
  return out;
}

// --- what became of it ----------------------------------------------------------------------------------------------------------

std::string Dialogue::outcome() const {
  if (!notification_.empty()) return notification_;
  if (closed_) return "closed";
  switch (engine_.status(engine_.peers().front()).state) {
    case fsm::State::established: return "established";
    case fsm::State::open_confirm: return "open-confirm";
    case fsm::State::open_sent: return "open-sent";
    default: return "closed";
  }
}

std::vector<std::string> Dialogue::holds() const {
  std::vector<std::string> out;
  engine_.each_in(engine_.peers().front(), [&](const Nlri& nlri, const InView& view) { out.push_back(nlri_text(nlri) + (view.stale ? " stale" : "")); });
  std::ranges::sort(out);
  return out;
}

bool Dialogue::sent(std::string_view hex) const {
  const Bytes part = octets(hex);
  return std::ranges::any_of(updates_, [&](const SharedBytes& update) { return !std::ranges::search(*update, part).empty(); });
}

std::size_t Dialogue::updates_sent() const { return updates_.size(); }

}  // namespace vigilcast::bgp::session_corpus_test
