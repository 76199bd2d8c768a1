#include "pkg/model/peer_causes.h"

#include <algorithm>

#include "pkg/base/text.h"
#include "pkg/model/notification_hint.h"

namespace vigilcast::model {
namespace {

using bgp::PeerStatus;
using bgp::fsm::DownReason;
using bgp::fsm::State;
using Mood = Explanation::Mood;

Explanation bad(std::string text, std::string hint) { return {std::move(text), Mood::bad, std::move(hint), {}}; }

std::string there(const PeerStatus& peer) { return Endpoint{peer.config.address, peer.config.port}.to_string(); }
std::string our_address(const PeerStatus& peer) {
  if (peer.config.local_address) return peer.config.local_address->to_string();
  return peer.local.address.is_unspecified() ? "the address that we connect from" : peer.local.address.to_string();
}
bool has_password(const PeerStatus& peer) { return !peer.config.md5_password.empty(); }
bool text_has(const PeerStatus& peer, std::initializer_list<std::string_view> any) {
  const std::string text = to_lower(peer.last_down_text);
  return std::ranges::any_of(any, [&](std::string_view part) { return text.find(part) != std::string::npos; });
}

// How a connection attempt failed. The words are the kernel's, or the runtime's for what the kernel does not say.
bool refused(const PeerStatus& peer) { return peer.last_down == DownReason::connect_failed && text_has(peer, {"refused"}); }
bool silent(const PeerStatus& peer) { return peer.last_down == DownReason::connect_failed && text_has(peer, {"timed out", "timeout", "no answer"}); }
bool no_route(const PeerStatus& peer) { return peer.last_down == DownReason::connect_failed && text_has(peer, {"unreachable", "no route"}); }
bool address_absent(const PeerStatus& peer) {
  return peer.last_down == DownReason::connect_failed && text_has(peer, {"not on any interface", "assign requested address"});
}
bool reset_at_once(const PeerStatus& peer) {
  const bool early = peer.last_down == DownReason::connect_failed || (peer.last_down == DownReason::connection_closed && !peer.peer_open);
  return early && text_has(peer, {"reset"});
}
bool wrong_as(const PeerStatus& peer) { return peer.peer_open && peer.config.peer_as && peer.peer_open->as() != *peer.config.peer_as; }

struct Rule {
  bool (*fits)(const PeerStatus&);
  Explanation (*explain)(const PeerStatus&);
};

// In the order of likelihood: what the peer itself said comes before what silence may mean.
constexpr Rule kRules[] = {
    {wrong_as,
     [](const PeerStatus& peer) {
       const std::string says = std::to_string(peer.peer_open->as()), expected = std::to_string(*peer.config.peer_as);
       return bad("wrong AS: the peer says it is AS " + says + ", configured is AS " + expected,
                  "set the peer's AS to " + says + " here, or correct it on the router");
     }},
    {address_absent,
     [](const PeerStatus& peer) {
       return bad("the local address " + our_address(peer) + " is on no interface of this host",
                  "add it to an interface (ip address add), or correct the local address of this peer");
     }},
    {[](const PeerStatus& peer) { return has_password(peer) && (silent(peer) || reset_at_once(peer)); },
     [](const PeerStatus& peer) {
       return bad(std::string(silent(peer) ? "no answer" : "the connection is reset") +
                      ", and a password is configured: a router drops what does not carry its password",
                  "compare the password on both sides: it must be the same, for the address " + our_address(peer) + ", or absent on both");
     }},
    {[](const PeerStatus& peer) { return reset_at_once(peer) && !has_password(peer); },
     [](const PeerStatus& peer) {
       return bad("the connection is reset before the peer said anything",
                  "the router may expect a password, or have no neighbor " + our_address(peer) + ": look at its neighbor configuration");
     }},
    {refused,
     [](const PeerStatus& peer) {
       return bad("connection refused: the host answers, but nothing listens on " + there(peer),
                  "is BGP running there, on port " + std::to_string(peer.config.port) +
                      "? (`ss -ltn` there; some routers refuse until we are configured as their neighbor)");
     }},
    {silent,
     [](const PeerStatus& peer) {
       return bad("no answer from " + there(peer), "is the address right, is the host up (ping), and does a firewall between us let TCP port " +
                                                       std::to_string(peer.config.port) + " through? A router that expects a password does not answer either");
     }},
    {[](const PeerStatus& peer) { return silent(peer) && peer.config.incoming_ttl.has_value(); },
     [](const PeerStatus& peer) {
       return bad("TTL security is on: what arrives with a TTL below " + std::to_string(*peer.config.incoming_ttl) + " is dropped",
                  "the router must send with TTL 255 (ttl-security there), and be as near as configured");
     }},
    {no_route,
     [](const PeerStatus& peer) {
       return bad("no route to " + peer.config.address.to_string() + ": " + printable(peer.last_down_text),
                  "look at `ip route get " + peer.config.address.to_string() + "` and at the interface's state");
     }},
    {[](const PeerStatus& peer) {
       return peer.last_down == DownReason::connect_failed && !refused(peer) && !silent(peer) && !no_route(peer) && !address_absent(peer) &&
              !reset_at_once(peer);
     },
     [](const PeerStatus& peer) {
       return bad("the connection to " + there(peer) + " failed: " + printable(peer.last_down_text),
                  "look at the address, the port and the local address of this peer");
     }},
    {[](const PeerStatus& peer) { return peer.last_down == DownReason::connection_closed && !reset_at_once(peer) && !peer.peer_open; },
     [](const PeerStatus& peer) {
       return bad("the peer accepts the connection and closes it without a word",
                  "it probably has no neighbor " + our_address(peer) + ", or expects us to come from another address");
     }},
    {[](const PeerStatus& peer) { return peer.last_down == DownReason::connection_closed && peer.peer_open.has_value(); },
     [](const PeerStatus& peer) {
       return bad("the peer closed the connection without saying why: " + printable(peer.last_down_text),
                  "it was restarted, or something between us cut the connection: look at the router's log of that time");
     }},
    {[](const PeerStatus& peer) { return peer.last_down == DownReason::notification_received; },
     [](const PeerStatus& peer) {
       std::string text = "the peer ended the session: " + peer.last_notification.to_string();
       if (const std::string why = peer.last_notification.communication(); !why.empty()) text += ", saying \"" + why + "\"";
       return bad(std::move(text), notification_hint(peer.last_notification, peer.config));
     }},
    {[](const PeerStatus& peer) { return peer.last_down == DownReason::notification_sent && !wrong_as(peer); },
     [](const PeerStatus& peer) {
       return bad("we ended the session for what the peer sent: " + peer.last_notification.to_string() +
                      (peer.last_down_text.empty() ? "" : ": " + printable(peer.last_down_text)),
                  "the fault is in the peer's message; the text names it, the router's configuration or software causes it");
     }},
    {[](const PeerStatus& peer) { return peer.last_down == DownReason::hold_timer_expired; },
     [](const PeerStatus& peer) {
       return bad("hold timer expired: we heard nothing from the peer for as long as was agreed (we propose " + std::to_string(peer.config.hold_time) + "s)",
                  "the path was interrupted or the router too busy: look for packet loss, for large packets that do not pass (MTU), and at the router's log");
     }},
    {[](const PeerStatus& peer) { return peer.last_down == DownReason::send_hold_timer_expired; },
     [](const PeerStatus&) {
       return bad("the peer stopped reading what we send (RFC 9687)",
                  "the router's BGP is stuck or its receive window stays closed: look at its load and its log");
     }},
    {[](const PeerStatus& peer) { return peer.last_down == DownReason::bfd_down; },
     [](const PeerStatus& peer) {
       return bad(printable(peer.last_down_text),
                  "look at the link and at the router's interface; the session comes back with BFD, which `vigilcast peers` shows");
     }},
    {[](const PeerStatus& peer) { return peer.last_down == DownReason::link_down; },
     [](const PeerStatus& peer) {
       return bad(printable(peer.last_down_text), "look at the link ('ip link show " + peer.config.interface + "'); the session comes back with it");
     }},
    {[](const PeerStatus& peer) { return peer.last_down == DownReason::open_timeout; },
     [](const PeerStatus& peer) {
       return bad("the connection is accepted, but the peer sends no OPEN",
                  "is it BGP that listens on " + there(peer) + "? A proxy or load balancer accepts without speaking BGP");
     }},
    {[](const PeerStatus& peer) { return peer.last_down == DownReason::collision; },
     [](const PeerStatus&) {
       return Explanation{
           "both sides connected at once and this connection lost (RFC 4271 section 6.8); the other one goes on", Mood::neutral, "this lasts a moment", {}};
     }},
    {[](const PeerStatus& peer) { return peer.last_down == DownReason::stopped; },
     [](const PeerStatus& peer) {
       return Explanation{"stopped by us" + (peer.last_down_text.empty() ? std::string() : ": " + printable(peer.last_down_text)), Mood::neutral, {}, {}};
     }},
    {[](const PeerStatus& peer) { return peer.config.passive && (peer.state == State::idle || peer.state == State::active || peer.state == State::connect); },
     [](const PeerStatus& peer) {
       const std::string port = peer.config.listen_port ? " port " + std::to_string(*peer.config.listen_port) : "";
       return bad(
           peer.sessions == 0 ? "this peer is passive: we wait for it to connect, and it never did" : "this peer is passive: we wait for it to connect again",
           "the router must connect from " + peer.config.address.to_string() + " to " + our_address(peer) + port + "; or let us connect (passive false)");
     }},
    {[](const PeerStatus& peer) { return peer.state == State::open_sent; },
     [](const PeerStatus&) { return Explanation{"connected, our OPEN is sent; now we wait for the peer's", Mood::neutral, {}, {}}; }},
    {[](const PeerStatus& peer) { return peer.state == State::open_confirm; },
     [](const PeerStatus&) { return Explanation{"both OPENs are exchanged; now we wait for the peer's KEEPALIVE", Mood::neutral, {}, {}}; }},
};

// "ipv4 unicast, ipv6 unicast", "none".
std::string list(const std::vector<bgp::Family>& families) {
  std::vector<std::string> names;
  for (const bgp::Family family : families) names.push_back(bgp::family_name(family));
  return names.empty() ? "none" : join(names, ", ");
}

// RFC 4760 section 8: without the capability a peer speaks IPv4 unicast.
std::vector<bgp::Family> offered(const bgp::Open& open) {
  return open.capabilities.families.empty() ? std::vector{bgp::kIpv4Unicast} : open.capabilities.families;
}

}  // namespace

std::vector<Explanation> down_causes(const PeerStatus& peer) {
  std::vector<Explanation> out;
  for (const Rule& rule : kRules) {
    if (rule.fits(peer)) out.push_back(rule.explain(peer));
  }
  if (out.empty()) out.push_back({"no attempt has ended yet", Mood::neutral, "the first one is under way or about to start", {}});
  return out;
}

std::vector<Explanation> family_causes(const PeerStatus& peer) {
  if (!peer.peer_open) return {};
  std::vector<Explanation> out;
  const std::vector<bgp::Family> theirs = offered(*peer.peer_open);
  const auto has = [](const std::vector<bgp::Family>& all, bgp::Family one) { return std::ranges::find(all, one) != all.end(); };
  for (const bgp::Family family : peer.config.families) {
    if (has(theirs, family)) continue;
    out.push_back(bad(bgp::family_name(family) + " is not negotiated: we offer " + list(peer.config.families) + "; the peer offers " + list(theirs),
                      "activate " + bgp::family_name(family) + " for this neighbor on the router, or remove it here: its routes are not sent"));
  }
  for (const bgp::Family family : theirs) {
    if (has(peer.config.families, family)) continue;
    out.push_back({"the peer also offers " + bgp::family_name(family) + ", which is not configured here", Mood::neutral, {}, {}});
  }
  return out;
}

}  // namespace vigilcast::model
