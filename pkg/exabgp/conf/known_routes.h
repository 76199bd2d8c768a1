// Routes that differ from one before in nothing but their prefix, read at the speed of memory: what their text behind the prefix means is remembered, so only
// the prefix is read. Files with a million routes have few such texts. Only texts without quotes, comments, blocks and line ends that were read without a
// complaint are remembered; everything else goes the long way.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

#include "pkg/base/ip.h"
#include "pkg/exabgp/conf/keywords.h"
#include "pkg/model/route_list.h"

namespace vigilcast::exabgp::conf {

class KnownRoutes {
 public:
  // Moves the lexer over the statements of `section` whose meaning is known, and adds their routes to the list.
  void take(Lexer& lexer, Section section, Source& source, model::RouteList& to);
  // The statement was read just now; its route is the last one of `list`, its terms the last ones.
  void learn(const Lexer& lexer, const Call& call, const model::RouteList& list);

 private:
  static constexpr std::size_t kMost = 8192;       // texts
  static constexpr std::size_t kLongest = 4096;    // bytes of a text

  // ExaBGP's family of a prefix depends on its address, so the same text may mean two things.
  enum class Kind : std::uint8_t { ipv4, ipv4_multicast, ipv6 };
  static Kind kind_of(const Prefix& prefix);

  struct Known {
    model::RouteTerms terms;
    const model::RouteList* list = nullptr;  // that has the terms under this number
    model::RouteList::TermsId id = 0;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  using Texts = std::unordered_map<std::string, Known, Hash, std::equal_to<>>;

  bool take_one(std::string_view text, std::size_t& at, model::RouteList& to);
  Known* find(Kind kind, std::string_view text);

  std::map<std::pair<const Keyword*, Kind>, Texts> known_;
  std::size_t size_ = 0;
  // The last one, because most routes have the text of the route before.
  const Keyword* keyword_ = nullptr;
  Kind kind_ = Kind::ipv4;
  Texts::value_type* last_ = nullptr;
};

}  // namespace vigilcast::exabgp::conf
