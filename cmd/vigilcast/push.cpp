// vigilcast push: tells the agent the result of an external check.
#include "cmd/vigilcast/agent.h"
#include "cmd/vigilcast/verbs.h"

namespace vigilcast::cmd {

void add_push(CLI::App& verb, int& exit_code) {
  const auto agent = add_agent_options(verb);
  const auto query = std::make_shared<http::QueryParameters>(http::QueryParameters{{"name", ""}, {"result", ""}, {"text", ""}});
  verb.add_option("name", (*query)[0].second, "a check of the kind `external`")->required();
  verb.add_option("result", (*query)[1].second, "pass, degraded or fail")->required();
  verb.add_option("text", (*query)[2].second, "why, for people");
  verb.callback([agent, query, &exit_code] {
    const auto render = [](const json::Value& answer, bool) { return answer["result"].string() + "\n"; };
    exit_code = print(*agent, order(*agent, "/api/v1/checks/push", *query), render);
  });
}

}  // namespace vigilcast::cmd
