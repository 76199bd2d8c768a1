#include "cmd/vigilcast/render/answers.h"
#include "cmd/vigilcast/render/fields.h"
#include "cmd/vigilcast/render/table.h"

namespace vigilcast::cmd {

std::string render_events(const json::Value& answer, bool colour) {
  Table table({"TIME (UTC)", "EVENT", "SUBJECT", "TEXT"});
  for (const json::Value& event : answer["events"].items()) {
    table.add({{moment(event["at"].string()), Tone::faint}, event["kind"].string(), event["subject"].string(), event["text"].string()});
  }
  return table.empty() ? "nothing has happened yet\n" : table.to_string(colour);
}

}  // namespace vigilcast::cmd
