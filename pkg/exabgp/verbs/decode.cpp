#include "pkg/exabgp/verbs/decode.h"

#include "bgp/wire/message.h"
#include "bgp/wire/nlri_field.h"
#include "pkg/exabgp/verbs/session.h"

namespace vigilcast::exabgp {
namespace {

constexpr std::string_view kHexHint = "write pairs of digits 0-9 and a-f; blanks and colons between them are skipped";

// Labels and next hops are not part of what a route is called in a command, which has them as attributes.
bool is_prefix_family(bgp::Family family) {
  const bool ip = family.afi == bgp::Afi::ipv4 || family.afi == bgp::Afi::ipv6;
  return ip && (family.safi == bgp::Safi::unicast || family.safi == bgp::Safi::multicast || family.safi == bgp::Safi::nlri_mpls ||
                family.safi == bgp::Safi::mpls_vpn);
}

class Decoding {
 public:
  Decoding(const DecodeRequest& request, const Identity& identity, WallTime now)
      : request_(request), messages_(identity), dialect_(identity.dialect), now_(now), session_(imagined_session(request.neighbor)) {}

  Result<DecodedText> run() {
    const auto bytes = from_hex(request_.hex);
    if (!bytes) return fail("the payload is not hexadecimal", "", std::string(kHexHint));
    if (bytes->empty()) return fail("there is nothing to decode", "", std::string(kHexHint));
    const Result<void> done = request_.nlri ? destinations(*bytes) : messages(*bytes);
    if (!done) return std::unexpected(done.error());
    return std::move(out_);
  }

 private:
  Result<void> messages(ByteView bytes) {
    const auto frames = bgp::whole_messages(bytes);
    if (!frames) return std::unexpected(frames.error());
    if (frames->empty()) return body(bytes);
    for (const bgp::Frame& frame : *frames) {
      if (const auto told = message(frame); !told) return told;
    }
    return {};
  }

  Result<void> body(ByteView bytes) { return request_.open ? open(bytes) : update(bytes); }

  Result<void> message(const bgp::Frame& frame) {
    switch (frame.type) {
      case bgp::MessageType::open: return open(frame.body);
      case bgp::MessageType::update: return update(frame.body);
      case bgp::MessageType::notification: return tell(bgp::NotificationSeen{bgp::Direction::receive, bgp::decode_notification(frame.body), {}});
      case bgp::MessageType::keepalive: return tell(bgp::KeepaliveSeen{bgp::Direction::receive});
      case bgp::MessageType::operational: return operational(frame.body);
      case bgp::MessageType::route_refresh: break;
    }
    const auto refresh = bgp::decode_route_refresh(frame.body, session_);
    if (!refresh) return fail(refresh.error().text);
    return tell(bgp::RefreshSeen{bgp::Direction::receive, *refresh});
  }

  Result<void> operational(ByteView bytes) {
    auto message = bgp::decode_operational(bytes);
    if (!message) return fail("the OPERATIONAL message is malformed, or of an unknown type");
    return tell(bgp::OperationalSeen{bgp::Direction::receive, std::move(*message), {}});
  }

  Result<void> open(ByteView bytes) {
    const auto open = bgp::decode_open(bytes);
    if (!open) return fail(open.error().text);
    return tell(bgp::OpenSeen{bgp::Direction::receive, *open, {}});
  }

  Result<void> update(ByteView bytes) {
    bgp::DecodedUpdate decoded = bgp::decode_update(bytes, session_);
    for (const bgp::Fault& fault : decoded.faults) out_.faults.push_back(fault.text);
    if (const bgp::Fault* worst = bgp::strongest(decoded.faults); worst != nullptr && worst->action == bgp::FaultAction::reset_session)
      return fail(worst->text);
    if (request_.form == DecodeForm::commands) return commands(decoded.update);
    return tell(bgp::UpdateSeen{bgp::Direction::receive, std::move(decoded.update), {}, {}});
  }

  Result<void> destinations(ByteView bytes) {
    if (request_.neighbor.families.empty()) return fail("the neighbor has no address family", "", "-f names one");
    const bgp::Family family = request_.neighbor.families.front();
    const bgp::NlriField field = bgp::decode_nlri_field(*bgp::find_codec(family), bytes, session_.receives_path_id(family));
    if (field.problem) return fail(field.problem->text, "", "the family is " + bgp::family_name(family) + "; -f names another");
    for (std::size_t i = 0; i < field.nlri.size(); ++i) {
      bgp::NextHop labels;
      if (i < field.labels.size()) labels.labels = field.labels[i];
      bgp::append_nlri_json(out_.lines.emplace_back(), field.nlri[i], labels, dialect_);
    }
    return {};
  }

  Result<void> tell(bgp::PeerEventKind kind) {
    out_.lines.push_back(messages_.decoded({request_.neighbor, *request_.neighbor.local_address, nullptr}, {0, std::move(kind)}, now_));
    return {};
  }

  Result<void> commands(const bgp::Update& update) {
    for (const bgp::Withdrawn& each : update.withdrawn) {
      for (const bgp::Nlri& nlri : each.nlri) {
        if (const auto told = command("withdraw", nlri, {}, ""); !told) return told;
      }
    }
    const std::string attributes = update.attributes.text(bgp::Dialect::v4_2);
    for (const bgp::Announced& each : update.announced) {
      for (const bgp::Nlri& nlri : each.nlri) {
        if (const auto told = command("announce", nlri, each.next_hop, attributes); !told) return told;
      }
    }
    return {};
  }

  Result<void> command(std::string_view verb, const bgp::Nlri& nlri, const bgp::NextHop& next_hop, const std::string& attributes) {
    if (!is_prefix_family(nlri.family))
      return fail("a route of " + bgp::family_name(nlri.family) + " has no form as a command here", "", "-j prints it as JSON");
    out_.lines.push_back(std::string(verb) + " route " + bgp::destination_text(nlri, next_hop) + attributes);
    return {};
  }

  const DecodeRequest& request_;
  Messages messages_;
  bgp::Dialect dialect_;
  WallTime now_;
  bgp::Negotiated session_;
  DecodedText out_;
};

}  // namespace

Result<DecodedText> decode(const DecodeRequest& request, const Identity& identity, WallTime now) { return Decoding(request, identity, now).run(); }

}  // namespace vigilcast::exabgp
