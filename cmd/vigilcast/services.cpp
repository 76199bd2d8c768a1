// vigilcast services: the services, their prefixes, and why they are announced or not.
#include "cmd/vigilcast/agent.h"
#include "cmd/vigilcast/render/answers.h"
#include "cmd/vigilcast/verbs.h"

namespace vigilcast::cmd {

void add_services(CLI::App& verb, int& exit_code) {
  const auto agent = add_agent_options(verb);
  verb.callback([agent, &exit_code] { exit_code = print(*agent, ask(*agent, "/api/v1/services"), render_services); });
}

}  // namespace vigilcast::cmd
