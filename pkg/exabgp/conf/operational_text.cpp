#include "pkg/exabgp/conf/operational_text.h"

#include <algorithm>

#include "pkg/base/text.h"

namespace vigilcast::exabgp::conf {
namespace {

using Mistake = OperationalMistake;

class Reader {
 public:
  Reader(const bgp::OperationalName& name, std::span<const std::string_view> words) : name_(name), words_(words) {}

  std::expected<OperationalWords, Mistake> run() {
    OperationalWords out;
    out.message.type = name_.type;
    family(out.message);
    if (name_.form == bgp::OperationalForm::advisory) {
      advisory(out.message);
    } else {
      number("sequence", out.message.sequence);
      if (name_.form == bgp::OperationalForm::answer) number("counter", out.message.counter);
    }
    if (mistake_) return std::unexpected(*std::move(mistake_));
    out.used = at_;
    return out;
  }

 private:
  // What follows the keyword, which comes next; nothing after a mistake.
  std::optional<std::string_view> value(std::string_view keyword) {
    if (mistake_) return std::nullopt;
    if (at_ + 1 >= words_.size() || to_lower(words_[at_]) != keyword) {
      wrong(std::min(at_, words_.size()), "\"" + to_lower(name_.name) + "\" needs " + std::string(keyword) + " here");
      return std::nullopt;
    }
    at_ += 2;
    return words_[at_ - 1];
  }

  void family(bgp::Operational& out) {
    const auto afi = value("afi"), safi = value("safi");
    if (!safi) return;
    if (const auto read = bgp::parse_family(to_lower(*afi), to_lower(*safi))) {
      out.family = *read;
    } else {
      wrong(at_ - 1, "\"" + printable(*afi) + " " + printable(*safi) + "\" is not an address family");
    }
  }

  void advisory(bgp::Operational& out) {
    const auto text = value("advisory");
    if (!text) return;
    out.advisory = *text;
    if (text->size() <= bgp::kLongestAdvisory) return;
    wrong(at_ - 1, "the advisory has " + std::to_string(text->size()) + " bytes: more than " + std::to_string(bgp::kLongestAdvisory) + " do not fit",
          "write less");
  }

  void number(std::string_view keyword, std::uint32_t& into) {
    const auto word = value(keyword);
    if (!word) return;
    if (const auto read = parse_number<std::uint32_t>(*word)) {
      into = *read;
    } else {
      wrong(at_ - 1, "\"" + printable(*word) + "\" is not a number", "write a number from 0 to 4294967295");
    }
  }

  void wrong(std::size_t word, std::string text, std::string hint = {}) {
    if (!mistake_) mistake_ = {word, std::move(text), std::move(hint)};
  }

  const bgp::OperationalName& name_;
  std::span<const std::string_view> words_;
  std::size_t at_ = 0;
  std::optional<Mistake> mistake_;
};

}  // namespace

std::expected<OperationalWords, Mistake> read_operational(const bgp::OperationalName& name, std::span<const std::string_view> words) {
  return Reader(name, words).run();
}

std::string_view operational_usage(bgp::OperationalForm form) {
  switch (form) {
    case bgp::OperationalForm::advisory: return "afi AFI safi SAFI advisory \"TEXT\"";
    case bgp::OperationalForm::question: return "afi AFI safi SAFI sequence NUMBER";
    case bgp::OperationalForm::answer: return "afi AFI safi SAFI sequence NUMBER counter NUMBER";
  }
  return "";
}

}  // namespace vigilcast::exabgp::conf
