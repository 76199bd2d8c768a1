#include <algorithm>
#include <array>
#include <numeric>
#include <optional>

#include "healthcheck/monitor/expression.h"
#include "pkg/base/text.h"

namespace vigilcast::health {
namespace {

constexpr unsigned kDeepest = 64;  // nested parentheses and nots; beyond that the text is no rule for people
constexpr std::array<std::string_view, 5> kWords{"and", "or", "not", "atLeast", "weighted"};
constexpr unsigned kHeaviest = 1'000'000;

bool is_word_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }
bool is_word_part(char c) { return is_word_start(c) || c == '-' || c == '.' || c == '/' || c == ':'; }

std::size_t word_length(std::string_view text) {
  if (text.empty() || !is_word_start(text.front())) return 0;
  return static_cast<std::size_t>(std::ranges::find_if_not(text, is_word_part) - text.begin());
}

}  // namespace

// Recursive descent over the text itself. Every rule advances `at_`; the first mistake stops the parse.
class ExpressionParser {
 public:
  explicit ExpressionParser(std::string_view text) : text_(text) {}

  Result<Expression> parse() {
    auto whole = any();
    if (whole && !token().empty()) return mistake("'and' or 'or' is expected before '" + shown() + "'", symbol_hint());
    return whole;
  }
  [[nodiscard]] unsigned column() const { return static_cast<unsigned>(at_ + 1); }

 private:
  using Kind = Expression::Kind;
  using Rule = Result<Expression> (ExpressionParser::*)();

  Result<Expression> any() { return joined(Kind::any, "or", &ExpressionParser::all); }
  Result<Expression> all() { return joined(Kind::all, "and", &ExpressionParser::term); }

  Result<Expression> joined(Kind kind, std::string_view word, Rule rule) {
    auto first = (this->*rule)();
    if (!first) return first;
    std::vector<Expression> members;
    add(members, kind, *std::move(first));
    while (take(word)) {
      auto next = (this->*rule)();
      if (!next) return next;
      add(members, kind, *std::move(next));
    }
    return members.size() == 1 ? std::move(members.front()) : Expression(kind, std::move(members));
  }

  // a and (b and c) is a and b and c: one value for one meaning.
  static void add(std::vector<Expression>& members, Kind kind, Expression member) {
    if (member.kind_ != kind) return members.push_back(std::move(member));
    for (Expression& inner : member.members_) members.push_back(std::move(inner));
  }

  Result<Expression> term() {
    const std::string_view next = token();
    if (depth_ > kDeepest) return mistake("this is nested more than " + std::to_string(kDeepest) + " deep", "");
    if (take("not")) return negation();
    if (take("(")) return parenthesis();
    if (next == "atLeast") return at_least();
    if (next == "weighted") return weighted();
    if (Expression::is_name(next)) return check(next);
    if (trim(text_).empty()) return mistake("the expression is empty", "name a check, or join several: web and port");
    if (next.empty()) return mistake("a check name is expected at the end", "");
    return mistake("a check name is expected instead of '" + shown() + "'", symbol_hint());
  }

  Result<Expression> negation() {
    ++depth_;
    auto inner = term();
    --depth_;
    if (!inner) return inner;
    if (inner->kind_ == Kind::negation) return Expression(std::move(inner->members_.front()));
    std::vector<Expression> members;
    members.push_back(*std::move(inner));
    return Expression(Kind::negation, std::move(members));
  }

  Result<Expression> parenthesis() {
    ++depth_;
    auto inner = any();
    --depth_;
    if (inner && !take(")")) return mistake("')' is expected" + before(), symbol_hint());
    return inner;
  }

  Result<Expression> check(std::string_view name) {
    const std::size_t start = at_;
    take(name);
    if (token() == "(") {
      at_ = start;
      return mistake("there is no function '" + std::string(name) + "'", "there are atLeast(2, a, b, c) and weighted(3, 2, a*2, b, c)");
    }
    Expression out(Kind::check, {});
    out.name_ = name;
    return out;
  }

  Result<Expression> at_least() {
    const std::size_t start = at_;
    take("atLeast");
    if (!take("(")) return mistake("'(' is expected after atLeast" + before(), "write atLeast(2, a, b, c)");
    const auto count = parse_number<unsigned>(token());
    if (!count) return mistake("a number is expected first in atLeast(…)", "write atLeast(2, a, b, c)");
    take(token());
    auto members = list();
    if (!members) return std::unexpected(members.error());
    const std::size_t end = std::exchange(at_, start);
    if (*count == 0) return mistake("atLeast(0, …) always holds", "ask for one at least");
    if (*count > members->size())
      return mistake("atLeast(" + std::to_string(*count) + ", …) never holds: it has " + std::to_string(members->size()) + " members only", "");
    at_ = end;
    Expression out(Kind::at_least, *std::move(members));
    out.count_ = *count;
    return out;
  }

