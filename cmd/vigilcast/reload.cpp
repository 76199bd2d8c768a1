// vigilcast reload: the agent reads its configuration again; a bad one changes nothing.
#include "cmd/vigilcast/agent.h"
#include "cmd/vigilcast/verbs.h"

namespace vigilcast::cmd {

void add_reload(CLI::App& verb, int& exit_code) {
  const auto agent = add_agent_options(verb);
  verb.callback([agent, &exit_code] {
    const auto render = [](const json::Value& answer, bool) { return answer["result"].string() + "\n"; };
    exit_code = print(*agent, order(*agent, "/api/v1/reload"), render);
  });
}

}  // namespace vigilcast::cmd
