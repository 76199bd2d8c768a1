// vigilcast explain: why a prefix, service or peer is as it is, and what to do about it.
#include "cmd/vigilcast/agent.h"
#include "cmd/vigilcast/render/answers.h"
#include "cmd/vigilcast/verbs.h"

namespace vigilcast::cmd {

void add_explain(CLI::App& verb, int& exit_code) {
  const auto agent = add_agent_options(verb);
  const auto subject = std::make_shared<std::string>();
  verb.add_option("subject", *subject, "a prefix, a service, or a peer's name or address")->required();
  verb.callback([agent, subject, &exit_code] { exit_code = print(*agent, ask(*agent, "/api/v1/explain", {{"subject", *subject}}), render_explanation); });
}

}  // namespace vigilcast::cmd
