// The arguments of TCP_AO_ADD_KEY and TCP_AO_DEL_KEY (Linux 6.7), which Debian 12's headers lack. The layout is the kernel's include/uapi/linux/tcp.h.
#pragma once

#include <sys/socket.h>

#include <cstdint>

#include "pkg/base/ip.h"
#include "pkg/base/tcp_ao_key.h"

namespace vigilcast::runtime {

inline constexpr int kTcpAoAddKey = 38, kTcpAoDelKey = 39;

struct alignas(8) TcpAoAdd {
  sockaddr_storage address;
  char algorithm[64];
  std::int32_t interface;
  std::uint32_t flags;  // bit 0: the current key, bit 1: the one asked for
  std::uint16_t reserved;
  std::uint8_t prefix_length;
  std::uint8_t send_id;
  std::uint8_t receive_id;
  std::uint8_t mac_length;
  std::uint8_t key_flags;
  std::uint8_t key_length;
  std::uint8_t key[80];
};
static_assert(sizeof(TcpAoAdd) == 288);

struct alignas(8) TcpAoDelete {
  sockaddr_storage address;
  std::int32_t interface;
  std::uint32_t flags;  // bit 0, 1: the next two are given
  std::uint16_t reserved;
  std::uint8_t prefix_length;
  std::uint8_t send_id;
  std::uint8_t receive_id;
  std::uint8_t current_key;
  std::uint8_t next_key;
  std::uint8_t key_flags;
};
static_assert(sizeof(TcpAoDelete) == 144);

TcpAoAdd tcp_ao_add(const Prefix& peers, const TcpAoKey& key, bool current);
TcpAoDelete tcp_ao_delete(const Prefix& peers, const TcpAoKey& key);

}  // namespace vigilcast::runtime
