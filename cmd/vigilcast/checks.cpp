// vigilcast checks: the health checks, or all that is known of one; --probe asks its target once more and shows what was said and heard.
#include "cmd/vigilcast/agent.h"
#include "cmd/vigilcast/render/answers.h"
#include "cmd/vigilcast/verbs.h"

namespace vigilcast::cmd {

void add_checks(CLI::App& verb, int& exit_code) {
  const auto agent = add_agent_options(verb);
  const auto name = std::make_shared<std::string>();
  const auto probe = std::make_shared<bool>(false);
  auto* one = verb.add_option("name", *name, "one check: its last results, the times of its phases, and when a death is noticed at the latest");
  verb.add_flag("--probe", *probe, "probe now, on a new connection, and show what was said and heard; the result counts for nothing")->needs(one);
  verb.callback([agent, name, probe, &exit_code] {
    if (name->empty()) {
      exit_code = print(*agent, ask(*agent, "/api/v1/checks"), render_checks);
    } else if (*probe) {
      exit_code = print(*agent, order(*agent, "/api/v1/checks/probe", {{"name", *name}}), render_check);
    } else {
      exit_code = print(*agent, ask(*agent, "/api/v1/checks", {{"name", *name}}), render_check);
    }
  });
}

}  // namespace vigilcast::cmd
