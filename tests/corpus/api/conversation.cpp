#include "tests/corpus/api/conversation.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "bgp/wire/message.h"
#include "bgp/wire/nlri/all.h"
#include "pkg/base/text.h"
#include "pkg/exabgp/conf/loader.h"
#include "pkg/exabgp/version.h"
#include "tests/corpus/octets.h"

namespace vigilcast::exabgp::api_corpus {
namespace {

template <class... F>
struct Match : F... {
  using F::operator()...;
};

constexpr std::string_view kRule = "---\n";

bgp::MessageType type_of(std::string_view word) {
  if (word == "open") return bgp::MessageType::open;
  if (word == "update") return bgp::MessageType::update;
  if (word == "notification") return bgp::MessageType::notification;
  if (word == "operational") return bgp::MessageType::operational;
  return word == "refresh" ? bgp::MessageType::route_refresh : bgp::MessageType::keepalive;
}

Bytes framed(bgp::MessageType type, const Bytes& body) {
  Bytes out(16, 0xff);
  ByteWriter(out).u16(static_cast<std::uint16_t>(bgp::kHeaderSize + body.size())).u8(static_cast<std::uint8_t>(type)).bytes(body);
  return out;
}

std::string peers_text(const std::vector<bgp::PeerId>& peers) {
  std::string out;
  for (const bgp::PeerId peer : peers) out += " " + std::to_string(peer);
  return out;
}

std::string change_text(const bgp::RouteChange& change) {
  if (const auto* announce = std::get_if<bgp::Announce>(&change)) {
    return " +" + bgp::destination_text(announce->route.nlri, announce->route.next_hop.given) + (announce->route.next_hop.self ? " self" : "") +
           announce->route.attributes->text();
  }
  return " -" + bgp::nlri_text(std::get<bgp::Withdraw>(change).nlri);
}

std::string order_text(const Order& order) {
  return std::visit(
      Match{[](const RouteOrder& o) {
              std::string out = "routes to" + peers_text(o.peers) + ":";
              for (const bgp::RouteChange& change : o.changes) out += change_text(change);
              return out;
            },
            [](const EndOfRibOrder& o) { return "End-of-RIB to" + peers_text(o.peers) + ": " + bgp::family_name(o.family); },
            [](const RefreshOrder& o) { return "route refresh from" + peers_text(o.peers) + ": " + bgp::family_name(o.family); },
            [](const AdviceOrder& o) { return "advice to" + peers_text(o.peers) + ": " + std::string(bgp::find_operational(o.message.type)->name); },
            [](const FlushOrder& o) { return "flush" + peers_text(o.peers); }, [](const ClearOrder& o) { return "clear" + peers_text(o.peers); },
            [](const ForgetOrder& o) { return "forget" + peers_text(o.peers); },
            [](const TeardownOrder& o) { return "teardown" + peers_text(o.peers) + " with " + std::to_string(o.subcode); },
            [](const WatchdogOrder& o) { return std::string(o.announce ? "announce" : "withdraw") + " watchdog " + o.name; },
            [](const CreateOrder& o) { return "create " + o.peer.name; }, [](const DeleteOrder& o) { return "delete" + peers_text(o.peers); },
            [](const DaemonOrder& o) {
              constexpr const char* kWords[] = {"shutdown", "reload", "restart"};
              return std::string("daemon ") + kWords[static_cast<std::size_t>(o)];
            }},
      order);
}

}  // namespace

Conversation::Conversation(std::string_view script) {
  if (script.starts_with("!compat ")) {
    const auto end = script.find('\n');
    compat_ = parse_compat(trim(script.substr(8, end - 8))).value();
    script = script.substr(end + 1);
  }
  const auto rule = script.find(kRule);
  model::Loaded loaded = load_conf("script", script.substr(0, rule), {}, compat_);
  EXPECT_FALSE(loaded.diagnostics.has_errors()) << loaded.diagnostics.to_string();
  config_ = std::move(loaded.config);
  script_ = script.substr(rule + kRule.size());
  dialogue_ = Dialogue("helper", compat_ != Compat::v3_4, compat_, grammar_of(compat_, 6));
  messages_ = Messages(Identity{"vm", 20, 10, dialect_of(compat_)});
}

std::string Conversation::play() {
  engine_.set_peers(config_.peers, now_);
  engine_.release_initial_routes(now_);
  for (const bgp::PeerId id : engine_.peers()) engine_.observe(id, {.updates_sent = true, .updates_received = true, .raw = true});
  for (const model::PeerRoutes& routes : config_.routes) {
    for (const auto& list : routes.lists) {
      engine_.apply(
          *engine_.find(routes.peer),
          [&](const auto& take) {
            list->each([&](const bgp::Nlri& nlri, const model::RouteTerms& terms) {
              if (!terms.withdrawn) take(bgp::Announce{{nlri, terms.next_hop, terms.attributes, {bgp::OwnerKind::config, "script"}}});
            });
          },
          now_);
    }
  }
  hear();
  for (std::string_view rest = script_; !rest.empty();) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const std::string_view one = rest.substr(0, end);
    rest = rest.substr(std::min(end + 1, rest.size()));
    if (trim(one).empty()) continue;
    out_ += "> " + std::string(one) + "\n";
    one.starts_with('!') ? stage(one.substr(1)) : line(one);
    hear();
  }
  return std::move(out_);
}

