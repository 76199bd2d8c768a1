// vigilcast routes [out|in]: what we announce to the peers, and what they announce to us.
#include "cmd/vigilcast/agent.h"
#include "cmd/vigilcast/render/answers.h"
#include "cmd/vigilcast/verbs.h"

namespace vigilcast::cmd {
namespace {

struct RoutesOptions {
  std::string direction = "out";
  std::string peer;
  bool count = false;
};

// A bare number, for scripts.
std::string render_count(const json::Value& answer, bool) { return std::to_string(answer["count"].integer()) + "\n"; }

int show_routes(const AgentOptions& agent, const RoutesOptions& options) {
  http::QueryParameters query;
  if (!options.peer.empty()) query.emplace_back("peer", options.peer);
  if (options.count) query.emplace_back("count", "1");
  return print(agent, ask(agent, "/api/v1/routes/" + options.direction, query), options.count ? render_count : render_routes);
}

}  // namespace

void add_routes(CLI::App& verb, int& exit_code) {
  const auto agent = add_agent_options(verb);
  const auto options = std::make_shared<RoutesOptions>();
  verb.add_option("direction", options->direction, "out: to the peers, which is meant when nothing is said; in: from them")
      ->check(CLI::IsMember({"in", "out"}));
  verb.add_option("--peer", options->peer, "of this peer only: its name or address");
  verb.add_flag("--count", options->count, "print the number of routes and nothing else");
  verb.callback([agent, options, &exit_code] { exit_code = show_routes(*agent, *options); });
}

}  // namespace vigilcast::cmd
