// Values as words of a YAML file in flow style: in quotes where a reader could take them for something else.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "pkg/base/json_writer.h"

namespace vigilcast::exabgp::convert {

inline std::string in_quotes(std::string_view text) { return json_string(text); }

// Addresses and prefixes: those of IPv6 have colons.
inline std::string address_word(const std::string& text) { return text.find(':') == std::string::npos ? text : in_quotes(text); }

inline std::string flow_list(const std::vector<std::string>& items) {
  std::string out;
  for (const std::string& item : items) out += (out.empty() ? "" : ", ") + item;
  return "[" + out + "]";
}

// "{a: 1, b: 2}", in the order in which they are said.
class FlowMap {
 public:
  void say(std::string_view key, const std::string& value) { text_ += (text_.empty() ? "" : ", ") + std::string(key) + ": " + value; }
  void say(std::string_view key, std::uint64_t value) { say(key, std::to_string(value)); }
  [[nodiscard]] bool empty() const { return text_.empty(); }
  [[nodiscard]] std::string text() const { return "{" + text_ + "}"; }

 private:
  std::string text_;
};

}  // namespace vigilcast::exabgp::convert
