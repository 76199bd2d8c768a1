#include "pkg/exabgp/conf/family_text.h"

#include <algorithm>
#include <array>
#include <memory>

#include "bgp/wire/attr/all.h"
#include "bgp/wire/attr/sr_policy.h"
#include "bgp/wire/nlri/mcast_vpn.h"
#include "bgp/wire/nlri/mup.h"
#include "bgp/wire/nlri/sr_policy.h"
#include "bgp/wire/nlri/vpls.h"
#include "pkg/base/text.h"
#include "pkg/exabgp/conf/route_draft.h"

namespace vigilcast::exabgp::conf {
namespace {

// What a family has before, or among, the keywords of every route.
class Destination {
 public:
  virtual ~Destination() = default;
  // Words in front of all keywords.
  virtual Result<void> begin(bgp::TextCursor& /*words*/) { return {}; }
  // Its own keywords, wherever they stand.
  [[nodiscard]] virtual bool has(std::string_view /*keyword*/) const { return false; }
  virtual Result<void> add(std::string_view /*keyword*/, bgp::TextCursor& /*words*/) { return {}; }
  virtual Result<bgp::Nlri> build(bgp::AttributeSet& attributes) = 0;
};

bool is_one_of(std::string_view word, std::span<const std::string_view> words) { return std::ranges::find(words, word) != words.end(); }

class Vpls : public Destination {
 public:
  [[nodiscard]] bool has(std::string_view keyword) const override { return is_one_of(keyword, bgp::VplsBuilder::keywords()); }
  Result<void> add(std::string_view keyword, bgp::TextCursor& words) override { return builder_.add(keyword, words); }
  Result<bgp::Nlri> build(bgp::AttributeSet& /*attributes*/) override { return builder_.build(); }

 private:
  bgp::VplsBuilder builder_;
};

// The policy is in the destination, its path in an attribute.
class SrPolicy : public Destination {
 public:
  explicit SrPolicy(bgp::Afi afi) : builder_(afi) {}

  [[nodiscard]] bool has(std::string_view keyword) const override {
    return is_one_of(keyword, bgp::SrPolicyBuilder::keywords()) || is_one_of(keyword, bgp::sr_policy::keywords());
  }
  Result<void> add(std::string_view keyword, bgp::TextCursor& words) override {
    return is_one_of(keyword, bgp::SrPolicyBuilder::keywords()) ? builder_.add(keyword, words) : bgp::sr_policy::add(keyword, words, path_);
  }
  Result<bgp::Nlri> build(bgp::AttributeSet& attributes) override {
    if (!path_.sub_tlvs.empty()) attributes.set(bgp::TunnelEncapsulation{{path_}});
    return builder_.build();
  }

 private:
  bgp::SrPolicyBuilder builder_;
  bgp::TunnelEncapsulation::Tunnel path_{bgp::TunnelEncapsulation::kSrPolicy, {}};
};

// A destination that is written in front of all keywords.
class Written : public Destination {
 public:
  using Parse = Result<bgp::Nlri> (*)(bgp::Afi afi, bgp::TextCursor& words);
  Written(bgp::Afi afi, Parse parse) : afi_(afi), parse_(parse) {}

  Result<void> begin(bgp::TextCursor& words) override {
    auto nlri = parse_(afi_, words);
    if (!nlri) return std::unexpected(nlri.error());
    nlri_ = std::move(*nlri);
    return {};
  }
  Result<bgp::Nlri> build(bgp::AttributeSet& /*attributes*/) override { return nlri_; }

