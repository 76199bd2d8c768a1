// show: sessions and RIBs, as text in the manner of the version, or as JSON.
#include <algorithm>
#include <array>

#include "bgp/wire/nlri/all.h"
#include "pkg/base/json_writer.h"
#include "pkg/base/text.h"
#include "pkg/exabgp/api/command.h"
#include "pkg/exabgp/api/neighbor_configuration.h"
#include "pkg/exabgp/api/neighbor_view.h"
#include "pkg/exabgp/api/route_object.h"

namespace vigilcast::exabgp {
namespace {

// What the words of a show command ask for, in any order.
struct Wanted {
  std::string_view form;  // summary, extensive, configuration; empty: none said
  std::string_view kind;  // inet, flow, l2vpn; empty: all
  bool json = false;
  std::vector<std::string_view> addresses;

  [[nodiscard]] bool about(const std::string& address) const { return addresses.empty() || std::ranges::find(addresses, address) != addresses.end(); }
};

Result<Wanted> read_wanted(const Call& call, std::span<const std::string_view> forms, std::span<const std::string_view> kinds) {
  Wanted out;
  for (const std::string_view word : call.words) {
    if (std::ranges::find(forms, word) != forms.end()) {
      out.form = word;
    } else if (std::ranges::find(kinds, word) != kinds.end()) {
      out.kind = word;
    } else if (word == "json" && dialect_of(call.compat) >= bgp::Dialect::v5_0) {
      out.json = true;
    } else if (word == "json" || IpAddress::parse(word)) {  // before 5.0 it is the address of nobody
      out.addresses.push_back(word);
    } else {
      std::string known;
      for (const auto& all : {forms, kinds}) {
        for (const std::string_view one : all) known += std::string(one) + ", ";
      }
      return fail("'" + printable(word) + "' is neither an address nor a form of this command", "", known + "json and the address of a neighbor are");
    }
  }
  return out;
}

constexpr std::array<std::string_view, 3> kNeighborForms{"summary", "extensive", "configuration"};
constexpr std::array<std::string_view, 1> kRouteForms{"extensive"};
constexpr std::array<std::string_view, 4> kKinds{"inet", "ip", "flow", "l2vpn"};

std::vector<std::string> neighbors_json(const std::vector<bgp::PeerStatus>& chosen, Instant now) {
  std::string out;
  for (const bgp::PeerStatus& status : chosen) out += (out.empty() ? "" : ", ") + neighbor_json(neighbor_view(status, now));
  return {"[" + out + "]"};
}

std::vector<std::string> neighbor_lines(const Call& call, const Wanted& wanted, const std::vector<bgp::PeerStatus>& chosen) {
  const bgp::Dialect dialect = dialect_of(call.compat);
  std::vector<std::string> out;
  if (wanted.form == "summary") out.emplace_back("Peer            AS        up/down state       |     #sent     #recvd");
  for (const bgp::PeerStatus& status : chosen) {
    if (wanted.form == "summary") {
      if (dialect < bgp::Dialect::v5_0 && status.state != bgp::fsm::State::established) continue;  // as 4.2 has it
      out.push_back(neighbor_summary(neighbor_view(status, call.world.now)));
      continue;
    }
    const auto lines = wanted.form == "extensive" ? neighbor_table(neighbor_view(status, call.world.now), dialect)
                                                  : neighbor_configuration(status.config, call.world.attachments(status.id), dialect);
    out.insert(out.end(), lines.begin(), lines.end());
  }
  return out;
}

std::vector<bgp::PeerStatus> chosen_peers(const Call& call, const Wanted& wanted) {
  std::vector<bgp::PeerStatus> out;
  for (const bgp::PeerId peer : call.peers) {
    bgp::PeerStatus status = call.world.status(peer);
    if (wanted.about(status.config.remote_text())) out.push_back(std::move(status));
  }
  return out;
}

// --- routes ---------------------------------------------------------------------------------------------------------------------

bool has_prefix(bgp::Family family) {
  using bgp::Safi;
  return family.afi != bgp::Afi::l2vpn &&
         (family.safi == Safi::unicast || family.safi == Safi::multicast || family.safi == Safi::nlri_mpls || family.safi == Safi::mpls_vpn);
}

bool is_kind(std::string_view kind, bgp::Family family) {
  if (kind == "flow") return family.safi == bgp::Safi::flow || family.safi == bgp::Safi::flow_vpn;
  if (kind == "l2vpn") return family.afi == bgp::Afi::l2vpn;
  return kind.empty() || has_prefix(family);
}

// One route on a line, as the version and the command want it; nothing: JSON has no word for it.
class RouteLine {
 public:
  RouteLine(const Call& call, const Wanted& wanted, const bgp::PeerStatus& status, bool tree)
      : wanted_(wanted),
        status_(status),
        objects_(call.world.route_objects && !tree),
        dialect_(tree ? bgp::Dialect::v6 : dialect_of(call.compat)),
        json_(wanted.json || tree) {}

