// What the verbs that talk to a running agent have in common: which agent, in which form, and what an error looks like.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>

#include "pkg/base/result.h"
#include "pkg/http/client.h"
#include "pkg/json/value.h"

namespace vigilcast::cmd {

struct AgentOptions {
  std::string socket;
  std::string output = "table";  // "table", "json" or "yaml"
};

// Adds --socket (else $VIGILCAST_SOCKET, else where agents listen by default) and -o.
std::shared_ptr<AgentOptions> add_agent_options(CLI::App& verb);

// The answer, or why there is none: no agent, or the agent says no.
Result<json::Value> ask(const AgentOptions& agent, const std::string& path, const http::QueryParameters& query = {});
Result<json::Value> order(const AgentOptions& agent, const std::string& path, const http::QueryParameters& query = {});

// Prints the answer in the form that was asked for, or the error; returns the exit code.
int print(const AgentOptions& agent, const Result<json::Value>& answer, const std::function<std::string(const json::Value&, bool colour)>& render);

}  // namespace vigilcast::cmd
