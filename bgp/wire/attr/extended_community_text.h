// How extended communities are written (ExtendedCommunity::parse and to_string): one row per word read, one per type printed.
#pragma once

#include <string_view>

namespace vigilcast::bgp {

// "mark 10" and a few more are written in two words.
bool takes_second_word(std::string_view word);

}  // namespace vigilcast::bgp
