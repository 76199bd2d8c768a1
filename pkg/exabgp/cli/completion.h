// What may come next on a line of the process API: for who types one. It comes from the table of commands. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pkg/exabgp/conf/compat.h"

namespace vigilcast::exabgp {

// The words that may stand where the line ends, sorted; behind a blank they are whole, else those that begin like its last word. Values, such as addresses, are
// nobody's to guess.
std::vector<std::string> next_words(std::string_view line, Compat compat);

// The words of a usage text that are meant as they stand: "extensive", "inet" and "json" of "[extensive] [inet|flow] [IP] [json]".
std::vector<std::string> literal_words(std::string_view usage);

}  // namespace vigilcast::exabgp
