// A small scripted server on loopback for the probe tests: every connection runs the script on a thread of its own. Blocking, plain or TLS.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace vigilcast::health::probe_test {

class Peer {
 public:
  Peer(int socket, SSL* tls, int ordinal) : number(ordinal), socket_(socket), tls_(tls) {}

  // Up to the empty line; empty when the client is gone.
  std::string read_request() {
    std::string out;
    while (!out.ends_with("\r\n\r\n")) {
      const std::string next = read(1);
      if (next.empty()) return {};
      out += next;
    }
    return out;
  }
  // A body whose length is known; less when the client is gone.
  std::string read(std::size_t count) {
    std::string out;
    char c = 0;
    while (out.size() < count && (tls_ != nullptr ? SSL_read(tls_, &c, 1) : static_cast<int>(::recv(socket_, &c, 1, 0))) == 1) out += c;
    return out;
  }
  void send(std::string_view text) {
    if (tls_ != nullptr) {
      SSL_write(tls_, text.data(), static_cast<int>(text.size()));
      return;
    }
    while (!text.empty()) {
      const ssize_t count = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      if (count <= 0) return;
      text.remove_prefix(static_cast<std::size_t>(count));
    }
  }
  void ok(std::string_view body = "ok") { send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body)); }
  void reset() {
    const linger hard{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  }
  void wait_for_close() {
    char buffer[256];
    while (::recv(socket_, buffer, sizeof buffer, 0) > 0) {}
  }

  const int number;  // of the connection, from 1

 private:
  int socket_;
  SSL* tls_;
};

class Server {
 public:
  using Script = std::function<void(Peer&)>;

  explicit Server(Script script, SSL_CTX* tls = nullptr) : script_(std::move(script)), tls_(tls) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), length) != 0 || ::listen(listener_, 1024) != 0) std::abort();
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length);
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
  }
  ~Server() {
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    {
      const std::lock_guard lock(mutex_);
      for (const int socket : open_) ::shutdown(socket, SHUT_RDWR);
    }
    for (std::thread& thread : threads_) thread.join();
    ::close(listener_);
  }

  [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] std::string url(std::string_view path = "/healthz") const { return "http://" + address() + std::string(path); }
  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] int connections() const { return count_; }

 private:
  void accept_all() {
    for (;;) {
      const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0) return;
      const std::lock_guard lock(mutex_);
      open_.push_back(socket);
      const int number = ++count_;
      threads_.emplace_back([this, socket, number] { serve(socket, number); });
    }
  }
  void serve(int socket, int number) {
    SSL* tls = tls_ != nullptr ? SSL_new(tls_) : nullptr;
    if (tls != nullptr) SSL_set_fd(tls, socket);
    Peer peer(socket, tls, number);
    if (tls == nullptr || SSL_accept(tls) == 1) script_(peer);
    SSL_free(tls);
    const std::lock_guard lock(mutex_);
    std::erase(open_, socket);
    ::close(socket);
  }

  Script script_;
  SSL_CTX* tls_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<int> count_ = 0;
  std::mutex mutex_;
  std::vector<int> open_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

// Answers every request of every connection with `response`.
inline Server::Script always(std::string response) {
  return [response = std::move(response)](Peer& peer) {
    while (!peer.read_request().empty()) peer.send(response);
  };
}

}  // namespace vigilcast::health::probe_test
