// A tiny HTTP service on loopback that can die and come back: what the lab's checks look at. Thread: the loop's.
#pragma once

#include <list>
#include <memory>
#include <string>

#include "pkg/runtime/listener.h"
#include "pkg/runtime/loop.h"
#include "pkg/runtime/tcp.h"

namespace vigilcast::app {

class DemoService {
 public:
  DemoService(runtime::Loop& loop, std::string name) : loop_(loop), name_(std::move(name)) {}

  Result<void> revive();  // on the port it had before, a free one the first time
  void kill();            // the port is closed and every connection reset, as when a process dies
  [[nodiscard]] bool alive() const { return listener_ != nullptr; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const Endpoint& endpoint() const { return endpoint_; }

 private:
  struct Client {
    std::unique_ptr<runtime::TcpConnection> connection;
    std::string request;
    bool gone = false;
  };
  void accept(runtime::Descriptor socket);
  void serve(Client& client, ByteView data);
  void sweep();

  runtime::Loop& loop_;
  std::string name_;
  Endpoint endpoint_{IpAddress::v4(0x7f000001), 0};
  std::unique_ptr<runtime::TcpListener> listener_;
  std::list<Client> clients_;
};

}  // namespace vigilcast::app
