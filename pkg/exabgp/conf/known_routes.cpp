#include "pkg/exabgp/conf/known_routes.h"

#include <algorithm>

#include "bgp/wire/nlri/nlri.h"

namespace vigilcast::exabgp::conf {
namespace {

constexpr std::string_view kBlank = " \t";

std::size_t skip(std::string_view text, std::size_t at, std::string_view set) { return std::min(text.find_first_not_of(set, at), text.size()); }

}  // namespace

KnownRoutes::Kind KnownRoutes::kind_of(const Prefix& prefix) {
  if (prefix.address.is_v6()) return Kind::ipv6;
  return prefix.address.is_multicast() ? Kind::ipv4_multicast : Kind::ipv4;
}

void KnownRoutes::take(Lexer& lexer, Section section, Source& source, model::RouteList& to) {
  const std::size_t start = lexer.position();
  source.pass(start);
  if (keyword_ == nullptr || keyword_->section != section) return;
  std::size_t at = start;
  while (take_one(source.text(), at, to)) source.pass(at);
  if (at != start) lexer.seek(at);
}

bool KnownRoutes::take_one(std::string_view text, std::size_t& at, model::RouteList& to) {
  const std::size_t word = skip(text, at, " \t\r\n");
  if (!text.substr(word).starts_with(keyword_->name)) return false;
  const std::size_t behind_word = word + keyword_->name.size();
  const std::size_t start = skip(text, behind_word, kBlank);
  if (start == behind_word) return false;
  const std::string_view rest = text.substr(start, kLongest);
  const std::size_t end = rest.find(';');
  const std::size_t behind_prefix = rest.substr(0, end).find_first_of(kBlank);
  if (end == std::string_view::npos || behind_prefix == std::string_view::npos) return false;
  const auto prefix = Prefix::parse(rest.substr(0, behind_prefix));
  if (!prefix) return false;
  Known* known = find(kind_of(*prefix), rest.substr(behind_prefix, end - behind_prefix));
  if (known == nullptr) return false;
  if (known->list != &to) {
    known->id = to.add_terms(known->terms);
    known->list = &to;
  }
  to.add(known->id, bgp::unicast_nlri(*prefix).wire.view());
  at = start + end + 1;
  return true;
}

KnownRoutes::Known* KnownRoutes::find(Kind kind, std::string_view text) {
  if (last_ != nullptr && kind_ == kind && last_->first == text) return &last_->second;
  const auto texts = known_.find({keyword_, kind});
  if (texts == known_.end()) return nullptr;
  const auto found = texts->second.find(text);
  if (found == texts->second.end()) return nullptr;
  kind_ = kind;
  last_ = &*found;
  return &found->second;
}

void KnownRoutes::learn(const Lexer& lexer, const Call& call, const model::RouteList& list) {
  const auto& words = call.statement.words;
  const std::string_view file = lexer.source().text();
  const std::size_t end = lexer.position() - 1;
  if (call.statement.has_body || words.size() < 3 || file[end] != ';') return;
  const Token& before = words[1];
  const std::size_t start = before.extent.offset + before.extent.length;
  const std::string_view text = file.substr(start, end - start);
  const auto prefix = Prefix::parse(before.text);
  const model::RouteTerms& terms = list.all_terms().back();
  const bool by_prefix_alone = terms.family.safi == bgp::Safi::unicast || terms.family.safi == bgp::Safi::multicast;
  const bool split = std::ranges::find(words, "split", &Token::text) != words.end();
  if (!prefix || !by_prefix_alone || split || before.quoted || text.size() > kLongest || text.find_first_of("\"'\\#{}\r\n") != std::string_view::npos) return;
  if (size_++ == kMost) {
    known_.clear();
    size_ = 1;
  }
  keyword_ = &call.keyword;
  kind_ = kind_of(*prefix);
  const auto id = static_cast<model::RouteList::TermsId>(list.all_terms().size() - 1);
  last_ = &*known_[{keyword_, kind_}].insert_or_assign(std::string(text), Known{terms, &list, id}).first;
}

}  // namespace vigilcast::exabgp::conf