void Conversation::stage(std::string_view order) {
  const auto all = words(order);
  if (all[0] == "up") return bring_up(all.at(1));
  if (all[0] == "says") return say(all.at(1), all.at(2), all.size() > 3 ? all[3] : std::string_view());
  if (all[0] == "closes") return engine_.handle(bgp::ConnectionLost{connection_of(all.at(1)), "connection closed by the peer"}, now_);
  if (all[0] == "wait") {
    const Instant end = now_ + std::chrono::seconds(parse_number<int>(all.at(1)).value());
    for (auto next = engine_.next_deadline(); next && *next <= end; next = engine_.next_deadline()) {
      now_ = std::max(now_, *next);
      engine_.on_time(now_);
      hear();
    }
    now_ = end;
    return;
  }
  ADD_FAILURE() << "unknown order: " << order;
}

void Conversation::line(std::string_view text) {
  Heard heard = dialogue_.hear(text, world());
  if (!heard.problem.text.empty()) out_ += "(log: " + heard.problem.to_string() + ")\n";
  if (!heard.debug.empty()) out_ += "(log: " + heard.debug + ")\n";
  for (const Order& order : heard.orders) {
    out_ += "(order: " + order_text(order) + ")\n";
    carry_out(order);
  }
  out_ += heard.answer;
}

void Conversation::carry_out(const Order& order) {
  std::visit(Match{[&](const RouteOrder& o) {
                     for (const bgp::PeerId id : o.peers) engine_.apply(id, o.changes, now_);
                   },
                   [&](const EndOfRibOrder& o) {
                     for (const bgp::PeerId id : o.peers) engine_.send_end_of_rib(id, o.family, now_);
                   },
                   [&](const RefreshOrder& o) {
                     for (const bgp::PeerId id : o.peers) engine_.request_refresh(id, o.family, now_);
                   },
                   [&](const AdviceOrder& o) {
                     for (const bgp::PeerId id : o.peers) engine_.advise(id, o.message, now_);
                   },
                   [&](const FlushOrder& o) {
                     for (const bgp::PeerId id : o.peers) {
                       for (const bgp::Family family : engine_.config(id).families) engine_.refresh(id, family, now_);
                     }
                   },
                   [&](const ForgetOrder& o) {
                     for (const bgp::PeerId id : o.peers) engine_.forget_received(id, now_);
                   },
                   [&](const TeardownOrder& o) {
                     for (const bgp::PeerId id : o.peers) engine_.reset(id, teardown_notification(o.subcode), now_);
                   },
                   [&](const CreateOrder& o) {
                     config_.peers.push_back(o.peer);
                     config_.attachments.insert(config_.attachments.end(), o.attachments.begin(), o.attachments.end());
                     engine_.set_peers(config_.peers, now_);
                     created_.push_back(*engine_.find(o.peer.name));
                   },
                   [&](const DeleteOrder& o) {
                     for (const bgp::PeerId id : o.peers) std::erase_if(config_.peers, [&](const auto& one) { return one.name == engine_.config(id).name; });
                     engine_.set_peers(config_.peers, now_);
                   },
                   [](const auto&) {}},
             order);
}

