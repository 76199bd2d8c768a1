// operational { asm afi ipv4 safi unicast advisory "…"; rpcq afi ipv4 safi unicast sequence 7; }: what a peer that knows OPERATIONAL messages is told.
#include "bgp/wire/operational.h"

#include <algorithm>

#include "pkg/base/text.h"
#include "pkg/exabgp/conf/handlers.h"

namespace vigilcast::exabgp::conf {
namespace {

// The words of one message: pairs, in ExaBGP's order.
class Reader {
 public:
  Reader(Context& context, const Call& call) : context_(context), call_(call), words_(call.statement.arguments()) {}

  void run(const bgp::OperationalName& row) {
    bgp::Operational out;
    out.type = row.type;
    const Token* afi = value("afi");
    const Token* safi = value("safi");
    if (safi == nullptr) return;
    const auto family = bgp::parse_family(to_lower(afi->text), to_lower(safi->text));
    if (!family) return error(safi->extent, "\"" + printable(afi->text) + " " + printable(safi->text) + "\" is not an address family");
    out.family = *family;
    const bool good = row.form == bgp::OperationalForm::advisory ? advisory(out) : number("sequence", out.sequence);
    if (!good || (row.form == bgp::OperationalForm::answer && !number("counter", out.counter))) return;
    rest();
    keep(std::move(out));
  }

 private:
  // What follows the keyword, which comes next; nothing after a mistake.
  const Token* value(std::string_view keyword) {
    if (wrong_ || at_ + 1 >= words_.size() || words_[at_].text != keyword) {
      if (!wrong_) {
        const Extent where = at_ < words_.size() ? words_[at_].extent : call_.statement.extent();
        error(where, "\"" + std::string(call_.keyword.name) + "\" needs " + std::string(keyword) + " here",
              "write: " + std::string(call_.keyword.name) + " " + std::string(call_.keyword.value) + ";");
      }
      return nullptr;
    }
    at_ += 2;
    return &words_[at_ - 1];
  }

  bool advisory(bgp::Operational& out) {
    const Token* text = value("advisory");
    if (text == nullptr) return false;
    if (text->text.size() > bgp::kLongestAdvisory) {
      error(text->extent,
            "the advisory has " + std::to_string(text->text.size()) + " bytes: more than " + std::to_string(bgp::kLongestAdvisory) + " do not fit");
      return false;
    }
    out.advisory = text->text;
    return true;
  }

  bool number(std::string_view keyword, std::uint32_t& into) {
    const Token* word = value(keyword);
    if (word == nullptr) return false;
    const auto read = parse_number<std::uint32_t>(word->text);
    if (!read) {
      error(word->extent, "\"" + printable(word->text) + "\" is not a number", "write a number from 0 to 4294967295");
      return false;
    }
    into = *read;
    return true;
  }

  // ExaBGP reads a router-id behind all that and sends its own.
  void rest() {
    if (at_ < words_.size()) context_.report().warning(words_[at_].extent, "what follows is not sent, as in ExaBGP: " + printable_words(words_.subspan(at_)));
  }

  // Of several lasting ones of a family the last one counts.
  void keep(bgp::Operational message) {
    auto& all = context_.neighbor->peer.operational_messages;
    if (message.lasts()) {
      std::erase_if(all, [&](const bgp::Operational& other) { return other.lasts() && other.family == message.family; });
    }
    all.push_back(std::move(message));
  }

  void error(Extent where, const std::string& text, const std::string& hint = {}) {
    wrong_ = true;
    context_.report().error(where, text, hint);
  }

  Context& context_;
  const Call& call_;
  std::span<const Token> words_;
  std::size_t at_ = 0;
  bool wrong_ = false;
};

}  // namespace

void on_operational(Context& context, const Call& call) {
  report_extra(context, call, 0);
  Context inside = context.inside(call.statement);
  read_section(inside, Section::operational, call.statement.body);
}

void on_operational_message(Context& context, const Call& call) { Reader(context, call).run(*bgp::find_operational(call.keyword.name)); }

}  // namespace vigilcast::exabgp::conf
