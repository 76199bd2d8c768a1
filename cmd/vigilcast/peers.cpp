// vigilcast peers: the BGP sessions.
#include "cmd/vigilcast/agent.h"
#include "cmd/vigilcast/render/answers.h"
#include "cmd/vigilcast/verbs.h"

namespace vigilcast::cmd {

void add_peers(CLI::App& verb, int& exit_code) {
  const auto agent = add_agent_options(verb);
  verb.callback([agent, &exit_code] { exit_code = print(*agent, ask(*agent, "/api/v1/peers"), render_peers); });
}

}  // namespace vigilcast::cmd
