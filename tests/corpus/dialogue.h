// A peer that says what a case of tests/corpus/session lets it say, to an engine in virtual time; and what became of it. The words are told there.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bgp/engine/engine.h"

namespace vigilcast::bgp::session_corpus_test {

class Dialogue {
 public:
  Dialogue();

  void say(std::string_view line);

  [[nodiscard]] std::string outcome() const;             // the NOTIFICATION that we sent, or where the session is
  [[nodiscard]] std::vector<std::string> holds() const;  // what we hold of the peer: "192.0.2.0/24", "192.0.2.0/24 stale"; sorted
  [[nodiscard]] bool sent(std::string_view hex) const;   // an UPDATE of ours has these octets in it
  [[nodiscard]] std::size_t updates_sent() const;

 private:
  using Words = std::vector<std::string_view>;

  void call();
  void hear();
  void receive(const Bytes& data);
  void wait(Duration length);
  void caller(const Words& all);
  void ours(const Words& all);
  void our_option(std::string_view key, std::string_view value);
  void route(const Words& all);
  [[nodiscard]] Open open_of(const Words& all) const;

  Engine engine_{Rng(1)};
  PeerConfig config_;
  ConnectionAccepted caller_;
  ConnectionId connection_ = 0;  // 0: nobody has called yet
  Instant now_;
  bool closed_ = false;
  std::string notification_;
  std::vector<SharedBytes> updates_;
};

}  // namespace vigilcast::bgp::session_corpus_test
