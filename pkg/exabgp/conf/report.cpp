#include "pkg/exabgp/conf/report.h"

#include <algorithm>

#include "pkg/base/text.h"

namespace vigilcast::exabgp::conf {
namespace {

constexpr std::size_t kLongestLine = 500;  // a longer one is no help on a screen

// What follows a keyword that may be one for passwords, up to the end of its value, becomes asterisks.
void mask_passwords(std::string& line) {
  for (const std::string_view keyword : {"passw", "md5-p", "md5 ", "md5\t"}) {
    for (std::size_t at = line.find(keyword); at != std::string::npos; at = line.find(keyword, at + 1)) {
      std::size_t from = line.find_first_of(" \t", at);
      from = line.find_first_not_of(" \t", std::min(from, line.size()));
      if (from == std::string::npos) return;
      const bool quoted = line[from] == '"' || line[from] == '\'';
      std::size_t end = quoted ? line.find(line[from], from + 1) : line.find(';', from);
      end = std::min(quoted && end != std::string::npos ? end + 1 : end, line.size());
      std::fill(line.begin() + static_cast<std::ptrdiff_t>(from), line.begin() + static_cast<std::ptrdiff_t>(end), '*');
    }
  }
}

// The line as it is shown: without passwords, and with tabs as one blank so that the underline fits.
std::string shown_line(std::string_view line) {
  if (line.size() > kLongestLine) return {};
  std::string out(line);
  mask_passwords(out);
  std::ranges::replace(out, '\t', ' ');
  return printable(out);
}

}  // namespace

void Report::add(Severity severity, Extent where, const std::string& text, const std::string& hint) {
  std::size_t& count = severity == Severity::error ? errors_ : warnings_;
  if (full() || count >= kLimit || !seen_.emplace(where.offset, text).second) return;
  ++count;
  Diagnostic out;
  out.severity = severity;
  out.place = source_.place_of(where.offset);
  out.text = printable(text);
  out.hint = printable(hint);
  const std::string_view line = source_.line_with(where.offset);
  const auto before = static_cast<std::size_t>(source_.text().substr(where.offset).data() - line.data());
  const std::size_t end = std::min(line.size(), before + where.length);
  out.source = shown_line(line);
  out.underline = before < end ? std::max(1U, character_count(line.substr(before, end - before))) : 1;
  diagnostics_.add(std::move(out));
  const Place whole{std::string(source_.name()), 0, 0};
  if (full()) diagnostics_.error(whole, "too many mistakes: the rest of the file was not judged");
  if (severity == Severity::warning && count == kLimit) diagnostics_.warning(whole, "there are more warnings; they are not shown");
}

void Report::file_error(std::string text, std::string hint) { diagnostics_.error({std::string(source_.name()), 0, 0}, std::move(text), std::move(hint)); }

}  // namespace vigilcast::exabgp::conf
