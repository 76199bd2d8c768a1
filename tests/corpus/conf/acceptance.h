// The rows of acceptance.txt: what each version of ExaBGP accepts, and what we do.
#pragma once

#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace vigilcast::exabgp::conf_acceptance {

inline constexpr std::string_view kFile = VIGILCAST_SOURCE_DIR "/tests/corpus/conf/acceptance.txt";

struct Row {
  unsigned line = 0;
  std::string theirs;  // 4.2, 5.0, 6
  std::string ours;    // auto, 4.2, 5.0, 6
  std::string kind;
  std::string written;
  std::string text;  // the same without escapes
  std::string reason;  // why we differ
};

inline std::string unescape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '\\' && i + 1 < text.size();
    if (escape) ++i;
    out += escape && text[i] == 'n' ? '\n' : text[i];
  }
  return out;
}

inline std::vector<Row> rows() {
  std::vector<Row> out;
  std::ifstream in{std::string(kFile)};
  std::string line;
  for (unsigned number = 1; std::getline(in, line); ++number) {
    if (line.empty() || line.starts_with('#')) continue;
    Row row;
    row.line = number;
    row.theirs = line.substr(0, 3);
    const std::size_t kind = line.find(' ', 4) + 1;
    row.ours = line.substr(4, kind - 5);
    const std::size_t colon = line.find(": ", kind);
    row.kind = line.substr(kind, colon - kind);
    const std::size_t reason = line.find("  ## ");
    row.written = line.substr(colon + 2, reason == std::string::npos ? reason : reason - colon - 2);
    row.text = unescape(row.written);
    if (reason != std::string::npos) row.reason = line.substr(reason + 5);
    out.push_back(row);
  }
  return out;
}

inline std::string neighbor(const std::string& inside) {
  return "neighbor 127.0.0.1 { router-id 1.2.3.4; local-address 127.0.0.1; local-as 65000; peer-as 65001; " + inside + " }";
}

inline std::string file_of(const Row& row) {
  if (row.kind == "file") return row.text;
  if (row.kind == "neighbor") return neighbor(row.text);
  if (row.kind == "capability" || row.kind == "family") return neighbor(row.kind + " { " + row.text + "; }");
  if (row.kind == "route") return neighbor("static { route 10.0.0.0/24 next-hop 1.1.1.1 " + row.text + "; }");
  if (row.kind == "match") return neighbor("flow { route { match { " + row.text + "; } then { discard; } } }");
  if (row.kind == "then") return neighbor("flow { route { match { source 10.0.0.0/24; } then { " + row.text + "; } } }");
  if (row.kind == "api") return "process p { run /bin/cat; encoder text; } process r { run /bin/cat; encoder text; } " + neighbor(row.text);
  return {};
}

}  // namespace vigilcast::exabgp::conf_acceptance
