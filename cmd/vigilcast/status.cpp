// vigilcast status: the agent at a glance, and what needs a look.
#include "cmd/vigilcast/agent.h"
#include "cmd/vigilcast/render/answers.h"
#include "cmd/vigilcast/verbs.h"

namespace vigilcast::cmd {

void add_status(CLI::App& verb, int& exit_code) {
  const auto agent = add_agent_options(verb);
  verb.callback([agent, &exit_code] { exit_code = print(*agent, ask(*agent, "/api/v1/status"), render_status); });
}

}  // namespace vigilcast::cmd
