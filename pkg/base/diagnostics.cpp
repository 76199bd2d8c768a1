#include "pkg/base/diagnostics.h"

#include <algorithm>
#include <tuple>

namespace vigilcast {
namespace {

// As wide as the first `count` characters of `line`, whatever a tab is wide.
std::string blank(const std::string& line, std::size_t count) {
  std::string out(count, ' ');
  for (std::size_t i = 0; i < std::min(count, line.size()); ++i) {
    if (line[i] == '\t') out[i] = '\t';
  }
  return out;
}

}  // namespace

std::string Diagnostic::to_string() const {
  std::string out = place.file;
  if (place.line != 0) out += ":" + std::to_string(place.line);
  if (place.line != 0 && place.column != 0) out += ":" + std::to_string(place.column);
  out += severity == Severity::error ? ": error: " : ": warning: ";
  out += text + "\n";
  if (!source.empty()) {
    out += "    " + source + "\n";
    if (place.column != 0) out += "    " + blank(source, place.column - 1) + "^" + std::string(std::max(underline, 1U) - 1, '~') + "\n";
  }
  if (!hint.empty()) out += "    hint: " + hint + "\n";
  return out;
}

void Diagnostics::error(Place place, std::string text, std::string hint) {
  all_.push_back({Severity::error, std::move(place), std::move(text), std::move(hint), {}, 1});
}

void Diagnostics::warning(Place place, std::string text, std::string hint) {
  all_.push_back({Severity::warning, std::move(place), std::move(text), std::move(hint), {}, 1});
}

bool Diagnostics::has_errors() const {
  return std::ranges::any_of(all_, [](const Diagnostic& d) { return d.severity == Severity::error; });
}

std::string Diagnostics::to_string() const {
  std::vector<const Diagnostic*> sorted;
  for (const Diagnostic& diagnostic : all_) sorted.push_back(&diagnostic);
  // The address keeps those of one place in the order in which they were found.
  std::ranges::sort(sorted, [](const Diagnostic* a, const Diagnostic* b) {
    return std::tie(a->place.file, a->place.line, a->place.column, a) < std::tie(b->place.file, b->place.line, b->place.column, b);
  });
  std::string out;
  for (const Diagnostic* diagnostic : sorted) out += diagnostic->to_string();
  return out;
}

}  // namespace vigilcast
