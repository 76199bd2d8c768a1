#include "cmd/vigilcast/agent.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "pkg/app/daemon.h"
#include "pkg/json/yaml.h"

namespace vigilcast::cmd {
namespace {

constexpr Duration kPatience = std::chrono::seconds(15);
constexpr Duration kOrderPatience = std::chrono::seconds(90);  // a reload reads every file again

bool wants_colour() {
  const char* terminal = std::getenv("TERM");
  return ::isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr && terminal != nullptr && std::string_view(terminal) != "dumb";
}

http::Client client_of(const AgentOptions& agent) { return http::Client::over_unix_socket(agent.socket.empty() ? app::default_socket() : agent.socket); }

Result<json::Value> read_reply(const Result<http::Reply>& reply) {
  if (!reply) return std::unexpected(reply.error());
  auto body = json::parse(reply->body, "the agent's answer");
  if (reply->ok() || !body) return body;
  return fail((*body)["detail"].string(), "", (*body)["hint"].string());
}

}  // namespace

std::shared_ptr<AgentOptions> add_agent_options(CLI::App& verb) {
  auto out = std::make_shared<AgentOptions>();
  verb.add_option("--socket", out->socket, "control socket of the agent; else $VIGILCAST_SOCKET, else " + app::default_socket());
  verb.add_option("-o,--output", out->output, "table, json or yaml")->check(CLI::IsMember({"table", "json", "yaml"}));
  return out;
}

Result<json::Value> ask(const AgentOptions& agent, const std::string& path, const http::QueryParameters& query) {
  return read_reply(client_of(agent).get(path, query, kPatience));
}

Result<json::Value> order(const AgentOptions& agent, const std::string& path, const http::QueryParameters& query) {
  return read_reply(client_of(agent).post(path, query, "", "application/json", kOrderPatience));
}

int print(const AgentOptions& agent, const Result<json::Value>& answer, const std::function<std::string(const json::Value&, bool colour)>& render) {
  if (!answer) {
    std::fputs(("vigilcast: " + answer.error().to_string() + "\n").c_str(), stderr);
    return 1;
  }
  std::string text;
  if (agent.output == "json") {
    text = json::dump(*answer, 2) + "\n";
  } else if (agent.output == "yaml") {
    text = json::to_yaml(*answer);
  } else {
    text = render(*answer, wants_colour());
  }
  std::fputs(text.c_str(), stdout);
  return 0;
}

}  // namespace vigilcast::cmd
