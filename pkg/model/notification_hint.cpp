#include "pkg/model/notification_hint.h"

#include <optional>
#include <string_view>

namespace vigilcast::model {
namespace {

using bgp::ErrorCode;

struct Row {
  ErrorCode code;
  std::optional<std::uint8_t> subcode;  // nothing: any
  std::string_view hint;                // %as, %id, %hold: ours, as configured
};

constexpr std::uint8_t kAuthenticationFailure = 5;  // deprecated by RFC 4271; old implementations send it

constexpr Row kRows[] = {
    {ErrorCode::open_message, bgp::open_error::bad_peer_as,
     "the router expects another AS from us: its remote-as for this neighbor must be %as, or the local AS here is wrong"},
    {ErrorCode::open_message, bgp::open_error::bad_identifier,
     "our router id %id is the router's own, or in use by another neighbor of it: give every speaker its own"},
    {ErrorCode::open_message, bgp::open_error::unsupported_version, "the router wants another BGP version than 4: is it BGP?"},
    {ErrorCode::open_message, kAuthenticationFailure, "the passwords differ: compare the password on both sides"},
    {ErrorCode::open_message, bgp::open_error::unacceptable_hold_time, "the router refuses our hold time of %holds: configure a longer one"},
    {ErrorCode::open_message, bgp::open_error::unsupported_capability,
     "the router insists on a capability or address family that we do not offer: compare the families on both sides"},
    {ErrorCode::open_message, bgp::open_error::unsupported_parameter,
     "the router does not know an optional parameter of our OPEN: configure fewer capabilities"},
    {ErrorCode::open_message, std::nullopt, "the router refuses our OPEN: its log says what it dislikes"},
    {ErrorCode::update_message, std::nullopt, "the router found a fault in a route: the subcode names it, `vigilcast routes out` shows what is announced"},
    {ErrorCode::hold_timer_expired, std::nullopt,
     "the router heard nothing from us for the agreed time: packets are lost, large ones do not pass (MTU), or this host was stalled"},
    {ErrorCode::cease, bgp::cease::max_prefixes,
     "we announce more prefixes than the router allows: raise its maximum-prefix limit or announce fewer, then clear the session there"},
    {ErrorCode::cease, bgp::cease::admin_shutdown, "somebody shut the session down on the router (neighbor … shutdown): it must be enabled there"},
    {ErrorCode::cease, bgp::cease::peer_deconfigured, "this neighbor was removed from the router's configuration"},
    {ErrorCode::cease, bgp::cease::admin_reset, "somebody reset the session on the router; it comes back by itself"},
    {ErrorCode::cease, bgp::cease::connection_rejected, "the router takes no connection from us: is this neighbor configured there, with our address?"},
    {ErrorCode::cease, bgp::cease::config_change, "the router's configuration of this neighbor changed; it comes back by itself"},
    {ErrorCode::cease, bgp::cease::collision, "both sides connected at once; the other connection goes on"},
    {ErrorCode::cease, bgp::cease::out_of_resources, "the router is short of memory or sessions"},
    {ErrorCode::cease, bgp::cease::hard_reset, "the router restarts the session and wants no graceful restart (RFC 8538)"},
    {ErrorCode::cease, bgp::cease::bfd_down, "BFD saw the path between us fail: look at the link"},
    {ErrorCode::cease, std::nullopt, "the router's log says why it ended the session"},
};

void replace(std::string& text, std::string_view what, const std::string& by) {
  if (const auto at = text.find(what); at != std::string::npos) text.replace(at, what.size(), by);
}

}  // namespace

std::string notification_hint(const bgp::Notification& notification, const bgp::PeerConfig& config) {
  for (const Row& row : kRows) {
    if (row.code != notification.code || (row.subcode && *row.subcode != notification.subcode)) continue;
    std::string hint(row.hint);
    replace(hint, "%as", std::to_string(config.local_as));
    replace(hint, "%id", config.router_id.to_string());
    replace(hint, "%hold", std::to_string(config.hold_time));
    return hint;
  }
  return "the router's log says more";
}

}  // namespace vigilcast::model
