// The words of an api section that choose messages, in the order in which ExaBGP lists them.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "pkg/model/process.h"

namespace vigilcast::exabgp::conf {

inline std::vector<std::string_view> message_words(const model::MessageSelection& wanted) {
  using model::MessageSelection;
  constexpr std::pair<std::string_view, bool MessageSelection::*> kWords[] = {
      {"parsed", &MessageSelection::parsed},       {"packets", &MessageSelection::packets}, {"consolidate", &MessageSelection::consolidate},
      {"open", &MessageSelection::open},           {"update", &MessageSelection::update},   {"notification", &MessageSelection::notification},
      {"keepalive", &MessageSelection::keepalive}, {"refresh", &MessageSelection::refresh}, {"operational", &MessageSelection::operational}};
  std::vector<std::string_view> out;
  for (const auto& [word, member] : kWords) {
    if (wanted.*member) out.push_back(word);
  }
  return out;
}

}  // namespace vigilcast::exabgp::conf
