// How extended communities are written: one row per type, which prints and reads it.
#pragma once

#include <string_view>

namespace vigilcast::bgp {

// "mark 10" and a few more are written in two words.
bool takes_second_word(std::string_view word);

}  // namespace vigilcast::bgp
