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

struct Expression::Evaluation {
  std::function<Verdict(std::string_view)> verdict_of;  // up, down or unknown
  std::vector<bool>& latches;
  bool before = false;    // of a latch that is new
  std::size_t next = 0;  // weighted(…) that comes next
};

Verdict Expression::evaluate(const std::function<Verdict(std::string_view)>& verdict_of, Latches& latches) const {
  bool any = false;
  const auto as = [&](Verdict degraded) {
    return [&verdict_of, &any, degraded](std::string_view name) {
      const Verdict verdict = verdict_of(name);
      if (verdict != Verdict::degraded) return verdict;
      any = true;
      return degraded;
    };
  };
  Evaluation serving{as(Verdict::up), latches.serving, latches.before};
  Evaluation well{as(Verdict::down), latches.well, latches.before};
  const Verdict with_degraded = holds(serving);
  if (!any) {
    latches.well = latches.serving;
    return with_degraded;
  }
  const Verdict without = holds(well);
  return with_degraded == Verdict::up && without == Verdict::down ? Verdict::degraded : with_degraded;
}

// Every member is looked at, so that each weighted(…) finds its own latch.
Verdict Expression::holds(Evaluation& evaluation) const {
  switch (kind_) {
    case Kind::check: return evaluation.verdict_of(name_);
    case Kind::negation: return negated(members_.front().holds(evaluation));
    case Kind::all: return reaches(members_.size(), evaluation);
    case Kind::any: return reaches(1, evaluation);
    case Kind::at_least: return reaches(count_, evaluation);
    case Kind::weighted: break;
  }
  return weighs(evaluation);
}

// `and`, `or`, atLeast and weighted are one rule: so much must be up.
Verdict Expression::reaches(std::uint64_t needed, Evaluation& evaluation) const {
  std::uint64_t up = 0;
  std::uint64_t unknown = 0;
  for (std::size_t i = 0; i < members_.size(); ++i) {
    const Verdict verdict = members_[i].holds(evaluation);
    up += verdict == Verdict::up ? weight(i) : 0;
    unknown += verdict == Verdict::unknown ? weight(i) : 0;
  }
  if (up >= needed) return Verdict::up;
  return up + unknown >= needed ? Verdict::unknown : Verdict::down;
}

Verdict Expression::weighs(Evaluation& evaluation) const {
  const std::size_t own = evaluation.next++;
  if (evaluation.latches.size() <= own) evaluation.latches.resize(own + 1, evaluation.before);
  const Verdict verdict = reaches(evaluation.latches[own] ? leave_ : count_, evaluation);
  if (verdict != Verdict::unknown) evaluation.latches[own] = verdict == Verdict::up;
  return verdict;
}

std::string Expression::to_string() const {
  if (kind_ == Kind::check) return name_;
  const bool negation = kind_ == Kind::negation;
  const bool function = kind_ == Kind::at_least || kind_ == Kind::weighted;
  std::string out = negation ? "not " : "";
  if (kind_ == Kind::at_least) out = "atLeast(" + std::to_string(count_);
  if (kind_ == Kind::weighted) out = "weighted(" + std::to_string(count_) + ", " + std::to_string(leave_);
  for (std::size_t i = 0; i < members_.size(); ++i) {
    const Expression& member = members_[i];
    if (function) out += ", ";
    if (kind_ == Kind::all && i > 0) out += " and ";
    if (kind_ == Kind::any && i > 0) out += " or ";
    const bool joined = member.kind_ == Kind::any || member.kind_ == Kind::all;
    const bool looser = (member.kind_ == Kind::any && kind_ == Kind::all) || (joined && (negation || kind_ == Kind::weighted));
    out += looser ? "(" + member.to_string() + ")" : member.to_string();
    if (kind_ == Kind::weighted && weights_[i] != 1) out += "*" + std::to_string(weights_[i]);
  }
  return function ? out + ")" : out;
}

}  // namespace vigilcast::health