  void add_to(Done& done, const bgp::Nlri& nlri, const bgp::NextHop& next_hop, bool self, const bgp::AttributeSet& attributes) const {
    if (!is_kind(wanted_.kind, nlri.family)) return;
    if (!json_) return done.lines.push_back(text(nlri, next_hop, self, attributes));
    if (!has_prefix(nlri.family)) return;
    if (objects_) {
      done.lines.push_back(R"({"peer": {"address": )" + json_string(status_.config.remote_text()) + R"(}, "route": )" +
                           route_object(nlri, next_hop, attributes) + "}");
    } else {
      done.lines.push_back(json(nlri));
    }
  }

 private:
  [[nodiscard]] std::string text(const bgp::Nlri& nlri, const bgp::NextHop& next_hop, bool self, const bgp::AttributeSet& attributes) const {
    const bool extensive = !wanted_.form.empty();
    const bool older = dialect_ < bgp::Dialect::v5_0;
    std::string out = extensive ? status_.config.name : (older ? "neighbor " : "") + status_.config.remote_text();
    std::string route = bgp::destination_text(nlri, next_hop);
    if (self && older && next_hop.address) {  // the word of the file
      const std::string resolved = " next-hop " + next_hop.address->to_string();
      if (const auto at = route.find(resolved); at != std::string::npos) route.replace(at, resolved.size(), " next-hop self");
    }
    out += " " + bgp::family_name(nlri.family) + " " + route;
    return extensive ? out + attributes.text(dialect_) : out;
  }

  [[nodiscard]] std::string json(const bgp::Nlri& nlri) const {
    const std::string prefix = R"("prefix": ")" + bgp::prefix_of(nlri).to_string() + '"';
    const std::string family = R"("family": ")" + bgp::family_name(nlri.family) + '"';
    return "{" + json_string(status_.config.remote_text()) + R"(: {"routes": [{)" +
           (dialect_ == bgp::Dialect::v6 ? family + ", " + prefix : prefix + ", " + family) + "}]}}";
  }

  const Wanted& wanted_;
  const bgp::PeerStatus& status_;
  bool objects_;
  bgp::Dialect dialect_;
  bool json_;
};

Result<Done> show_out(const Call& call, bool tree) {
  const auto wanted = read_wanted(call, kRouteForms, kKinds);
  if (!wanted) return std::unexpected(wanted.error());
  Done done;
  for (const bgp::PeerStatus& status : chosen_peers(call, *wanted)) {
    const RouteLine line(call, *wanted, status, tree);
    call.world.each_out(status.id, [&](const bgp::Nlri& nlri, const bgp::OutView& view) {
      if (view.winner == nullptr) return;
      line.add_to(done, nlri, told_next_hop(status, view), view.winner->next_hop.self, *view.winner->attributes);
    });
  }
  return done;
}

Result<Done> show_in(const Call& call, bool tree) {
  const auto wanted = read_wanted(call, kRouteForms, kKinds);
  if (!wanted) return std::unexpected(wanted.error());
  Done done;
  for (const bgp::PeerStatus& status : chosen_peers(call, *wanted)) {
    const RouteLine line(call, *wanted, status, tree);
    call.world.each_in(status.id, [&](const bgp::Nlri& nlri, const bgp::InView& view) { line.add_to(done, nlri, view.next_hop, false, *view.attributes); });
  }
  return done;
}

}  // namespace

Result<Done> show_neighbor(const Call& call) {
  const auto wanted = read_wanted(call, kNeighborForms, {});
  if (!wanted) return std::unexpected(wanted.error());
  Done done;
  if (wanted->json) {
    done.lines = neighbors_json(chosen_peers(call, *wanted), call.world.now);
  } else if (wanted->form.empty()) {
    done.lines = {"please specify summary, extensive or configuration", "you can filter by peer ip address adding it after the word neighbor"};
  } else {
    done.lines = neighbor_lines(call, *wanted, chosen_peers(call, *wanted));
  }
  return done;
}

// The tree of 6 answers in JSON, whatever form is asked for.
Result<Done> show_peers(const Call& call) {
  const auto wanted = read_wanted(call, kNeighborForms, {});
  if (!wanted) return std::unexpected(wanted.error());
  Done done;
  done.lines = neighbors_json(chosen_peers(call, *wanted), call.world.now);
  return done;
}

Result<Done> list_peers(const Call& call) {
  std::string out;
  for (const bgp::PeerId peer : call.peers) {
    const NeighborView view = neighbor_view(call.world.status(peer), call.world.now);
    out += (out.empty() ? "" : ", ") + std::string(R"({"peer-address": )") + json_string(view.address) + R"(, "peer-as": )" +
           (view.remote_as ? std::to_string(*view.remote_as) : "null") + R"(, "state": ")" + view.state + "\"}";
  }
  Done done;
  done.lines.push_back("[" + out + "]");
  return done;
}

Result<Done> show_adj_rib_out(const Call& call) { return show_out(call, false); }
Result<Done> show_adj_rib_in(const Call& call) { return show_in(call, false); }
Result<Done> show_rib_out(const Call& call) { return show_out(call, true); }
Result<Done> show_rib_in(const Call& call) { return show_in(call, true); }

}  // namespace vigilcast::exabgp
