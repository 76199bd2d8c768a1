#include "pkg/exabgp/conf/route_text.h"

#include <algorithm>
#include <limits>

#include "bgp/wire/nlri/all.h"
#include "bgp/wire/nlri/vpn.h"
#include "pkg/base/text.h"
#include "pkg/exabgp/conf/family_text.h"
#include "pkg/exabgp/conf/flow_text.h"
#include "pkg/exabgp/conf/route_draft.h"

namespace vigilcast::exabgp {
namespace {

using conf::RouteDraft;
using conf::RouteWords;

constexpr std::uint64_t kMostSplit = 65536;  // routes that one line may become

// Appends the prefixes of length `to` inside `prefix`. The caller has checked how many there are.
void append_split(const Prefix& prefix, std::uint8_t to, std::uint64_t count, std::vector<Prefix>& out) {
  std::array<std::uint8_t, 16> bytes{};
  std::ranges::copy(prefix.address.bytes(), bytes.begin());
  for (std::uint64_t i = 0; i < count; ++i) {
    std::array<std::uint8_t, 16> at = bytes;
    for (unsigned bit = 0; bit < static_cast<unsigned>(to - prefix.length); ++bit) {
      const unsigned position = to - 1U - bit;
      if ((i >> bit & 1) != 0) at[position / 8] |= static_cast<std::uint8_t>(0x80U >> (position % 8));
    }
    out.push_back({prefix.address.is_v6() ? IpAddress::v6(at) : IpAddress::v4(ByteView(at).first(4)), to});
  }
}

class RouteReader {
 public:
  RouteReader(std::span<const std::string_view> words, const RouteContext& context, std::vector<WordError>& errors)
      : words_(words, context.compat, errors), context_(context), errors_(errors), first_error_(errors.size()) {
    end_ = words.size();
    while (end_ > 0 && words[end_ - 1] == ";") --end_;
  }

  std::vector<ParsedRoute> route() {
    read_prefix(0);
    if (words_.at(1) == "{") {
      block(1);
    } else {
      inline_keywords(1, end_);
    }
    return finish(end_);
  }

  std::vector<ParsedRoute> attributes() {
    std::size_t at = 0;
    while (at < end_ && words_.at(at) != "nlri") at = conf::read_route_keyword(words_, at, end_, draft_);
    if (at >= end_ || at + 1 >= end_) {
      words_.error(at, 1, at >= end_ ? "the word \"nlri\" is missing" : "no prefix follows \"nlri\"", "write: next-hop IP nlri PREFIX PREFIX");
    }
    const std::size_t first = at + 1;
    for (++at; at < end_; ++at) {
      if (!stands_between(at)) read_prefix(at);
    }
    if (prefixes_.empty() && good()) words_.error(first, end_ - first, "no prefix follows \"nlri\"", "write: next-hop IP nlri PREFIX PREFIX");
    return finish(end_);
  }

 private:
  [[nodiscard]] bool good() const {
    return std::ranges::all_of(errors_.begin() + static_cast<std::ptrdiff_t>(first_error_), errors_.end(), &WordError::warning);
  }

  // Brackets and commas around prefixes, which no version of ExaBGP reads.
  bool stands_between(std::size_t at) {
    if (words_.at(at) != "[" && words_.at(at) != "]" && words_.at(at) != ",") return false;
    if (words_.versions() != conf::kEverywhere && good()) {
      words_.error(at, 1, "ExaBGP " + conf::version_names(words_.versions()) + " does not read brackets and commas behind \"nlri\"", "remove them");
    }
    return true;
  }

  void read_prefix(std::size_t at) {
    if (at >= end_) return words_.error(at, 1, "a prefix is missing", "write it as 192.0.2.0/24 or 2001:db8::/32");
    const auto prefix = Prefix::parse(words_.at(at));
    if (!prefix) return words_.error(at, 1, prefix.error().text, prefix.error().hint);
    const bgp::Afi afi = prefix->address.is_v4() ? bgp::Afi::ipv4 : bgp::Afi::ipv6;
    if (context_.family && context_.family->afi != afi) {
      return words_.error(at, 1, "\"" + std::string(words_.at(at)) + "\" is not a prefix of " + bgp::family_name(*context_.family));
    }
    prefixes_.push_back(*prefix);
  }

  void inline_keywords(std::size_t at, std::size_t end) {
    while (at < end) {
      if (words_.at(at) == "{" || words_.at(at) == "}" || words_.at(at) == ";") {
        words_.error(at, 1, "\"" + std::string(words_.at(at)) + "\" is not expected here",
                     "write: route PREFIX next-hop IP …; or route PREFIX { next-hop IP; … }");
        return;
      }
      at = conf::read_route_keyword(words_, at, end, draft_);
    }
  }

