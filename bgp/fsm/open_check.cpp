#include "bgp/fsm/open_check.h"

#include <algorithm>
#include <set>

#include "bgp/wire/capability_codec.h"
#include "pkg/base/text.h"

namespace vigilcast::bgp::fsm {
namespace {

Fault refusal(std::uint8_t subcode, std::string text) {
  return Fault{FaultAction::reset_session, 0, Notification{ErrorCode::open_message, subcode, {}}, std::move(text)};
}

std::string family_list(const std::vector<Family>& families) {
  std::vector<std::string> names;
  for (const Family family : families) names.push_back(family_name(family));
  return join(names, ", ");
}

std::optional<Fault> check_identifier(const Open& open, const Settings& settings) {
  if (open.identifier.is_unspecified()) return refusal(open_error::bad_identifier, "the peer's router id is 0.0.0.0");
  if (open.as() == settings.local_as && open.identifier == settings.identifier) {
    return refusal(open_error::bad_identifier, "the peer has our own router id " + open.identifier.to_string() + ": within one AS each router needs its own");
  }
  return std::nullopt;
}

// RFC 9234 section 4.2. Who configured no role does not mind what the peer says.
std::optional<Fault> check_role(const Open& open, const Settings& settings) {
  const RoleOffer theirs = role_offer(open.capabilities);
  const std::optional<Role> ours = role_offer(settings.capabilities).role;
  if (open.as() == settings.local_as) return std::nullopt;
  if (theirs.contradictory) return refusal(open_error::role_mismatch, "the peer names more than one role (RFC 9234)");
  if (!ours) return std::nullopt;
  const std::string wanted = "we are its " + std::string(role_name(*ours)) + ", so it must be our " + std::string(role_name(counterpart(*ours)));
  if (theirs.role && *theirs.role != counterpart(*ours)) {
    return refusal(open_error::role_mismatch, "the peer says that it is our " + std::string(role_name(*theirs.role)) + ", and " + wanted + " (RFC 9234)");
  }
  if (!theirs.role && settings.strict_role) return refusal(open_error::role_mismatch, "the peer names no role, and " + wanted + " (RFC 9234)");
  return std::nullopt;
}

// An empty Session Id means the families (draft-ietf-idr-bgp-multisession section 4).
std::set<std::uint8_t> session_id(const MultiSession& session) {
  if (session.session_id.empty()) return {capability::multiprotocol};
  return {session.session_id.begin(), session.session_id.end()};
}

std::string codes_text(const std::set<std::uint8_t>& codes) {
  std::vector<std::string> words;
  for (const std::uint8_t code : codes) words.push_back(std::to_string(code));
  return join(words, ", ");
}

// draft-ietf-idr-bgp-multisession section 7: the groups of both sides must be the same. Who configured none does not mind what the peer says.
std::optional<Fault> check_group(const Open& open, const Settings& settings) {
  const Capabilities& us = settings.capabilities;
  const Capabilities& them = open.capabilities;
  if (!us.multi_session && !us.cisco_multi_session) return std::nullopt;
  const bool draft = us.multi_session && them.multi_session;
  if (!draft && !(us.cisco_multi_session && them.cisco_multi_session)) {
    return refusal(open_error::grouping_required, "the peer does not offer multi-session, which is configured for it");
  }
  const auto ours = session_id(draft ? *us.multi_session : *us.cisco_multi_session);
  const auto theirs = session_id(draft ? *them.multi_session : *them.cisco_multi_session);
  if (ours != theirs) {
    return refusal(open_error::grouping_conflict, "the peer tells its sessions apart by capability " + codes_text(theirs) + ", we by " + codes_text(ours));
  }
  const std::vector<Family> wanted = offered_families(us), offered = offered_families(them);
  if (wanted == offered) return std::nullopt;
  return refusal(open_error::grouping_conflict, "the session is for " + family_list(wanted) + ", the peer's is for " + family_list(offered) +
                                                    ": with multi-session both must name the same families");
}

// The data is what the peer should have offered, capability by capability (RFC 5492 section 4.2).
std::optional<Fault> check_families(const Open& open, const Settings& settings) {
  const std::vector<Family> offered = offered_families(open.capabilities);
  std::vector<std::string> names;
  Bytes missing;
  for (const Family family : settings.required_families) {
    if (std::ranges::find(offered, family) != offered.end()) continue;
    names.push_back(family_name(family));
    ByteWriter(missing).u8(1).u8(4).u16(static_cast<std::uint16_t>(family.afi)).u8(0).u8(static_cast<std::uint8_t>(family.safi));
  }
  if (names.empty()) return std::nullopt;
  Fault out = refusal(open_error::unsupported_capability, "the peer does not offer " + join(names, ", ") + ", which is required here");
  out.notification.data = std::move(missing);
  return out;
}

}  // namespace

std::optional<Fault> check_as(const Open& open, const Settings& settings) {
  const std::uint32_t as = open.as();
  if (open.my_as == 0 || as == 0) return refusal(open_error::bad_peer_as, "the peer's OPEN carries AS 0, which nobody may use (RFC 7607)");
  const std::string said = std::to_string(as);
  if (settings.peer_as && as != *settings.peer_as) {
    std::string text = "the peer's AS is " + said + ", " + std::to_string(*settings.peer_as) + " is configured";
    if (as == kAsTrans) text += "; 23456 stands for an AS above 65535: the peer does not offer the 4-byte AS capability";
    return refusal(open_error::bad_peer_as, std::move(text));
  }
  const auto& allowed = settings.peer_as_list;
  if (!settings.peer_as && !allowed.empty() && std::ranges::find(allowed, as) == allowed.end()) {
    return refusal(open_error::bad_peer_as, "the peer's AS is " + said + ", which is not in the list of those that may call");
  }
  if (as == kAsTrans) return refusal(open_error::bad_peer_as, "the peer's AS is 23456, which is reserved (RFC 6793) and tells nothing about its real AS");
  return std::nullopt;
}

std::optional<Fault> check_open(const Open& open, const Settings& settings) {
  if (auto fault = check_as(open, settings)) return fault;
  if (auto fault = check_identifier(open, settings)) return fault;
  if (auto fault = check_role(open, settings)) return fault;
  if (auto fault = check_group(open, settings)) return fault;
  if (open.hold_time == 1 || open.hold_time == 2) {
    return refusal(open_error::unacceptable_hold_time,
                   "the peer asks for a hold time of " + std::to_string(open.hold_time) + "s: it must be 0 or at least 3 seconds");
  }
  return check_families(open, settings);
}

}  // namespace vigilcast::bgp::fsm