  // weighted(enter, leave, a*3, b): one without a factor weighs 1.
  Result<Expression> weighted() {
    constexpr std::string_view kExample = "write weighted(3, 2, a*2, b, c): it holds from a sum of 3 on, until it is below 2";
    const std::size_t start = at_;
    take("weighted");
    const auto enter = take("(") ? parse_number<unsigned>(token()) : std::nullopt;
    if (!enter) return mistake("the sum from which it holds is expected first in weighted(…)", std::string(kExample));
    take(token());
    const auto leave = take(",") ? parse_number<unsigned>(token()) : std::nullopt;
    if (!leave) return mistake("the sum below which it no longer holds comes second in weighted(…)", std::string(kExample));
    take(token());
    std::vector<unsigned> weights;
    auto members = list(&weights);
    if (!members) return std::unexpected(members.error());
    const std::size_t end = std::exchange(at_, start);
    const std::uint64_t all = std::accumulate(weights.begin(), weights.end(), std::uint64_t{0});
    if (*leave == 0) return mistake("weighted(…) that ends below 0 never ends", std::string(kExample));
    if (*leave > *enter) return mistake("weighted(…) would end where it begins: the second sum is greater than the first", std::string(kExample));
    if (*enter > all) return mistake("weighted(" + std::to_string(*enter) + ", …) never holds: its members weigh " + std::to_string(all) + " together", "");
    at_ = end;
    Expression out(Kind::weighted, *std::move(members));
    out.count_ = *enter;
    out.leave_ = *leave;
    out.weights_ = std::move(weights);
    return out;
  }

  Result<unsigned> factor() {
    if (!take("*")) return 1U;
    const auto weight = parse_number<unsigned>(token());
    if (!weight || *weight == 0 || *weight > kHeaviest) {
      return std::unexpected(mistake("a weight from 1 to " + std::to_string(kHeaviest) + " is expected after '*'", "write a*2").error());
    }
    take(token());
    return *weight;
  }

  Result<std::vector<Expression>> list(std::vector<unsigned>* weights = nullptr) {
    std::vector<Expression> members;
    ++depth_;
    while (take(",")) {
      auto member = any();
      if (!member) return std::unexpected(member.error());
      members.push_back(*std::move(member));
      if (weights == nullptr) continue;
      const auto weight = factor();
      if (!weight) return std::unexpected(weight.error());
      weights->push_back(*weight);
    }
    --depth_;
    if (!take(")")) return std::unexpected(mistake("',' or ')' is expected" + before(), symbol_hint()).error());
    return members;
  }

  // The word or the sign at `at_`, after white space; empty at the end.
  std::string_view token() {
    while (at_ < text_.size() && trim(text_.substr(at_, 1)).empty()) ++at_;
    const std::string_view rest = text_.substr(at_);
    return rest.substr(0, std::max<std::size_t>(word_length(rest), rest.empty() ? 0 : 1));
  }
  bool take(std::string_view wanted) {
    const std::string_view next = token();
    if (next != wanted) return false;
    at_ += next.size();
    return true;
  }

  std::string shown() { return printable(token()); }
  std::string before() { return token().empty() ? " at the end" : " before '" + shown() + "'"; }
  std::string symbol_hint() {
    const std::string_view sign = token();
    if (sign == "&") return "write and";
    if (sign == "|") return "write or";
    return sign == "!" ? "write not" : "";
  }
  Result<Expression> mistake(std::string text, std::string hint) { return fail(std::move(text), "column " + std::to_string(column()), std::move(hint)); }

  std::string_view text_;
  std::size_t at_ = 0;
  unsigned depth_ = 0;
};

Result<Expression> Expression::parse(std::string_view text, unsigned* error_column) {
  ExpressionParser parser(text);
  auto parsed = parser.parse();
  if (!parsed && error_column != nullptr) *error_column = parser.column();
  return parsed;
}

bool Expression::is_name(std::string_view text) { return word_length(text) == text.size() && !text.empty() && std::ranges::find(kWords, text) == kWords.end(); }

}  // namespace vigilcast::health
