// An exabgp.conf as it is written: statements inside of sections, before they become text or JSON. Values only; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vigilcast::exabgp::print {

struct Line {
  enum class Form : std::uint8_t {
    words,    // keyword and values
    list,     // keyword and values in brackets
    grammar,  // keyword and one value that is text of exabgp.conf already: a route
    section,  // keyword, perhaps a name, and what is inside
  };
  std::string keyword;
  std::vector<std::string> values;
  Form form = Form::words;
  bool secret = false;
  std::vector<Line> inside;
};
using Lines = std::vector<Line>;

// The section at the end of `to`, or a new one there: what comes in a row shares its section.
Line& last_section(Lines& to, std::string_view keyword);

// A word of a file: in quotes where it would be read as something else.
std::string quoted(std::string_view word);

// The text of a file; sections are indented by four blanks.
std::string as_text(const Lines& lines);
// One object: sections are objects, under their names where they have some; what is said several times is an array. Secrets are `null`.
std::string as_json(const Lines& lines);

}  // namespace vigilcast::exabgp::print
