// Changes of a text by place: what no change touches stays byte for byte.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace vigilcast::exabgp::migrate {

class Edits {
 public:
  explicit Edits(std::string_view text) : text_(text) {}

  [[nodiscard]] std::string_view text() const { return text_; }
  // Of two changes that begin at one place the longer one wins; whatever lies inside of a change is not looked at.
  void replace(std::size_t from, std::size_t to, std::string by) {
    Change& change = changes_[from];
    if (to < change.to) return;
    change.to = to;
    change.by = std::move(by);
  }
  void erase(std::size_t from, std::size_t to) { replace(from, to, {}); }
  // In front of what is there, replaced or not; several in the order in which they are asked for.
  void insert(std::size_t at, std::string_view text) {
    Change& change = changes_[at];
    change.to = std::max(change.to, at);
    change.before += text;
  }
  [[nodiscard]] bool empty() const { return changes_.empty(); }

  // The part [from, to) with its changes.
  [[nodiscard]] std::string apply(std::size_t from, std::size_t to) const {
    std::string out;
    for (auto at = changes_.lower_bound(from); at != changes_.end() && at->first < to; ++at) {
      if (at->first < from) continue;
      out += text_.substr(from, at->first - from);
      out += at->second.before + at->second.by;
      from = std::max(at->first, at->second.to);
    }
    return out.append(text_.substr(from, to - std::min(from, to)));
  }
  [[nodiscard]] std::string apply() const {
    const auto last = changes_.find(text_.size());
    return apply(0, text_.size()) + (last == changes_.end() ? "" : last->second.before);
  }

 private:
  struct Change {
    std::size_t to = 0;
    std::string before, by;
  };
  std::string_view text_;
  std::map<std::size_t, Change> changes_;
};

}  // namespace vigilcast::exabgp::migrate
