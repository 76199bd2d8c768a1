#include "healthcheck/probe/trace.h"

#include <algorithm>

#include "pkg/base/bytes.h"
#include "pkg/base/text.h"
#include "pkg/runtime/loop.h"

namespace vigilcast::health {
namespace {

bool is_text(std::string_view bytes) {
  return std::ranges::all_of(bytes, [](char c) { return c == '\n' || c == '\r' || c == '\t' || static_cast<unsigned char>(c) >= ' '; });
}

}  // namespace

void Trace::note(std::string_view what) {
  if (lines_.size() >= kMostLines) return;
  const auto since = std::chrono::duration_cast<std::chrono::microseconds>(runtime::monotonic_now() - started_).count();
  std::string decimals = std::to_string(since % 1000);
  decimals.insert(0, 3 - decimals.size(), '0');
  lines_.push_back(std::to_string(since / 1000) + "." + decimals + " ms  " + std::string(what));
}

void Trace::sent(std::string_view all) { bytes("> ", all, sent_shown_); }
void Trace::received(std::string_view all) { bytes("< ", all, received_shown_); }

void Trace::bytes(std::string_view direction, std::string_view all, std::size_t& shown_before) {
  std::string_view shown = all.substr(0, kShown - std::min(kShown, shown_before));
  shown_before += shown.size();
  const std::size_t hidden = all.size() - shown.size();
  if (!is_text(shown)) {
    note(std::string(direction) + to_hex(as_bytes(shown)));
    shown = {};
  }
  while (!shown.empty()) {
    const std::size_t end = shown.find('\n');
    note(std::string(direction) + printable(trim(shown.substr(0, end))));
    shown.remove_prefix(end == std::string_view::npos ? shown.size() : end + 1);
  }
  if (hidden > 0) note(std::string(direction) + "… " + std::to_string(hidden) + " bytes more");
}

}  // namespace vigilcast::health