 private:
  bgp::Afi afi_;
  Parse parse_;
  bgp::Nlri nlri_;
};

std::unique_ptr<Destination> destination_of(bgp::Family family) {
  switch (family.safi) {
    case bgp::Safi::vpls: return std::make_unique<Vpls>();
    case bgp::Safi::sr_policy: return std::make_unique<SrPolicy>(family.afi);
    case bgp::Safi::mcast_vpn: return std::make_unique<Written>(family.afi, bgp::parse_mcast_vpn);
    case bgp::Safi::mup: return std::make_unique<Written>(family.afi, bgp::parse_mup);
    default: return nullptr;
  }
}

IpAddress mapped(const IpAddress& ipv4) {
  std::array<std::uint8_t, 16> out{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  std::ranges::copy(ipv4.bytes(), out.begin() + 12);
  return IpAddress::v6(out);
}

class FamilyReader {
 public:
  FamilyReader(std::span<const std::string_view> words, const RouteContext& context, std::vector<WordError>& errors)
      : words_(words, context.compat, errors),
        context_(context),
        errors_(errors),
        first_error_(errors.size()),
        end_(words.size()),
        destination_(destination_of(*context.family)) {
    while (end_ > 0 && words[end_ - 1] == ";") --end_;
  }

  std::vector<ParsedRoute> run() {
    const bool named = words_.at(1) == "{";  // a name is for people only
    const std::size_t open = named ? 1 : 0;
    if (words_.at(open) == "{") {
      block(open);
    } else {
      const std::size_t first = value(0, 0, end_, [&](bgp::TextCursor& cursor) { return destination_->begin(cursor); });
      for (std::size_t at = first; at < end_;) at = keyword(at, end_);
    }
    return finish();
  }

 private:
  [[nodiscard]] bool good() const {
    return std::ranges::all_of(errors_.begin() + static_cast<std::ptrdiff_t>(first_error_), errors_.end(), &WordError::warning);
  }

  void block(std::size_t open) {
    const std::size_t close = std::min(words_.closing(open), end_);
    for (std::size_t at = open + 1; at < close;) {
      const std::size_t end = words_.statement_end(at, close);
      const std::size_t behind = end > at ? keyword(at, end) : end;
      if (behind < end) report_leftover(words_, behind, end, destination_->has(words_.at(behind)) || begins_route_keyword(words_.at(behind)));
      at = end + 1;
    }
    if (close + 1 < end_) words_.error(close + 1, end_ - close - 1, "\"" + printable(words_.at(close + 1)) + "\" follows the route's }");
  }

  std::size_t keyword(std::size_t at, std::size_t end) {
    const std::string_view word = words_.at(at);
    if (!destination_->has(word)) return read_route_keyword(words_, at, end, draft_);
    return value(at, at + 1, end, [&](bgp::TextCursor& cursor) -> Result<void> {
      if (cursor.done()) return fail("\"" + std::string(word) + "\" has no value");
      return destination_->add(word, cursor);
    });
  }

  // Runs a reader over words[first, end); returns the index behind what it took, or the end after a mistake.
  template <class Read>
  std::size_t value(std::size_t blame, std::size_t first, std::size_t end, Read read) {
    bgp::TextCursor cursor = words_.cursor(first, end);
    const Result<void> result = read(cursor);
    const std::size_t behind = first + cursor.position();
    if (result) return behind;
    const auto [blamed, count] = blamed_words(words_, blame, std::max(behind, blame + 1), result.error().text);
    words_.error(blamed, count, result.error().text, result.error().hint);
    return end;
  }

  std::vector<ParsedRoute> finish() {
    if (!good()) return {};
    auto nlri = destination_->build(draft_.attributes);
    if (!nlri) words_.error(0, std::max<std::size_t>(end_, 1), nlri.error().text, nlri.error().hint);
    if (!draft_.next_hop && !context_.withdraw)
      words_.error(0, std::max<std::size_t>(end_, 1), "the route has no next-hop", "add: next-hop IP, or next-hop self");
    if (!good()) return {};
    ParsedRoute out;
    out.nlri = std::move(*nlri);
    out.nlri.path_id = draft_.path_id;
    out.next_hop = draft_.next_hop_of(*context_.family);
    auto& address = out.next_hop.given.address;
    // The next hop of IPv6 MUP routes is an IPv6 address, as ExaBGP has it.
    if (*context_.family == bgp::Family{bgp::Afi::ipv6, bgp::Safi::mup} && address && address->is_v4()) address = mapped(*address);
    if (!draft_.attributes.empty()) out.attributes = std::make_shared<const bgp::AttributeSet>(std::move(draft_.attributes));
    out.watchdog = draft_.watchdog;
    out.withdrawn = draft_.withdraw && !draft_.watchdog.empty();
    return {std::move(out)};
  }

  RouteWords words_;
  const RouteContext& context_;
  std::vector<WordError>& errors_;
  std::size_t first_error_;
  std::size_t end_;
  std::unique_ptr<Destination> destination_;
  RouteDraft draft_;
};

}  // namespace

std::vector<ParsedRoute> read_family_route(std::span<const std::string_view> words, const RouteContext& context, std::vector<WordError>& errors) {
  return FamilyReader(words, context, errors).run();
}

}  // namespace vigilcast::exabgp::conf
