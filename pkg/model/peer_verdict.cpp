#include "pkg/model/peer_verdict.h"

#include "pkg/base/text.h"
#include "pkg/model/age.h"
#include "pkg/model/bfd_verdict.h"
#include "pkg/model/peer_causes.h"

namespace vigilcast::model {
namespace {

using Mood = Explanation::Mood;

std::string families_text(const std::vector<bgp::Family>& families) {
  std::vector<std::string> names;
  for (const bgp::Family family : families) names.push_back(bgp::family_name(family));
  return names.empty() ? "none" : join(names, ", ");
}

Explanation session_facts(const bgp::PeerStatus& peer) {
  std::string text = "connection " + peer.local.to_string() + " to " + peer.remote.to_string();
  if (peer.negotiated) {
    const bgp::Negotiated& agreed = *peer.negotiated;
    text += ", AS " + std::to_string(agreed.local_as) + " to AS " + std::to_string(agreed.peer_as) + (agreed.ibgp() ? " (iBGP)" : " (eBGP)");
    text += agreed.hold_time == 0 ? ", no hold time" : ", hold time " + std::to_string(agreed.hold_time) + "s";
    text += ", families: " + families_text(agreed.families);
  }
  return {.text = std::move(text), .mood = Mood::neutral, .hint = {}, .because = {}};
}

// What the peer has been told, against what it should be told.
Explanation announcement_facts(const bgp::PeerStatus& peer) {
  const std::string sent = std::to_string(peer.routes_sent), desired = std::to_string(peer.routes_desired);
  if (peer.routes_sent > peer.routes_desired) {
    return {"the peer has been told " + sent + " routes and should know " + desired + ": withdrawals wait to be sent",
            Mood::bad,
            "this lasts a moment; if it stays, the peer does not read what we send",
            {}};
  }
  if (peer.routes_desired == 0) {
    return {"nothing is to be announced to this peer",
            Mood::neutral,
            "routes come from services that are up (`vigilcast services`), from static routes and from processes; none of them has one for this peer",
            {}};
  }
  if (peer.routes_sent == 0) {
    return {
        "nothing is announced yet: 0 of " + desired + " routes",
        Mood::bad,
        "this lasts a moment after the session came up; if it stays, the routes are of a family that is not negotiated, or have no next hop for this session: "
        "`vigilcast routes out --peer " +
            peer.config.name + "`",
        {}};
  }
  if (peer.routes_sent < peer.routes_desired) {
    return {
        "announced " + sent + " of " + desired + " routes",
        Mood::bad,
        "the others wait: for the peer to read, for a family that is not negotiated, or for a next hop: `vigilcast routes out --peer " + peer.config.name + "`",
        {}};
  }
  return {"all " + sent + (peer.routes_sent == 1 ? " route is announced" : " routes are announced"),
          Mood::good,
          "if the router does not use them, it filters them: look at its prefix lists, route maps and AS path filters, and at what it received from us "
          "(FRR: show bgp neighbors ADDRESS received-routes; an eBGP session without a policy accepts nothing, RFC 8212)",
          {}};
}

Explanation verdict_up(const bgp::PeerStatus& peer, std::string name, Instant now) {
  Explanation out{std::move(name) + " is up for " + age_text(now - peer.since), Mood::good, {}, {}};
  out.because.push_back(session_facts(peer));
  if (auto bfd = bfd_verdict(peer, now)) out.because.push_back(*std::move(bfd));
  for (Explanation& cause : family_causes(peer)) out.because.push_back(std::move(cause));
  out.because.push_back(announcement_facts(peer));
  if (peer.reading_paused) {
    out.because.push_back({"nothing is read from the peer for " + age_text(now - *peer.reading_paused) + ": a helper process has no room for what it says",
                           Mood::bad,
                           "it reads too slowly; the metric vigilcast_process_queue_bytes tells which one it is",
                           {}});
  }
  if (peer.routes_received > 0) {
    out.because.push_back(
        {"the peer announces " + std::to_string(peer.routes_received) + (peer.routes_received == 1 ? " route" : " routes") + " to us", Mood::neutral, {}, {}});
  }
  if (peer.sessions > 1) {
    std::string text = "this is session number " + std::to_string(peer.sessions);
    if (!peer.last_loss_text.empty()) text += "; the last one ended: " + printable(peer.last_loss_text);
    out.because.push_back({std::move(text), Mood::neutral, {}, {}});
  }
  return out;
}

Explanation verdict_down(const bgp::PeerStatus& peer, std::string name, Instant now) {
  const std::string state(bgp::fsm::state_name(peer.state));
  Explanation out{std::move(name) + " is down for " + age_text(now - peer.since) + " (" + state + ")", Mood::bad, {}, down_causes(peer)};
  if (auto bfd = bfd_verdict(peer, now)) out.because.push_back(*std::move(bfd));
  for (Explanation& cause : family_causes(peer)) out.because.push_back(std::move(cause));
  out.because.push_back({"it was up " + std::to_string(peer.sessions) + (peer.sessions == 1 ? " time" : " times") + " and we tried to connect " +
                             std::to_string(peer.connect_attempts) + (peer.connect_attempts == 1 ? " time" : " times"),
                         Mood::neutral,
                         {},
                         {}});
  // Attempts that failed since have a text of their own, and hide it.
  if (!peer.last_loss_text.empty() && peer.last_loss_text != peer.last_down_text) {
    out.because.push_back({"the last session ended: " + printable(peer.last_loss_text), Mood::neutral, {}, {}});
  }
  return out;
}

}  // namespace

Explanation peer_verdict(const bgp::PeerStatus& peer, Instant now) {
  const std::string address = peer.config.address.to_string();
  std::string name = "session with " + peer.config.name;
  if (name.find(address) == std::string::npos) name += " (" + address + ")";
  return peer.state == bgp::fsm::State::established ? verdict_up(peer, std::move(name), now) : verdict_down(peer, std::move(name), now);
}

}  // namespace vigilcast::model
