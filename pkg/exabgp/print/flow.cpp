#include "pkg/exabgp/print/flow.h"

#include <algorithm>
#include <array>

#include "bgp/wire/nlri/all.h"
#include "pkg/base/text.h"
#include "pkg/exabgp/conf/flow_actions.h"
#include "pkg/exabgp/print/route.h"

namespace vigilcast::exabgp::print {
namespace {

Line statement(std::string keyword, std::string value) {
  Line out{std::move(keyword), {}, Line::Form::grammar, false, {}};
  if (!value.empty()) out.values.push_back(std::move(value));
  return out;
}

struct Matches {
  std::string rd;
  Lines terms;
};

// 5.0 and 6 have no word for it.
void spell_out_no_fragment(std::string& value) {
  constexpr std::string_view kWord = "not-a-fragment";
  for (std::size_t at = value.find(kWord); at != std::string::npos; at = value.find(kWord)) value.replace(at, kWord.size(), "0x0");
}

// "flow destination-port [ =80 =443 ] rd 65000:1" in its parts.
Matches matches_of(const bgp::Nlri& nlri, Compat compat) {
  std::string text;
  bgp::find_codec(nlri.family)->append_text(text, nlri.wire.view());
  const auto parts = words(text);
  Matches out;
  for (std::size_t at = 1; at + 1 < parts.size();) {
    const std::string keyword(parts[at++]);
    std::string value(parts[at++]);
    for (bool more = value == "["; more && at < parts.size(); ++at) {
      value += " " + std::string(parts[at]);
      more = parts[at] != "]";
    }
    if (keyword == "fragment" && compat != Compat::v3_4 && compat != Compat::v4_2) spell_out_no_fragment(value);
    if (keyword == "rd") {
      out.rd = std::move(value);
    } else {
      out.terms.push_back(statement(keyword, std::move(value)));
    }
  }
  return out;
}

struct Action {
  std::string keyword, value;
};

// Whether the words mean just that community.
template <class Community>
bool means(const Action& action, const Community& community, Compat compat) {
  const conf::FlowAction* known = conf::find_flow_action(action.keyword);
  if (known == nullptr || action.keyword == "extended-community") return false;
  const auto parts = words(action.value);
  bgp::TextCursor cursor(parts, dialect_of(compat));
  conf::FlowActions read;
  if (!known->read(read, cursor) || !cursor.done() || read.next_hop) return false;
  if constexpr (std::is_same_v<Community, bgp::ExtendedCommunity>) {
    return read.communities.values == std::vector{community} && read.ipv6_communities.values.empty();
  } else {
    return read.ipv6_communities.values == std::vector{community} && read.communities.values.empty();
  }
}

// From the printed form: "rate-limit:9600", "mark 10", "redirect:70000L:1".
Action printed(const std::string& text) {
  const std::size_t end = std::min(text.find_first_of(": "), text.size());
  Action out{text.substr(0, end), text.substr(std::min(end + 1, text.size()))};
  if (out.keyword == "redirect") std::erase(out.value, 'L');
  if (out.keyword == "interface-set" && !out.value.starts_with("non-transitive")) out.value = "transitive:" + out.value;
  if (out.keyword == "rate-limit") std::ranges::replace(out.value, ':', ' ');
  if (out.keyword == "rate-limit" && out.value == "0") return {"discard", ""};
  return out;
}

class FlowLine {
 public:
  FlowLine(const model::RouteTerms& terms, Compat compat) : terms_(terms), compat_(compat) {
    const auto& hop = terms.next_hop;
    if (hop.self || hop.given.address) next_hop_ = hop.self ? "self" : hop.given.address->to_string();
    if (const auto* list = terms.attributes->find<bgp::ExtendedCommunities>()) {
      for (const bgp::ExtendedCommunity& community : list->values) add(community);
    }
    if (const auto* list = terms.attributes->find<bgp::Ipv6ExtendedCommunities>()) {
      for (const bgp::Ipv6ExtendedCommunity& community : list->values) {
        const Action action = printed(community.to_string());
        if (means(action, community, compat_)) then_.push_back(statement(action.keyword, action.value));
      }
    }
    others();
    if (then_.empty()) then_.push_back(statement("accept", {}));
  }

