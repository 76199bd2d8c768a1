// Names that differ from each other: "web", "web-2", "web-3". A list of them costs no more than its length: each base knows its next number.
#pragma once

#include <map>
#include <set>
#include <string>

namespace vigilcast::exabgp::convert {

class UniqueNames {
 public:
  // `base` itself where nobody has it, else with a number.
  std::string of(const std::string& base) { return taken_.insert(base).second ? base : numbered(base, 2); }

  // base-1, base-2, …
  std::string numbered(const std::string& base) { return numbered(base, 1); }

 private:
  std::string numbered(const std::string& base, unsigned first) {
    unsigned& number = next_.try_emplace(base, first).first->second;
    while (true) {
      std::string name = base + "-" + std::to_string(number++);
      if (taken_.insert(name).second) return name;
    }
  }

  std::set<std::string> taken_;
  std::map<std::string, unsigned> next_;  // of each base
};

}  // namespace vigilcast::exabgp::convert
