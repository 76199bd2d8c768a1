// The words of ExaBGP's command line: short ones and slips of the pen are written out, answers are told from their end. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vigilcast::exabgp {

// A line as its words. What stands between quotes is one, with them: its blanks are what somebody wants to say.
std::vector<std::string> line_words(std::string_view line);

// "s n s" is "show neighbor summary"; a word that is none of these stays as it is.
std::string spelled_out(const std::vector<std::string>& words);

enum class AnswerEnd : unsigned char { none, done, error, shutdown };
AnswerEnd answer_end(std::string_view line);

}  // namespace vigilcast::exabgp
