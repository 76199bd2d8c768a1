// vigilcast peers: the BGP sessions, or all that is known of one.
#include "cmd/vigilcast/agent.h"
#include "cmd/vigilcast/render/answers.h"
#include "cmd/vigilcast/verbs.h"

namespace vigilcast::cmd {

void add_peers(CLI::App& verb, int& exit_code) {
  const auto agent = add_agent_options(verb);
  const auto name = std::make_shared<std::string>();
  verb.add_option("name", *name, "one peer, by name or address: its history, capabilities and counters");
  verb.callback([agent, name, &exit_code] {
    exit_code =
        name->empty() ? print(*agent, ask(*agent, "/api/v1/peers"), render_peers) : print(*agent, ask(*agent, "/api/v1/peers", {{"name", *name}}), render_peer);
  });
}

}  // namespace vigilcast::cmd
