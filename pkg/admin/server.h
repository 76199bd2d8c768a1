// The admin server: the HTTP API on the control socket, and without orders on a loopback TCP endpoint. It has a thread and a loop of its
// own, so nothing that a client does touches the core, which is reached through AskCore only.
// Thread: the owner's, for all members. Stop it before the core goes away.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "pkg/base/ip.h"
#include "pkg/base/result.h"
#include "pkg/model/query.h"

namespace vigilcast::admin {

inline constexpr const char* kDefaultSocket = "/run/vigilcast/vigilcast.sock";

struct AdminOptions {
  std::string socket_path = kDefaultSocket;
  std::optional<Endpoint> listen;  // loopback only; port 0: the kernel chooses
};

class AdminServer {
 public:
  AdminServer(AdminOptions options, model::AskCore ask);
  ~AdminServer();  // stops
  AdminServer(const AdminServer&) = delete;
  AdminServer& operator=(const AdminServer&) = delete;

  Result<void> start();  // everything listens when it returns; after an error nothing does
  // Another TCP endpoint, or none, from now on; connections to the old one live on. After an error the old one still listens.
  Result<void> listen_on(const std::optional<Endpoint>& endpoint);
  void stop();           // open connections are cut, the socket file is removed

  [[nodiscard]] std::optional<Endpoint> listening() const;  // the TCP endpoint with its real port, while started

 private:
  struct State;
  AdminOptions options_;
  model::AskCore ask_;
  std::unique_ptr<State> state_;
};

}  // namespace vigilcast::admin
