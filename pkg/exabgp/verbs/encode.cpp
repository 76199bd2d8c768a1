#include "pkg/exabgp/verbs/encode.h"

#include "bgp/rib/export.h"
#include "bgp/wire/nlri_field.h"
#include "bgp/wire/update.h"
#include "pkg/base/text.h"
#include "pkg/exabgp/api/dialogue.h"
#include "pkg/exabgp/verbs/session.h"

namespace vigilcast::exabgp {
namespace {

constexpr bgp::PeerId kNeighbor = 1;

// What stands behind the verb decides which command it is: the routes of encode are those of the process API.
std::string as_command(std::string_view route) {
  const auto parts = words(route);
  const bool has_verb = !parts.empty() && (parts.front() == "announce" || parts.front() == "withdraw");
  if (has_verb) return std::string(route);
  const bool bare = !parts.empty() && Prefix::parse(parts.front()).has_value();
  return (bare ? "announce route " : "announce ") + std::string(route);
}

ApiWorld world_of(const EncodeRequest& request) {
  ApiWorld world;
  world.peers.push_back({kNeighbor, request.neighbor.name, request.neighbor.address, request.neighbor.families});
  world.status = [&request](bgp::PeerId) {
    bgp::PeerStatus status;
    status.config = request.neighbor;
    return status;
  };
  return world;
}

Result<Bytes> announcement(const bgp::Route& route, const bgp::Negotiated& session, const bgp::PeerConfig& neighbor) {
  const auto next_hop = bgp::export_next_hop(route.next_hop, route.nlri.family, {*neighbor.local_address, neighbor.router_id, {}}, session);
  if (!next_hop) return fail("'next-hop self' has no address of the route's family here", "", "write the address");
  Bytes out;
  const bgp::AttributeSet attributes = bgp::export_attributes(*route.attributes, session);
  if (bgp::encode_announce(out, route.nlri.family, *next_hop, attributes, std::span(&route.nlri, 1), session) == 0) {
    return fail("the route does not fit into a message of " + std::to_string(session.max_message()) + " bytes");
  }
  return out;
}

Bytes destination(const bgp::Nlri& nlri, ByteView labels, const bgp::Negotiated& session) {
  Bytes out;
  const bgp::NlriView view{nlri.path_id, nlri.wire.view()};
  const bgp::NlriFraming framing{session.sends_path_id(nlri.family), labels};
  const bgp::NlriFit fit = bgp::fit_nlri(std::span(&view, 1), framing, session.max_message());
  bgp::append_nlri(out, std::span(&view, fit.count), framing, fit.octets);
  return out;
}

class Encoding {
 public:
  explicit Encoding(const EncodeRequest& request) : request_(request), session_(imagined_session(request.neighbor)) {}

  Result<std::string> line(const bgp::RouteChange& change) const {
    const auto* announced = std::get_if<bgp::Announce>(&change);
    const bgp::Nlri& nlri = announced != nullptr ? announced->route.nlri : std::get<bgp::Withdraw>(change).nlri;
    if (!session_.has(nlri.family)) return fail("the neighbor does not have the family " + bgp::family_name(nlri.family));
    if (request_.nlri) return to_hex(destination(nlri, announced != nullptr ? announced->route.next_hop.given.labels.view() : ByteView{}, session_));
    const Result<Bytes> message = announced != nullptr ? announcement(announced->route, session_, request_.neighbor) : withdrawal(nlri);
    if (!message) return std::unexpected(message.error());
    return to_hex(ByteView(*message).subspan(request_.header ? 0 : bgp::kHeaderSize));
  }

 private:
  [[nodiscard]] Bytes withdrawal(const bgp::Nlri& nlri) const {
    Bytes out;
    bgp::encode_withdraw(out, nlri.family, std::span(&nlri, 1), session_);
    return out;
  }

  const EncodeRequest& request_;
  bgp::Negotiated session_;
};

}  // namespace

Result<std::vector<std::string>> encode(const EncodeRequest& request) {
  const ApiWorld world = world_of(request);
  const Heard heard = Dialogue("encode", false, request.compat, Grammar::both).hear(as_command(request.route), world);
  if (!heard.problem.text.empty()) return std::unexpected(heard.problem);
  const Encoding encoding(request);
  std::vector<std::string> out;
  for (const Order& order : heard.orders) {
    const auto* routes = std::get_if<RouteOrder>(&order);
    if (routes == nullptr) break;
    for (const bgp::RouteChange& change : routes->changes) {
      auto line = encoding.line(change);
      if (!line) return std::unexpected(line.error());
      out.push_back(*std::move(line));
    }
  }
  if (out.empty()) return fail("this is no route", "", "write for example 'route 192.0.2.0/24 next-hop 198.51.100.1'");
  return out;
}

}  // namespace vigilcast::exabgp
