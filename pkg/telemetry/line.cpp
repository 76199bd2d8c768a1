#include "pkg/telemetry/line.h"

#include "pkg/base/json_writer.h"
#include "pkg/base/text.h"

namespace vigilcast::telemetry {
namespace {

void append_value(std::string& out, std::string_view value) {
  const std::string safe = printable(value);
  if (!safe.empty() && safe.find_first_of(" \"=\\") == std::string::npos) {
    out += safe;
  } else {
    append_json_string(out, safe);
  }
}

void append_member(std::string& out, std::string_view key, std::string_view value) {
  if (!out.empty()) out += ',';
  append_json_string(out, key);
  out += ':';
  append_json_string(out, value);
}

}  // namespace

std::string text_line(std::string_view source, std::string_view text, std::span<const Field> fields) {
  std::string out(source);
  out += ' ';
  out += printable(text);
  for (const Field& field : fields) {
    out += ' ';
    out += field.key;
    out += '=';
    append_value(out, field.value);
  }
  return out;
}

std::string json_members(std::string_view source, std::string_view text, std::span<const Field> fields) {
  std::string out;
  append_member(out, "source", source);
  append_member(out, "message", text);
  for (const Field& field : fields) append_member(out, field.key, field.value);
  return out;
}

std::string exabgp_line(std::string_view source, std::string_view between, std::string_view text) {
  std::string out(source);
  if (out.size() < 15) out.resize(15, ' ');
  out += between;
  out += printable(text);
  return out;
}

}  // namespace vigilcast::telemetry
