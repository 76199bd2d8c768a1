// MUP routes as a configuration writes them.
#include <array>

#include "bgp/wire/nlri/mup.h"
#include "pkg/base/text.h"

namespace vigilcast::bgp {
namespace {

using Type = MupRoute::Type;

// Reads one part after the other; the first mistake stays.
class Reader {
 public:
  Reader(Afi afi, TextCursor& words) : afi_(afi), words_(words) {}

  bool expect(std::string_view keyword) {
    if (!good()) return false;
    if (words_.accept(keyword)) return true;
    const std::string got = words_.done() ? std::string("nothing") : "'" + std::string(words_.peek()) + "'";
    refuse(got + " stands where " + std::string(keyword) + " should", "write " + std::string(keyword) + " and its value");
    return false;
  }

  void rd(MupRoute& route) {
    if (!expect("rd")) return;
    const auto value = RouteDistinguisher::parse(words_.next());
    if (value) {
      route.rd = *value;
    } else {
      error_ = value.error();
    }
  }

  void prefix(MupRoute& route) {
    const std::string_view word = words_.next();
    const auto value = Prefix::parse(word);
    if (!value) {
      error_ = value.error();
    } else if (!fits(value->address)) {
      refuse_value(word, "a prefix of " + std::string(afi_name(afi_)));
    } else {
      route.prefix = *value;
    }
  }

  void address(IpAddress& into) {
    if (!good()) return;
    const std::string_view word = words_.next();
    const auto value = IpAddress::parse(word);
    if (!value || !fits(*value)) return refuse_value(word, "an address of " + std::string(afi_name(afi_)));
    into = *value;
  }

  template <class T>
  void number(std::string_view keyword, T& into) {
    if (!expect(keyword)) return;
    const std::string_view word = words_.next();
    const auto value = parse_number<T>(word);
    if (!value) return refuse_value(word, "a number for " + std::string(keyword));
    into = *value;
  }

  // "12345/32": the number, and in how many bits it is sent.
  void teid_with_bits(MupRoute& route) {
    if (!expect("teid")) return;
    const std::string_view word = words_.next();
    const auto slash = std::min(word.find('/'), word.size());
    const auto teid = parse_number<std::uint32_t>(word.substr(0, slash));
    const auto bits = parse_number<std::uint8_t>(word.substr(std::min(slash + 1, word.size())));
    if (!teid || !bits || *bits > 32) return refuse_value(word, "a teid; write it with its bits, as 12345/32");
    if (*bits < 32 && *teid >> *bits != 0) return refuse("'" + std::string(word) + "' has more than " + std::to_string(*bits) + " bits", "");
    route.teid = *teid;
    route.teid_bits = *bits;
  }

  [[nodiscard]] bool good() const { return !error_; }
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }
  void refuse(std::string text, std::string hint) {
    if (good()) error_ = Error{std::move(text), {}, std::move(hint)};
  }

 private:
  [[nodiscard]] bool fits(const IpAddress& address) const { return address.is_v6() == (afi_ == Afi::ipv6); }
  void refuse_value(std::string_view word, const std::string& what) { refuse("'" + std::string(word) + "' is not " + what, ""); }

  Afi afi_;
  TextCursor& words_;
  std::optional<Error> error_;
};

void read_session(Reader& reader, TextCursor& words, MupRoute& route) {
  reader.prefix(route);
  reader.rd(route);
  reader.number("teid", route.teid);
  reader.number("qfi", route.qfi);
  if (reader.expect("endpoint")) reader.address(route.endpoint);
  if (reader.good() && words.accept("source")) reader.address(route.source.emplace());
}

}  // namespace

Result<Nlri> parse_mup(Afi afi, TextCursor& words) {
  const std::string_view type = words.next();
  Reader reader(afi, words);
  MupRoute route;
  if (type == "mup-isd") {
    reader.prefix(route);
    reader.rd(route);
  } else if (type == "mup-dsd") {
    route.type = Type::direct_segment;
    reader.address(route.endpoint);
    reader.rd(route);
  } else if (type == "mup-t1st") {
    route.type = Type::type_1_session;
    read_session(reader, words, route);
  } else if (type == "mup-t2st") {
    route.type = Type::type_2_session;
    reader.address(route.endpoint);
    reader.rd(route);
    reader.teid_with_bits(route);
  } else {
    reader.refuse("'" + std::string(type) + "' is not a type of MUP route", "write mup-isd, mup-dsd, mup-t1st or mup-t2st");
  }
  if (reader.error()) return std::unexpected(*reader.error());
  return mup_nlri(afi, route);
}

}  // namespace vigilcast::bgp
