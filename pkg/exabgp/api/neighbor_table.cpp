// `show neighbor summary` and `extensive`: columns of fixed width.
#include <cstdio>

#include "pkg/base/text.h"
#include "pkg/exabgp/api/neighbor_view.h"

namespace vigilcast::exabgp {
namespace {

constexpr std::size_t kColumn = 15;

std::string pad_left(const std::string& text, std::size_t width) { return text.size() < width ? std::string(width - text.size(), ' ') + text : text; }
std::string pad_right(const std::string& text, std::size_t width) { return text.size() < width ? text + std::string(width - text.size(), ' ') : text; }

// "0:00:03"
std::string clock_text(Duration age) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(age).count();
  char buffer[40];
  std::snprintf(buffer, sizeof buffer, "%ld:%02ld:%02ld", seconds / 3600, seconds / 60 % 60, seconds % 60);
  return buffer;
}

std::string heading(const std::string& name, bgp::Dialect dialect, std::initializer_list<const char*> columns) {
  std::string out = pad_right((dialect >= bgp::Dialect::v5_0 ? "    " : "  ") + name, 23);
  for (const char* column : columns) out += " " + pad_left(column, kColumn);
  return out;
}

std::string row(const std::string& name, const std::string& local, const std::string& remote = {}, const std::string& last = {}) {
  return "   " + pad_right(name, 20) + " " + pad_left(local, kColumn) + " " + pad_left(remote, kColumn) + " " + pad_left(last, kColumn);
}

std::string word(std::optional<bool> value) { return !value ? "n/a" : *value ? "enabled" : "disabled"; }

std::string paths_word(const FamilyView& family, bgp::Dialect dialect) {
  if (dialect < bgp::Dialect::v5_0) return word(family.send || family.receive);
  return pad_right(family.send && family.receive ? "send/receive" : family.send ? "send" : family.receive ? "receive" : "disabled", kColumn);
}

}  // namespace

std::string neighbor_summary(const NeighborView& view) {
  const CountView& updates = view.messages[3];
  return pad_right(view.address, 15) + " " + pad_right(view.remote_as ? std::to_string(*view.remote_as) : "auto", 7) + " " +
         pad_left(view.up ? clock_text(view.age) : "down", 9) + " " + pad_right(to_lower(view.state), 12) + " " + pad_left(std::to_string(updates.sent), 10) +
         " " + pad_left(std::to_string(updates.received), 10);
}

std::vector<std::string> neighbor_table(const NeighborView& view, bgp::Dialect dialect) {
  std::vector<std::string> out{"Neighbor " + view.address, ""};
  out.push_back(heading("Session", dialect, {"Local"}));
  out.push_back(row("local", view.local_address));
  out.push_back(row("state", view.state));
  out.push_back(row(view.up ? "up for" : "down for", clock_text(view.age)));
  out.emplace_back();
  out.push_back(heading("Setup", dialect, {"Local", "Remote"}));
  out.push_back(row("AS", std::to_string(view.local_as), view.remote_as ? std::to_string(*view.remote_as) : "n/a"));
  out.push_back(row("ID", view.local_id, view.remote_id.value_or("n/a")));
  out.push_back(row("hold-time", std::to_string(view.local_hold), view.remote_hold ? std::to_string(*view.remote_hold) : "n/a"));
  out.emplace_back();
  out.push_back(heading("Capability", dialect, {"Local", "Remote"}));
  for (const CapabilityView& one : view.capabilities) out.push_back(row(std::string(one.name) + ":", word(one.local), word(one.remote)));
  out.emplace_back();
  out.push_back(heading("Families", dialect, {"Local", "Remote", "Add-Path"}));
  for (const FamilyView& one : view.families) out.push_back(row(one.name + ":", word(one.local), word(one.remote), paths_word(one, dialect)));
  out.emplace_back();
  out.push_back(heading("Message Statistic", dialect, {"Sent", "Received"}));
  for (const CountView& one : view.messages) out.push_back(row(std::string(one.name) + ":", std::to_string(one.sent), std::to_string(one.received)));
  out.emplace_back();
  return out;
}

}  // namespace vigilcast::exabgp