  void block(std::size_t open) {
    const std::size_t close = std::min(words_.closing(open), end_);
    for (std::size_t at = open + 1; at < close;) {
      const std::size_t end = words_.statement_end(at, close);
      if (end < close && words_.at(end) == "{") {
        words_.error(at, end - at + 1, "a route has no sections inside");
        at = words_.closing(end) + 1;
        continue;
      }
      if (end > at) {
        const std::size_t behind = conf::read_route_keyword(words_, at, end, draft_);
        if (behind < end) conf::report_leftover(words_, behind, end, conf::begins_route_keyword(words_.at(behind)));
      }
      at = end + 1;
    }
    if (close + 1 < end_) words_.error(close + 1, end_ - close - 1, "\"" + printable(words_.at(close + 1)) + "\" follows the route's }");
  }

  // Checks what concerns several words and makes the routes.
  std::vector<ParsedRoute> finish(std::size_t end) {
    if (!draft_.next_hop && !context_.withdraw && good()) {
      words_.error(0, std::max<std::size_t>(end, 1), "the route has no next-hop", "add: next-hop IP, or next-hop self");
    }
    check_family();
    if (draft_.withdraw && draft_.watchdog.empty()) words_.warning(0, 1, "\"withdraw\" means nothing without a watchdog: the route is announced");
    const auto prefixes = split();
    if (!good()) return {};
    const auto attributes = draft_.attributes.empty() ? bgp::no_attributes() : std::make_shared<const bgp::AttributeSet>(std::move(draft_.attributes));
    Bytes labels;
    bgp::append_labels(labels, draft_.labels);
    std::vector<ParsedRoute> out;
    out.reserve(prefixes.size());
    for (const Prefix& prefix : prefixes) {
      bgp::Nlri nlri = nlri_of(prefix);
      bgp::RouteNextHop next_hop = draft_.next_hop_of(nlri.family);
      next_hop.given.labels = SmallBytes(labels);
      out.push_back({std::move(nlri), std::move(next_hop), attributes, draft_.watchdog, draft_.withdraw && !draft_.watchdog.empty()});
    }
    return out;
  }

  // Without a family given, the keywords decide; in 224/4 ExaBGP means the multicast family.
  [[nodiscard]] bgp::Safi safi_of(const Prefix& prefix) const {
    if (context_.family) return context_.family->safi;
    if (draft_.rd) return bgp::Safi::mpls_vpn;
    if (!draft_.labels.empty()) return bgp::Safi::nlri_mpls;
    return prefix.address.is_v4() && prefix.address.is_multicast() ? bgp::Safi::multicast : bgp::Safi::unicast;
  }

  [[nodiscard]] bgp::Nlri nlri_of(const Prefix& prefix) const {
    const bgp::Safi safi = safi_of(prefix);
    return safi == bgp::Safi::mpls_vpn ? bgp::vpn_nlri(*draft_.rd, prefix, draft_.path_id) : bgp::prefix_nlri(safi, prefix, draft_.path_id);
  }

  // Labels and route distinguisher belong to families that have them, and are needed there.
  void check_family() {
    if (prefixes_.empty() || !good()) return;
    const bgp::Family family{prefixes_[0].address.is_v4() ? bgp::Afi::ipv4 : bgp::Afi::ipv6, safi_of(prefixes_[0])};
    const bool vpn = family.safi == bgp::Safi::mpls_vpn;
    const bool labelled = vpn || family.safi == bgp::Safi::nlri_mpls;
    const std::string of = "a route of " + bgp::family_name(family);
    if (vpn && !draft_.rd) return words_.error(0, 1, of + " has no rd", "add: rd ASN:NUMBER");
    if (labelled && draft_.labels.empty() && !context_.withdraw) return words_.error(0, 1, of + " has no label", "add: label NUMBER");
    if (!vpn && draft_.rd) return words_.error(0, 1, of + " has no route distinguisher", "remove rd, or announce it in mpls-vpn");
    if (!labelled && !draft_.labels.empty()) return words_.error(0, 1, of + " has no labels", "remove label, or announce it in nlri-mpls");
    check_labels(vpn);
  }

