#include "pkg/config/peer_policy.h"

#include <algorithm>
#include <array>

#include "pkg/config/values.h"

namespace vigilcast::config {
namespace {

using bgp::PrefixLimit;
using bgp::RouteFilter;
using yaml::Node;

// --- maxPrefixes --------------------------------------------------------------------------------------------------------------

constexpr std::array kLimitFields{
    Field<PrefixLimit>{{.key = "family", .kind = Kind::family, .required = true, .text = "Of which address family."},
                       [](PrefixLimit& limit, const Node& node, Load& load) { assign(limit.family, read_family(node, load)); }},
    Field<PrefixLimit>{{.key = "limit", .kind = Kind::integer, .required = true, .text = "More prefixes than this end the session (Cease, RFC 4486)."},
                       [](PrefixLimit& limit, const Node& node, Load& load) { assign(limit.most, read_number<std::uint32_t>(node, load, 1, 4294967295U)); }},
    Field<PrefixLimit>{{.key = "warnAt", .kind = Kind::integer, .fallback = "80", .text = "Per cent of the limit from which on the log warns."},
                       [](PrefixLimit& limit, const Node& node, Load& load) { assign(limit.warning_percent, read_number<unsigned>(node, load, 1, 100)); }},
    Field<PrefixLimit>{
        {.key = "restartAfter", .kind = Kind::duration, .fallback = "never", .text = "When to try again; otherwise the session stays down until it is reset."},
        [](PrefixLimit& limit, const Node& node, Load& load) {
          limit.restart_after = load.reader.duration(node, std::chrono::seconds(1), std::chrono::hours(24 * 7));
        }},
};

// --- import, export -----------------------------------------------------------------------------------------------------------

std::optional<bgp::PrefixRule> read_rule(const Node& node, Load& load) {
  const auto word = load.reader.word(node, "a prefix, perhaps with ge and le");
  if (!word) return std::nullopt;
  auto rule = bgp::PrefixRule::parse(*word);
  if (rule) return *rule;
  load.reader.error(node, rule.error().text, rule.error().hint);
  return std::nullopt;
}

std::optional<bgp::Community> read_one_community(const Node& node, Load& load) {
  const auto word = load.reader.word(node, "a community");
  if (!word) return std::nullopt;
  auto community = bgp::Community::parse(*word);
  if (community) return *community;
  load.reader.error(node, community.error().text, community.error().hint);
  return std::nullopt;
}

constexpr std::array kFilterFields{
    Field<RouteFilter>{
        {.key = "prefixes",
         .kind = Kind::prefix,
         .shape = Shape::list,
         .fallback = "any",
         .text = "One of these matches: exactly (`10.0.0.0/8`), or its parts of some lengths (`10.0.0.0/8 ge 16 le 24`)."},
        [](RouteFilter& filter, const Node& node, Load& load) { filter.prefixes = read_list<bgp::PrefixRule>(node, load, "a list of prefixes", read_rule); }},
    Field<RouteFilter>{{.key = "maxAsPath", .kind = Kind::integer, .fallback = "any", .text = "The AS path is not longer."},
                       [](RouteFilter& filter, const Node& node, Load& load) {
                         if (const auto most = read_number<std::uint16_t>(node, load, 0, 65535)) filter.longest_as_path = *most;
                       }},
    Field<RouteFilter>{{.key = "refuseOwnAs", .kind = Kind::boolean, .fallback = "false", .text = "Our own AS is not in the AS path (a loop)."},
                       [](RouteFilter& filter, const Node& node, Load& load) { assign(filter.refuses_own_as, load.reader.boolean(node)); }},
    Field<RouteFilter>{{.key = "communities", .kind = Kind::community, .shape = Shape::list, .fallback = "any", .text = "The route has one of these."},
                       [](RouteFilter& filter, const Node& node, Load& load) {
                         filter.communities = read_list<bgp::Community>(node, load, "a list of communities", read_one_community);
                       }},
    Field<RouteFilter>{{.key = "withoutCommunities", .kind = Kind::community, .shape = Shape::list, .fallback = "none", .text = "It has none of these."},
                       [](RouteFilter& filter, const Node& node, Load& load) {
                         filter.without_communities = read_list<bgp::Community>(node, load, "a list of communities", read_one_community);
                       }},
};

// --- addPath ------------------------------------------------------------------------------------------------------------------

void set_mode(AddPathDraft& one, const Node& node, Load& load) {
  const auto word = load.reader.word(node, "send, receive or both");
  if (!word) return;
  if (*word == "send") {
    one.mode = bgp::AddPathMode::send;
  } else if (*word == "receive") {
    one.mode = bgp::AddPathMode::receive;
  } else if (*word != "both") {
    load.reader.error(node, "'" + std::string(*word) + "' is no direction", "write send, receive or both");
  }
}

constexpr std::array kAddPathFields{
    Field<AddPathDraft>{{.key = "family", .kind = Kind::family, .required = true, .text = "Of which address family."},
                        [](AddPathDraft& one, const Node& node, Load& load) { assign(one.family, read_family(node, load)); }},
    Field<AddPathDraft>{{.key = "mode", .fallback = "both", .text = "`send`, `receive` or `both`: who may name several paths to a prefix."}, set_mode},
    Field<AddPathDraft>{
        {.key = "limit",
         .kind = Kind::integer,
         .fallback = "no limit",
         .text = "How many paths to a prefix the peer is to tell us at most (draft-ietf-idr-add-paths-paths-limit); the peer's own limit is kept in "
                 "any case."},
        [](AddPathDraft& one, const Node& node, Load& load) { one.limit = read_number<std::uint16_t>(node, load, 1, 65535); }},
};

// Objects of which each is for another family.
template <class T>
std::vector<T> read_by_family(const Node& node, Load& load, const Table<T>& table) {
  std::vector<T> out;
  const auto* items = load.reader.list(node, "a list, with an item for each address family");
  if (items == nullptr) return out;
  for (const Node& item : *items) {
    T one;
    read_object(one, item, table, load);
    if (std::ranges::find(out, one.family, &T::family) != out.end()) load.reader.error(item, bgp::family_name(one.family) + " is here twice");
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace

const Table<PrefixLimit>& prefix_limit_table() {
  static constexpr Table<PrefixLimit> kTable{"maxPrefixes", "How many prefixes of a family the peer may announce.", kLimitFields, {}};
  return kTable;
}

const Table<RouteFilter>& filter_table() {
  static constexpr Table<RouteFilter> kTable{"filter", "Which routes pass: those for which all of these hold.", kFilterFields, {}};
  return kTable;
}

const Table<AddPathDraft>& add_path_table() {
  static constexpr Table<AddPathDraft> kTable{"addPath", "Several paths to one prefix (RFC 7911), where the peer has it, too.", kAddPathFields, {}};
  return kTable;
}

std::vector<PrefixLimit> read_prefix_limits(const Node& node, Load& load) { return read_by_family(node, load, prefix_limit_table()); }
std::vector<AddPathDraft> read_add_path(const Node& node, Load& load) { return read_by_family(node, load, add_path_table()); }

std::optional<bgp::Role> read_role(const Node& node, Load& load) {
  const auto word = load.reader.word(node, "a role");
  if (!word) return std::nullopt;
  const auto role = bgp::parse_role(*word);
  if (!role) load.reader.error(node, "'" + std::string(*word) + "' is not a role", "write provider, customer, peer, rs or rs-client: what we are to the peer");
  return role;
}

}  // namespace vigilcast::config