void Conversation::bring_up(std::string_view address) {
  const bgp::PeerId id = peer(address);
  if (!waiting_.contains(id)) return void(ADD_FAILURE() << "no connection to " << address << " was asked for");
  const bgp::PeerConfig& config = engine_.config(id);
  const IpAddress local = config.local_address.value_or(*IpAddress::parse("192.0.2.1"));
  engine_.handle(bgp::ConnectionUp{waiting_[id], {local, 30000}, {config.address, 179}, {}}, now_);
  hear();
  bgp::Open open = offered_[id];
  const std::uint32_t as = config.peer_as.value_or(65001);
  open.my_as = as < 65536 ? static_cast<std::uint16_t>(as) : 23456;
  if (open.capabilities.as4) open.capabilities.as4 = as;
  open.identifier = *IpAddress::parse("10.255.255.254");
  Bytes message;
  encode_open(message, open);
  bgp::encode_keepalive(message);
  engine_.handle(bgp::BytesReceived{waiting_[id], message}, now_);
}

void Conversation::say(std::string_view address, std::string_view type, std::string_view body) {
  engine_.handle(bgp::BytesReceived{connection_of(address), framed(type_of(type), octets(body))}, now_);
}

bgp::PeerId Conversation::peer(std::string_view address) const {
  for (const bgp::PeerId id : engine_.peers()) {
    if (engine_.config(id).address.to_string() == address) return id;
  }
  ADD_FAILURE() << "no peer " << address;
  return 0;
}

bgp::ConnectionId Conversation::connection_of(std::string_view address) {
  const auto all = engine_.connections(peer(address));
  return all.empty() ? 0 : all.front();
}

void Conversation::hear() {
  for (auto outputs = engine_.take_outputs(); !outputs.empty(); outputs = engine_.take_outputs()) {
    for (const bgp::Output& output : outputs) {
      if (const auto* open = std::get_if<bgp::OpenConnection>(&output)) waiting_[open->peer] = open->connection;
      if (const auto* send = std::get_if<bgp::SendBytes>(&output)) engine_.handle(bgp::WriteQueue{send->connection, 0}, now_);
      if (const auto* event = std::get_if<bgp::PeerEvent>(&output)) tell(*event);
    }
  }
}

void Conversation::tell(const bgp::PeerEvent& event) {
  if (event.peer == 0 || !engine_.has(event.peer)) return;
  const auto* open = std::get_if<bgp::OpenSeen>(&event.kind);
  if (open != nullptr && open->direction == bgp::Direction::send) offered_[event.peer] = open->open;
  const bgp::PeerStatus& status = engine_.status(event.peer);
  const IpAddress local = status.local.port != 0 ? status.local.address : status.config.local_address.value_or(IpAddress{});
  const Neighbor about{status.config, local, status.negotiated ? &*status.negotiated : nullptr};
  stories_[event.peer].follow(event.kind, dialect_of(compat_), [&](const Telling& telling) {
    for (const model::Attachment& attachment : config_.attachments) {
      if (attachment.peer != status.config.name) continue;
      const auto spec = std::ranges::find(config_.processes, attachment.process, &model::ProcessSpec::name);
      if (spec != config_.processes.end()) out_ += messages_.event({spec->encoder, spec->shape, attachment.wants}, about, telling, WallTime{});
    }
  });
}

ApiWorld Conversation::world() {
  ApiWorld out;
  for (const model::Attachment& attachment : config_.attachments) {
    const auto id = engine_.find(attachment.peer);
    if (!id) continue;
    const bool created = std::ranges::find(created_, *id) != created_.end();
    out.peers.push_back({*id, attachment.peer, engine_.config(*id).address, engine_.config(*id).families, created});
  }
  out.status = [this](bgp::PeerId id) { return engine_.status(id); };
  out.each_out = [this](bgp::PeerId id, const auto& visit) { engine_.each_out(id, visit); };
  out.each_in = [this](bgp::PeerId id, const auto& visit) { engine_.each_in(id, visit); };
  out.attachments = [this](bgp::PeerId id) {
    std::vector<model::Attachment> all;
    std::ranges::copy_if(config_.attachments, std::back_inserter(all), [&](const auto& one) { return one.peer == engine_.config(id).name; });
    return all;
  };
  out.load = [this](std::string_view text) { return load_conf("peer create", text, {}, compat_); };
  out.queues = [] { return std::vector<ApiQueue>{{"helper", 2, 310}}; };
  out.version = program_version(compat_);
  out.daemon = {"9ee49e62-95e9-47da-a765-65c350fded26", 20, WallTime{}, now_ - Instant{}};
  out.now = now_;
  return out;
}

}  // namespace vigilcast::exabgp::api_corpus
