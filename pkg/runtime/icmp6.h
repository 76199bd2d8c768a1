// ICMPv6 on one link: what its other nodes say to all, and what we say to them. Needs CAP_NET_RAW. Thread: the loop's.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>

#include "pkg/base/bytes.h"
#include "pkg/base/ip.h"
#include "pkg/base/result.h"
#include "pkg/runtime/loop.h"

namespace vigilcast::runtime {

class Icmp6Socket {
 public:
  // `hop_limit` as it arrived: 255 proves that the sender is on the link. The message is valid during the call; its checksum is good.
  using OnMessage = std::function<void(const IpAddress& from, int hop_limit, ByteView message)>;

  Icmp6Socket(Loop& loop, OnMessage on_message);
  ~Icmp6Socket();
  Icmp6Socket(const Icmp6Socket&) = delete;
  Icmp6Socket& operator=(const Icmp6Socket&) = delete;

  // Only messages of these types are wanted.
  Result<void> open(const std::string& interface, std::span<const std::uint8_t> types);
  // With hop limit 255; the kernel writes the checksum. A message that cannot be sent is lost, as on any link.
  void send(const IpAddress& to, ByteView message);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace vigilcast::runtime
