#include "pkg/app/answers.h"

#include <algorithm>

#include "bgp/rib/export.h"
#include "bgp/wire/nlri/all.h"
#include "healthcheck/probe/all.h"
#include "pkg/base/text.h"
#include "pkg/model/peer_verdict.h"
#include "pkg/model/service_view.h"
#include "vigilcast_version.h"

namespace vigilcast::app {
namespace {

using Mood = model::Explanation::Mood;

model::CheckView view(const health::CheckStatus& check) {
  model::CheckView out;
  out.name = check.spec->name;
  out.kind = health::kind_of(check.spec->probe).name;
  out.target = health::kind_of(check.spec->probe).target(check.spec->probe);
  out.state = health::state_name(check.state);
  out.since = check.since;
  if (check.last) {
    out.last_code = check.last->code;
    out.last_text = check.last->text;
    out.last_took = check.last->took;
  }
  out.passed = check.passed;
  out.failed = check.failed;
  out.inconclusive = check.inconclusive;
  out.transitions = check.transitions;
  out.skipped = check.skipped;
  out.held = check.held;
  return out;
}

bool selected(const bgp::PeerConfig& config, const std::string& wanted) { return wanted.empty() || config.name == wanted || config.remote_text() == wanted; }

std::string short_name(const bgp::PeerConfig& config) { return config.name.starts_with("neighbor ") ? config.remote_text() : config.name; }

// `self` as it is in this session; the word itself while there is none, and where it is no address of ours that is known here.
std::string next_hop_text(const bgp::RouteNextHop& next_hop, bgp::Family family, const bgp::PeerStatus& status) {
  if (!next_hop.self) return next_hop.given.address ? next_hop.given.address->to_string() : "";
  if (!status.negotiated) return "self";
  const auto resolved =
      bgp::export_next_hop(next_hop, family, {status.config.self_address.value_or(status.local.address), status.config.router_id, {}}, *status.negotiated);
  return resolved && resolved->address ? resolved->address->to_string() : "self";
}

// The destination with its labels; the address has a place of its own.
std::string labelled_text(const bgp::Nlri& nlri, const bgp::NextHop& next_hop) { return bgp::destination_text(nlri, {{}, {}, next_hop.labels}); }

model::RouteView out_view(const bgp::PeerStatus& status, const bgp::Nlri& nlri, const bgp::OutView& view) {
  model::RouteView out;
  out.peer = short_name(status.config);
  out.family = bgp::family_name(nlri.family);
  out.nlri = labelled_text(nlri, view.winner->next_hop.given);
  out.next_hop = next_hop_text(view.winner->next_hop, nlri.family, status);
  out.attributes = trim(view.winner->attributes->text());
  out.owner = view.winner->owner.to_string();
  out.sent = view.sent;
  for (const auto* loser : view.losers) out.losers.push_back(loser->owner.to_string());
  return out;
}

model::RouteView in_view(const std::string& peer, const bgp::Nlri& nlri, const bgp::InView& view) {
  model::RouteView out;
  out.peer = peer;
  out.family = bgp::family_name(nlri.family);
  out.nlri = labelled_text(nlri, view.next_hop);
  if (view.next_hop.address) out.next_hop = view.next_hop.address->to_string();
  out.attributes = trim(view.attributes->text());
  out.stale = view.stale;
  return out;
}

}  // namespace

model::Snapshot Answers::snapshot() const {
  model::Snapshot out;
  out.now = now;
  out.version = VIGILCAST_VERSION;
  for (const bgp::PeerId id : engine.peers()) out.peers.push_back(engine.status(id));
  for (const health::CheckStatus& check : monitor.statuses()) out.checks.push_back(view(check));
  for (const announce::ServiceStatus& service : policy.status()) {
    out.services.push_back(model::service_view(service));
    count_peers(out.services.back(), service.prefixes, out.peers);
  }
  return out;
}

void Answers::count_peers(model::ServiceView& service, const std::vector<Prefix>& prefixes, const std::vector<bgp::PeerStatus>& peers) const {
  for (std::size_t i = 0; i < prefixes.size() && i < service.prefixes.size(); ++i) {
    for (const bgp::PeerStatus& peer : peers) {
      if (!peer.negotiated) continue;
      ++service.prefixes[i].peers_up;
      if (engine.has_sent(peer.id, bgp::unicast_nlri(prefixes[i]))) ++service.prefixes[i].peers_told;
    }
  }
}

model::RoutesAnswer Answers::routes(const model::RoutesQuery& query) const {
  model::RoutesAnswer out;
  const auto shown = [&] { return !query.count_only && (query.limit == 0 || out.routes.size() < query.limit); };
  for (const bgp::PeerId id : engine.peers()) {
    const bgp::PeerConfig& peer = engine.config(id);
    if (!selected(peer, query.peer)) continue;
    if (query.direction == bgp::Direction::send) {
      const bgp::PeerStatus& status = engine.status(id);
      engine.each_out(id, [&](const bgp::Nlri& nlri, const bgp::OutView& view) {
        if (view.winner == nullptr) return;
        ++out.count;
        if (shown()) out.routes.push_back(out_view(status, nlri, view));
      });
    } else {
      engine.each_in(id, [&](const bgp::Nlri& nlri, const bgp::InView& view) {
        ++out.count;
        if (shown()) out.routes.push_back(in_view(short_name(peer), nlri, view));
      });
    }
  }
  return out;
}

// An address stands for its host route.
Result<model::Explanation> Answers::explain(const model::ExplainQuery& query) const {
  const auto& [subject, kind] = query;
  if (model::asks_for(kind, model::SubjectKind::peer)) {
    for (const bgp::PeerId id : engine.peers()) {
      if (selected(engine.config(id), subject)) return model::peer_verdict(engine.status(id), now);
    }
  }
  if (model::asks_for(kind, model::SubjectKind::service)) {
    if (const auto service = policy.find(subject)) return explain_service(*service);
  }
  if (model::asks_for(kind, model::SubjectKind::prefix)) {
    if (const auto prefix = Prefix::parse(subject)) return explain_prefix(*prefix);
    if (const auto address = IpAddress::parse(subject)) return explain_prefix(Prefix::host(*address));
  }
  return fail("'" + subject + "' is no peer, service or prefix of this agent", "", "`vigilcast peers` and `vigilcast services` list the names");
}

model::Explanation Answers::explain_service(const announce::ServiceStatus& service) const {
  model::Explanation out = model::explain_service(service, now);
  for (const Prefix& prefix : service.prefixes) {
    model::Explanation line{prefix.to_string() + " at the peers", Mood::neutral, "", {}};
    for (const bgp::PeerId id : engine.peers()) line.because.push_back(explain_at_peer(id, bgp::unicast_nlri(prefix)));
    out.because.push_back(std::move(line));
  }
  return out;
}

model::Explanation Answers::explain_prefix(const Prefix& prefix) const {
  model::Explanation out;
  for (const announce::ServiceStatus& service : policy.services_of(prefix)) out.because.push_back(model::explain_service(service, now));
  bool wanted = false;
  for (const bgp::PeerId id : engine.peers()) {
    out.because.push_back(explain_at_peer(id, bgp::unicast_nlri(prefix)));
    wanted = wanted || out.because.back().mood != Mood::neutral;
  }
  out.text = prefix.to_string() + (wanted ? "" : " is wanted by nobody: no service, file or process announces it");
  return out;
}

model::Explanation Answers::explain_at_peer(bgp::PeerId peer, const bgp::Nlri& nlri) const {
  const bgp::PeerStatus& status = engine.status(peer);
  model::Explanation out{"to " + short_name(status.config) + ": nobody wants it announced", Mood::neutral, "", {}};
  engine.each_out(peer, [&](const bgp::Nlri& each, const bgp::OutView& view) {
    if (each != nlri || view.winner == nullptr) return;
    out.mood = view.sent ? Mood::good : Mood::bad;
    out.text = "to " + short_name(status.config) + ": " + view.winner->owner.to_string() + " announces it, " +
               (view.sent           ? "and the router has been told"
                : status.negotiated ? "and it waits to be sent, or cannot be (see the log)"
                                    : "and the session is not up");
    for (const auto* loser : view.losers)
      out.because.push_back({loser->owner.to_string() + " announces it too, and yields to " + view.winner->owner.to_string(), Mood::neutral, "", {}});
    if (!status.negotiated) out.because.push_back(model::peer_verdict(status, now));
  });
  return out;
}

}  // namespace vigilcast::app