  void append_block(Lines& neighbor, Matches matches) && {
    Line route{"route", {}, Line::Form::section, false, {}};
    if (!matches.rd.empty()) route.inside.push_back(statement("rd", matches.rd));
    if (!next_hop_.empty()) route.inside.push_back(statement("next-hop", next_hop_));
    last_section(route.inside, "match").inside = std::move(matches.terms);
    if (!scope_.empty()) last_section(route.inside, "scope").inside = std::move(scope_);
    last_section(route.inside, "then").inside = std::move(then_);
    last_section(neighbor, "flow").inside.push_back(std::move(route));
  }

  // All in one statement, where the section says the family and nothing else does.
  void append_inline(Lines& neighbor, const bgp::Family& family, const Matches& matches) && {
    std::string text;
    const auto add = [&](const Line& line) {
      text += (text.empty() ? "" : " ") + line.keyword;
      for (const std::string& value : line.values) text += " " + value;
    };
    if (!matches.rd.empty()) add(statement("rd", matches.rd));
    for (const Lines& lines : {matches.terms, scope_, then_}) std::ranges::for_each(lines, add);
    if (!next_hop_.empty()) add(statement("next-hop", next_hop_));
    Line& section = last_section(last_section(neighbor, "announce").inside, bgp::afi_name(family.afi));
    section.inside.push_back(statement(std::string(bgp::safi_name(family.safi)), text));
  }

 private:
  void add(const bgp::ExtendedCommunity& community) {
    if (community == bgp::traffic::redirect_to_nexthop(true) && !next_hop_.empty() && next_hop_ != "self") {
      then_.push_back(statement("copy", std::exchange(next_hop_, {})));
      return;
    }
    const Action action = printed(community.to_string());
    if (means(action, community, compat_)) {
      (action.keyword == "interface-set" ? scope_ : then_).push_back(statement(action.keyword, action.value));
    } else {
      bgp::AttributeSet one;
      one.set(bgp::ExtendedCommunities{{community}});
      then_.push_back(statement(attribute_words(one, compat_).substr(1), {}));
    }
  }

  void others() {
    bgp::AttributeSet rest = *terms_.attributes;
    rest.erase(bgp::ExtendedCommunities::kDescriptor.code);
    rest.erase(bgp::Ipv6ExtendedCommunities::kDescriptor.code);
    for (const bgp::Attribute& attribute : rest) {
      bgp::AttributeSet one;
      one.set(attribute);
      then_.push_back(statement(attribute_words(one, compat_).substr(1), {}));
    }
  }

  const model::RouteTerms& terms_;
  Compat compat_;
  std::string next_hop_;
  Lines scope_, then_;
};

// A block says by its matches alone which family it is of.
bool says_family(const bgp::Nlri& nlri, const Matches& matches) {
  constexpr std::array<std::string_view, 5> kIpv6{"destination-ipv6", "source-ipv6", "next-header", "traffic-class", "flow-label"};
  if (nlri.family.afi != bgp::Afi::ipv6) return true;
  return std::ranges::any_of(matches.terms, [&](const Line& line) { return std::ranges::find(kIpv6, line.keyword) != kIpv6.end(); });
}

}  // namespace

void append_flow(Lines& neighbor, const bgp::Nlri& nlri, const model::RouteTerms& terms, Compat compat) {
  Matches matches = matches_of(nlri, compat);
  FlowLine line(terms, compat);
  if (says_family(nlri, matches)) {
    std::move(line).append_block(neighbor, std::move(matches));
  } else {
    std::move(line).append_inline(neighbor, nlri.family, matches);
  }
}

}  // namespace vigilcast::exabgp::print
