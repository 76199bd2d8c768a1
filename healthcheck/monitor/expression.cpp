#include "healthcheck/monitor/expression.h"

#include <algorithm>

namespace vigilcast::health {
namespace {

Verdict negated(Verdict verdict) {
  if (verdict == Verdict::unknown) return verdict;
  return verdict == Verdict::up ? Verdict::down : Verdict::up;
}

}  // namespace

std::vector<std::string> Expression::names() const {
  if (kind_ == Kind::check) return {name_};
  std::vector<std::string> out;
  for (const Expression& member : members_) {
    for (std::string& name : member.names()) {
      if (std::ranges::find(out, name) == out.end()) out.push_back(std::move(name));
    }
  }
  return out;
}

Verdict Expression::evaluate(const std::function<Verdict(std::string_view)>& verdict_of) const {
  if (kind_ == Kind::check) return verdict_of(name_);
  if (kind_ == Kind::negation) return negated(members_.front().evaluate(verdict_of));

  // `and`, `or` and atLeast are one rule: so many members must be up.
  const std::size_t needed = kind_ == Kind::all ? members_.size() : kind_ == Kind::any ? 1 : count_;
  std::size_t up = 0;
  std::size_t unknown = 0;
  for (const Expression& member : members_) {
    const Verdict verdict = member.evaluate(verdict_of);
    up += verdict == Verdict::up ? 1 : 0;
    unknown += verdict == Verdict::unknown ? 1 : 0;
  }
  if (up >= needed) return Verdict::up;
  return up + unknown >= needed ? Verdict::unknown : Verdict::down;
}

std::string Expression::to_string() const {
  if (kind_ == Kind::check) return name_;
  const bool negation = kind_ == Kind::negation;
  std::string out = negation ? "not " : kind_ == Kind::at_least ? "atLeast(" + std::to_string(count_) : "";
  for (const Expression& member : members_) {
    const bool first = &member == &members_.front();
    if (kind_ == Kind::at_least) out += ", ";
    if (kind_ == Kind::all && !first) out += " and ";
    if (kind_ == Kind::any && !first) out += " or ";
    const bool looser = (member.kind_ == Kind::any && (negation || kind_ == Kind::all)) || (member.kind_ == Kind::all && negation);
    out += looser ? "(" + member.to_string() + ")" : member.to_string();
  }
  return kind_ == Kind::at_least ? out + ")" : out;
}

}  // namespace vigilcast::health
