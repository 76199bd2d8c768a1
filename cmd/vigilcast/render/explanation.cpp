#include "cmd/vigilcast/render/answers.h"
#include "cmd/vigilcast/render/table.h"

namespace vigilcast::cmd {
namespace {

struct Mark {
  const char* text;
  Tone tone;
};

Mark mark_of(const json::Value& part) {
  const std::string& mood = part["mood"].string();
  if (mood == "good") return {"✓", Tone::good};
  if (mood == "bad") return {"✗", Tone::bad};
  return {"•", Tone::faint};
}

// `lead` is what stands before the first line of this part, `below` before the lines that follow.
void append(std::string& out, const json::Value& part, const std::string& lead, const std::string& below, bool colour) {
  const Mark mark = mark_of(part);
  const auto& because = part["because"].items();
  out += lead + toned(mark.text, mark.tone, colour) + " " + part["text"].string() + "\n";
  if (!part["hint"].string().empty()) out += below + (because.empty() ? "  " : "│ ") + toned("→ " + part["hint"].string(), Tone::faint, colour) + "\n";
  for (std::size_t i = 0; i < because.size(); ++i) {
    const bool last = i + 1 == because.size();
    append(out, because[i], below + (last ? "└─ " : "├─ "), below + (last ? "   " : "│  "), colour);
  }
}

}  // namespace

std::string render_explanation(const json::Value& answer, bool colour) {
  std::string out;
  append(out, answer, "", "", colour);
  return out;
}

}  // namespace vigilcast::cmd
