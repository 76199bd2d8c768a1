// An API server on loopback, with TLS and tokens, that answers by a function; and the files with which a client finds it.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "pkg/kube/api/api_client.h"
#include "tests/unit/healthcheck/probe/test_certificate.h"
#include "tests/unit/healthcheck/probe/test_server.h"
#include "tests/unit/pkg/kube/api/scratch_directory.h"

namespace vigilcast::kube::api_test {

using health::probe_test::Certificate;
using health::probe_test::Peer;

struct Call {
  std::string method, target, head, body;

  [[nodiscard]] std::string header(const std::string& name) const {
    const auto at = head.find("\r\n" + name + ": ");
    if (at == std::string::npos) return "";
    const auto begin = at + name.size() + 4;
    return head.substr(begin, head.find("\r\n", begin) - begin);
  }
};

inline std::string answer(int status, const std::string& body, const std::string& headers = "") {
  return "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Type: application/json\r\n" + headers + "Content-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

inline std::string chunk(const std::string& text) {
  constexpr const char* kHex = "0123456789abcdef";
  std::string size;
  for (std::size_t rest = text.size(); rest != 0; rest /= 16) size.insert(size.begin(), kHex[rest % 16]);
  return size + "\r\n" + text + "\r\n";
}
inline const std::string kStreamHead = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";

class FakeApiServer {
 public:
  // `serve` answers a call by itself, on the thread of its connection.
  using Serve = std::function<void(Peer&, const Call&)>;

  explicit FakeApiServer(Serve serve) : serve_(std::move(serve)), server_([this](Peer& peer) { talk(peer); }, certificate_.server()) {
    files_.write("token", "first");
    files_.write("ca.crt", certificate_.pem());
  }

  // Server-side apply, the token from a file, as in a pod.
  [[nodiscard]] ClientOptions options() const {
    return {.access = InCluster{"127.0.0.1", std::to_string(server_.port()), files_.path()}, .user_agent = "vigilcast/test", .field_manager = "tester"};
  }
  [[nodiscard]] const ScratchDirectory& files() const { return files_; }
  [[nodiscard]] const Certificate& certificate() const { return certificate_; }
  [[nodiscard]] std::vector<Call> calls() const {
    const std::lock_guard lock(mutex_);
    return calls_;
  }

 private:
  void talk(Peer& peer) {
    for (;;) {
      Call call;
      call.head = peer.read_request();
      if (call.head.empty()) return;
      call.method = call.head.substr(0, call.head.find(' '));
      call.target = call.head.substr(call.method.size() + 1, call.head.find(' ', call.method.size() + 1) - call.method.size() - 1);
      if (const std::string length = call.header("Content-Length"); !length.empty()) call.body = peer.read(std::stoul(length));
      {
        const std::lock_guard lock(mutex_);
        calls_.push_back(call);
      }
      serve_(peer, call);
    }
  }

  Serve serve_;
  Certificate certificate_{"IP:127.0.0.1"};
  ScratchDirectory files_;
  mutable std::mutex mutex_;
  std::vector<Call> calls_;
  health::probe_test::Server server_;  // last: its threads use the rest
};

}  // namespace vigilcast::kube::api_test