  // The length of an NLRI has one octet, in bits.
  void check_labels(bool vpn) {
    constexpr std::size_t kMostBits = 255, kLabelBits = 24, kRdBits = 64;
    for (const Prefix& prefix : prefixes_) {
      const std::size_t length = draft_.split.value_or(prefix.length) + (vpn ? kRdBits : 0);
      if (length + draft_.labels.size() * kLabelBits <= kMostBits) continue;
      return words_.error(0, 1, "there are more labels than fit beside " + prefix.to_string(), "at most " + std::to_string((kMostBits - length) / kLabelBits));
    }
  }

  std::vector<Prefix> split() {
    if (!draft_.split) return prefixes_;
    if (context_.family) {
      words_.warning(0, 1, "\"split\" has no effect where the family is named, as in ExaBGP: the prefix is announced whole", "write it as a static route");
      return prefixes_;
    }
    std::vector<Prefix> out;
    for (const Prefix& prefix : prefixes_) {
      const std::string to = "/" + std::to_string(*draft_.split);
      if (*draft_.split < prefix.length || *draft_.split > prefix.address.bits()) {
        words_.error(0, 1, prefix.to_string() + " cannot be split to " + to);
      } else if (*draft_.split - prefix.length > 16 || out.size() + (1ULL << (*draft_.split - prefix.length)) > kMostSplit) {
        words_.error(0, 1, prefix.to_string() + " split to " + to + " is more than " + std::to_string(kMostSplit) + " routes");
      } else {
        append_split(prefix, *draft_.split, 1ULL << (*draft_.split - prefix.length), out);
      }
    }
    return out;
  }

  RouteWords words_;
  const RouteContext& context_;
  std::vector<WordError>& errors_;
  std::size_t first_error_;
  std::size_t end_ = 0;
  RouteDraft draft_;
  std::vector<Prefix> prefixes_;
};

using Reader = std::vector<ParsedRoute> (*)(std::span<const std::string_view>, const RouteContext&, std::vector<WordError>&);

Result<std::vector<ParsedRoute>> first_error_or(Reader read, std::span<const std::string_view> words, const RouteContext& context) {
  std::vector<WordError> errors;
  auto out = read(words, context, errors);
  for (const WordError& error : errors) {
    if (!error.warning) return std::unexpected(error.to_error());
  }
  return out;
}

}  // namespace

Error WordError::to_error() const { return {printable(text), "word " + std::to_string(word + 1), hint}; }

std::vector<std::string_view> route_words(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  constexpr std::string_view kAlone = "[](),{};";
  std::vector<std::string_view> out;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (kBlank.find(c) != std::string_view::npos) {
      ++at;
    } else if (kAlone.find(c) != std::string_view::npos) {
      out.push_back(text.substr(at++, 1));
    } else if ((c == '"' || c == '\'') && text.find(c, at + 1) != std::string_view::npos) {
      const std::size_t end = text.find(c, at + 1);
      out.push_back(text.substr(at + 1, end - at - 1));
      at = end + 1;
    } else {
      const std::size_t end = std::min(text.find_first_of(" \t\r\n[](),{};", at + 1), text.size());
      out.push_back(text.substr(at, end - at));
      at = end;
    }
  }
  return out;
}

std::vector<ParsedRoute> read_route(std::span<const std::string_view> words, const RouteContext& context, std::vector<WordError>& errors) {
  return RouteReader(words, context, errors).route();
}
std::vector<ParsedRoute> read_attributes(std::span<const std::string_view> words, const RouteContext& context, std::vector<WordError>& errors) {
  return RouteReader(words, context, errors).attributes();
}
std::vector<ParsedRoute> read_flow(std::span<const std::string_view> words, const RouteContext& context, std::vector<WordError>& errors) {
  return conf::read_flow_route(words, context, errors);
}
std::vector<ParsedRoute> read_family(std::span<const std::string_view> words, const RouteContext& context, std::vector<WordError>& errors) {
  return conf::read_family_route(words, context, errors);
}

Result<std::vector<ParsedRoute>> parse_route_words(std::span<const std::string_view> words, const RouteContext& context) {
  return first_error_or(read_route, words, context);
}
Result<std::vector<ParsedRoute>> parse_attributes_words(std::span<const std::string_view> words, const RouteContext& context) {
  return first_error_or(read_attributes, words, context);
}
Result<std::vector<ParsedRoute>> parse_flow_words(std::span<const std::string_view> words, const RouteContext& context) {
  return first_error_or(read_flow, words, context);
}
Result<std::vector<ParsedRoute>> parse_family_words(std::span<const std::string_view> words, const RouteContext& context) {
  return first_error_or(read_family, words, context);
}

}  // namespace vigilcast::exabgp
