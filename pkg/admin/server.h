// The admin server: the HTTP API on the control socket, without orders on a loopback TCP endpoint, and of it metrics and health on an endpoint that
// others reach. It has a thread and a loop of its own, so nothing that a client does touches the core, which is reached through AskCore only.
// Thread: the owner's, for all members. Stop it before the core goes away.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "pkg/admin/token_gate.h"
#include "pkg/base/ip.h"
#include "pkg/base/result.h"
#include "pkg/model/config.h"
#include "pkg/model/query.h"

namespace vigilcast::admin {

inline constexpr const char* kDefaultSocket = "/run/vigilcast/vigilcast.sock";

struct AdminOptions {
  std::string socket_path = kDefaultSocket;
  std::optional<Endpoint> listen = {};           // loopback only; port 0: the kernel chooses
  std::optional<model::MetricsConfig> metrics = {};  // its address is known; port 0: the kernel chooses
  Authorize authorize = nullptr;                 // judges tokens, where metrics.auth asks for it
  std::function<void(const Error&)> complain = [](const Error&) {};  // what goes wrong while nobody asks; from the admin loop
};

class AdminServer {
 public:
  AdminServer(AdminOptions options, model::AskCore ask);
  ~AdminServer();  // stops
  AdminServer(const AdminServer&) = delete;
  AdminServer& operator=(const AdminServer&) = delete;

  Result<void> start();  // everything listens when it returns; after an error nothing does
  // Other TCP endpoints, or none, from now on; connections to the old ones live on. After an error all is as it was.
  Result<void> listen_on(const std::optional<Endpoint>& endpoint, const std::optional<model::MetricsConfig>& metrics = {});
  void stop();           // open connections are cut, the socket file is removed

  // The TCP endpoints with their real ports, while started.
  [[nodiscard]] std::optional<Endpoint> listening() const;
  [[nodiscard]] std::optional<Endpoint> metrics_listening() const;

 private:
  struct State;
  AdminOptions options_;
  model::AskCore ask_;
  std::unique_ptr<State> state_;
};

}  // namespace vigilcast::admin
