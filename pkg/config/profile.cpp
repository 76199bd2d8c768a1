#include "pkg/config/profile.h"

#include <algorithm>
#include <array>
#include <limits>
#include <type_traits>

#include "bgp/wire/attr/all.h"
#include "pkg/base/text.h"
#include "pkg/config/values.h"

namespace vigilcast::config {
namespace {

using announce::Profile;
using yaml::Node;

constexpr unsigned kMostPrepends = 64;

std::uint32_t any_u32() { return std::numeric_limits<std::uint32_t>::max(); }

// ExaBGP reads 65001:70000 as 65002:4464, and so does the parser of communities; here it is the typing mistake that it is.
bool too_large(std::string_view word) {
  const auto parts = split(word, ':');
  return parts.size() == 2 && std::ranges::any_of(parts, [](std::string_view part) { return parse_number<std::uint64_t>(part).value_or(0) > 65535; });
}

template <class Value>
std::optional<Value> read_one(const Node& node, Load& load) {
  const auto word = load.reader.word(node, "a community");
  if (!word) return std::nullopt;
  if (std::is_same_v<Value, bgp::Community> && too_large(*word)) {
    load.reader.error(node, "both numbers of the community " + std::string(*word) + " go up to 65535", "larger ones fit in largeCommunities: 65001:70000:0");
    return std::nullopt;
  }
  const Result<Value> value = Value::parse(*word);
  if (value) return *value;
  load.reader.error(node, value.error().text, value.error().hint);
  return std::nullopt;
}

// Communities of one sort, sorted as the attribute wants them.
template <class List, class Value>
void set_communities(Profile& profile, const Node& node, Load& load) {
  std::vector<Value> values = read_list<Value>(node, load, "a list of communities", read_one<Value>);
  if (values.empty()) return;
  std::ranges::sort(values);
  profile.attributes.set(List{std::move(values)});
}

constexpr std::array kFields{
    Field<Profile>{{.key = "med", .kind = Kind::integer, .text = "MULTI_EXIT_DISC: among routes from one neighbouring AS the lower one wins."},
                   [](Profile& profile, const Node& node, Load& load) {
                     if (const auto value = read_number<std::uint32_t>(node, load, 0, any_u32())) profile.attributes.set(bgp::Med{*value});
                   }},
    Field<Profile>{{.key = "localPreference", .kind = Kind::integer, .fallback = "100", .text = "LOCAL_PREF: the higher one wins; internal sessions only."},
                   [](Profile& profile, const Node& node, Load& load) {
                     if (const auto value = read_number<std::uint32_t>(node, load, 0, any_u32())) profile.attributes.set(bgp::LocalPreference{*value});
                   }},
    Field<Profile>{
        {.key = "asPathPrepend", .kind = Kind::integer, .fallback = "0", .text = "Our AS this many times more in the path, so that others are preferred."},
        [](Profile& profile, const Node& node, Load& load) { assign(profile.as_path_prepend, read_number<unsigned>(node, load, 0, kMostPrepends)); }},
    Field<Profile>{{.key = "communities",
                    .kind = Kind::community,
                    .shape = Shape::list,
                    .text = "Communities (RFC 1997): numbers or well-known names such as `graceful-shutdown`."},
                   set_communities<bgp::Communities, bgp::Community>},
    Field<Profile>{{.key = "largeCommunities", .kind = Kind::large_community, .shape = Shape::list, .text = "Large communities (RFC 8092)."},
                   set_communities<bgp::LargeCommunities, bgp::LargeCommunity>},
    Field<Profile>{{.key = "extendedCommunities", .kind = Kind::extended_community, .shape = Shape::list, .text = "Extended communities (RFC 4360)."},
                   set_communities<bgp::ExtendedCommunities, bgp::ExtendedCommunity>},
};

}  // namespace

const Table<Profile>& profile_table() {
  static constexpr Table<Profile> kTable{"profile", "How prefixes are announced; `{}` announces them plainly, the word `withdraw` not at all.", kFields, {}};
  return kTable;
}

void read_profile(Profile& profile, const Node& node, Load& load) {
  profile = Profile{};
  if (node.kind == Node::Kind::scalar) {
    profile.announce = false;
    if (node.text == "withdraw" && !node.quoted) return;
    return load.reader.error(node, "'" + node.text + "' is no way to announce", "write withdraw, or an object such as {med: 100}; {} announces plainly");
  }
  read_object(profile, node, profile_table(), load);
}

}  // namespace vigilcast::config
