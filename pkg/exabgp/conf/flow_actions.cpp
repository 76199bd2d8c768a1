#include "pkg/exabgp/conf/flow_actions.h"

#include <algorithm>
#include <array>

#include "bgp/wire/attr/words.h"
#include "pkg/base/text.h"

namespace vigilcast::exabgp::conf {
namespace {

using bgp::TextCursor;
namespace traffic = bgp::traffic;

constexpr std::uint64_t kSlow = 9600;             // some routers round what is below to nothing
constexpr std::uint64_t kFast = 1'000'000'000'000;  // the greatest rate that ExaBGP sends

std::unexpected<Error> bad(std::string_view word, std::string_view what, std::string hint) {
  return fail("\"" + printable(word) + "\" is not " + std::string(what), {}, std::move(hint));
}

Result<void> on_accept(FlowActions&, TextCursor&) { return {}; }

Result<void> on_discard(FlowActions& actions, TextCursor&) {
  actions.add(traffic::rate_bytes(0));
  return {};
}

Result<void> on_rate_limit(FlowActions& actions, TextCursor& words) {
  const std::string_view word = words.next();
  const auto rate = parse_number<std::uint64_t>(word);
  if (!rate) return bad(word, "a rate", "write bytes a second, or: rate-limit N packets");
  const bool packets = words.accept("packets");
  if (!packets) words.accept("bytes");
  if (packets && words.dialect() && *words.dialect() < bgp::Dialect::v5_0) {
    actions.warning = "ExaBGP 4.2 steps over \"packets\" and sends bytes a second";
  } else if (packets) {
    actions.add(traffic::rate_packets(static_cast<float>(*rate)));
    return {};
  }
  if (*rate != 0 && *rate < kSlow) actions.warning = "a rate below 9600 bytes a second may not work on every router";
  if (*rate > kFast) actions.warning = "the rate is limited to " + std::to_string(kFast) + " bytes a second";
  actions.add(traffic::rate_bytes(static_cast<float>(std::min(*rate, kFast))));
  return {};
}

Result<void> to_address(FlowActions& actions, const IpAddress& address, bool copy) {
  actions.next_hop = bgp::RouteNextHop{false, {address, std::nullopt}};
  actions.add(traffic::redirect_to_nexthop(copy));
  return {};
}

Result<void> on_redirect(FlowActions& actions, TextCursor& words) {
  const std::string_view word = words.next();
  if (const auto address = IpAddress::parse(word)) return to_address(actions, *address, false);
  const std::string_view hint = "write ASN:NUMBER for a VRF, or the IP address of a next hop";
  const std::size_t colon = word.find(':');
  if (colon == std::string_view::npos) return bad(word, "somewhere to redirect to", std::string(hint));
  const auto as = parse_number<std::uint32_t>(word.substr(0, colon));
  const auto local = parse_number<std::uint32_t>(word.substr(colon + 1));
  if (!as || !local || (*as > 65535 && *local > 65535)) return bad(word, "somewhere to redirect to", std::string(hint));
  actions.add(*as <= 65535 ? traffic::redirect(static_cast<std::uint16_t>(*as), *local) : traffic::redirect_as4(*as, static_cast<std::uint16_t>(*local)));
  return {};
}

Result<void> on_redirect_to_nexthop(FlowActions& actions, TextCursor&) {
  actions.add(traffic::redirect_to_nexthop(false));
  return {};
}

Result<void> on_redirect_to_nexthop_ietf(FlowActions& actions, TextCursor& words) {
  const std::string_view word = words.next();
  const auto address = IpAddress::parse(word);
  if (!address) return bad(word, "an IP address", "write the address to redirect to");
  if (address->is_v4()) {
    actions.add(traffic::redirect_to_nexthop_ietf(*address, false));
  } else {
    actions.ipv6_communities.add(traffic::redirect_to_nexthop_ietf_ipv6(*address, false));
  }
  return {};
}

Result<void> on_copy(FlowActions& actions, TextCursor& words) {
  const std::string_view word = words.next();
  const auto address = IpAddress::parse(word);
  if (!address) return bad(word, "an IP address", "write the address that gets the copy");
  return to_address(actions, *address, true);
}

Result<void> on_mark(FlowActions& actions, TextCursor& words) {
  const std::string_view word = words.next();
  const auto dscp = parse_number<std::uint8_t>(word);
  if (!dscp || *dscp > 63) return bad(word, "a DSCP", "write a number from 0 to 63");
  actions.add(traffic::mark(*dscp));
  return {};
}

Result<void> on_action(FlowActions& actions, TextCursor& words) {
  const std::string_view word = words.next();
  const bool sample = word == "sample" || word == "sample-terminal";
  const bool terminal = word == "terminal" || word == "sample-terminal";
  if (!sample && !terminal) return bad(word, "an action", "write sample, terminal or sample-terminal");
  actions.add(traffic::action(sample, terminal));
  return {};
}

// "transitive:input:65000:1"; without the first field it is transitive, as 6 reads it.
Result<void> add_interface_set(FlowActions& actions, std::string_view word) {
  auto fields = split(word, ':');
  const bool stated = fields.size() == 4 && (fields[0] == "transitive" || fields[0] == "non-transitive");
  const bool transitive = !stated || fields[0] == "transitive";
  if (stated) fields.erase(fields.begin());
  constexpr std::array<std::pair<std::string_view, traffic::Direction>, 3> kDirections{
      {{"input", traffic::Direction::input}, {"output", traffic::Direction::output}, {"input-output", traffic::Direction::both}}};
  const auto* direction =
      fields.empty() ? kDirections.end() : std::ranges::find(kDirections, fields[0], &std::pair<std::string_view, traffic::Direction>::first);
  const auto as = fields.size() == 3 ? parse_number<std::uint32_t>(fields[1]) : std::nullopt;
  const auto group = fields.size() == 3 ? parse_number<std::uint16_t>(fields[2]) : std::nullopt;
  if (direction == kDirections.end() || !as || !group || *group > 0x3fff) {
    return bad(word, "an interface set", "write transitive:input:ASN:GROUP; output, input-output and non-transitive are the other words");
  }
  actions.add(traffic::interface_set(transitive, direction->second, *as, *group));
  return {};
}

// One, or several in brackets.
Result<void> on_interface_set(FlowActions& actions, TextCursor& words) {
  const auto sets = bgp::list_of_words(words, "interface-set");
  if (!sets) return std::unexpected(sets.error());
  for (const std::string_view word : *sets) {
    if (const auto added = add_interface_set(actions, word); !added) return added;
  }
  return {};
}

Result<void> on_extended_community(FlowActions& actions, TextCursor& words) {
  auto list = bgp::ExtendedCommunities::parse(words);
  if (!list) return std::unexpected(list.error());
  for (const bgp::ExtendedCommunity& community : list->values) actions.add(community);
  return {};
}

constexpr std::array<FlowAction, 11> kActions{{{"accept", on_accept, ""},
                                               {"discard", on_discard, ""},
                                               {"rate-limit", on_rate_limit, "BYTES"},
                                               {"redirect", on_redirect, "ASN:NUMBER"},
                                               {"redirect-to-nexthop", on_redirect_to_nexthop, ""},
                                               {"redirect-to-nexthop-ietf", on_redirect_to_nexthop_ietf, "IP"},
                                               {"copy", on_copy, "IP"},
                                               {"mark", on_mark, "DSCP"},
                                               {"action", on_action, "sample"},
                                               {"interface-set", on_interface_set, "transitive:input:ASN:GROUP"},
                                               {"extended-community", on_extended_community, "[ target:65000:1 ]"}}};

}  // namespace

const FlowAction* find_flow_action(std::string_view keyword) {
  const auto* found = std::ranges::find(kActions, keyword, &FlowAction::name);
  return found == kActions.end() ? nullptr : found;
}

std::vector<std::string_view> flow_action_keywords() {
  std::vector<std::string_view> out;
  for (const FlowAction& action : kActions) out.push_back(action.name);
  return out;
}

}  // namespace vigilcast::exabgp::conf
