#include "pkg/runtime/tcp_ao.h"

#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>

#include "pkg/runtime/errno_text.h"
#include "pkg/runtime/socket_address.h"
#include "pkg/runtime/socket_options.h"

namespace vigilcast::runtime {
namespace {

constexpr std::uint8_t kMacLength = 12;  // RFC 5926: all algorithms are cut to 96 bits

// In the order of TcpAoAlgorithm.
constexpr std::array<std::string_view, 3> kKernelNames{"hmac(sha1)", "cmac(aes128)", "hmac(sha256)"};
std::string_view kernel_name(TcpAoAlgorithm algorithm) { return kKernelNames[static_cast<std::size_t>(algorithm)]; }

Result<void> failed(const Prefix& peers, const TcpAoKey& key) {
  if (errno == ENOPROTOOPT) return fail("this kernel has no TCP-AO (CONFIG_TCP_AO, Linux 6.7 or later)", "", "use an MD5 password, or another kernel");
  return fail("cannot use the TCP-AO key " + std::to_string(key.send_id) + "/" + std::to_string(key.receive_id) + " for " + peers.to_string() + ": " +
              errno_text(errno));
}

bool has(std::span<const TcpAoKey> keys, const TcpAoKey& key) { return std::ranges::find(keys, key) != keys.end(); }

}  // namespace

TcpAoAdd tcp_ao_add(const Prefix& peers, const TcpAoKey& key, bool current) {
  TcpAoAdd out{};
  out.address = SocketAddress({peers.address, 0}).storage;
  std::ranges::copy(kernel_name(key.algorithm), out.algorithm);
  out.flags = current ? 3 : 0;
  out.prefix_length = peers.length;
  out.send_id = key.send_id;
  out.receive_id = key.receive_id;
  out.mac_length = kMacLength;
  out.key_length = static_cast<std::uint8_t>(std::min(key.secret.size(), sizeof out.key));
  std::copy_n(key.secret.begin(), out.key_length, out.key);
  return out;
}

TcpAoDelete tcp_ao_delete(const Prefix& peers, const TcpAoKey& key) {
  TcpAoDelete out{};
  out.address = SocketAddress({peers.address, 0}).storage;
  out.prefix_length = peers.length;
  out.send_id = key.send_id;
  out.receive_id = key.receive_id;
  return out;
}

// A listening socket has no current key, and the kernel refuses to be told one.
Result<void> set_ao_keys(int socket, const Prefix& peers, std::span<const TcpAoKey> present, std::span<const TcpAoKey> wanted) {
  int listening = 0;
  socklen_t length = sizeof listening;
  ::getsockopt(socket, SOL_SOCKET, SO_ACCEPTCONN, &listening, &length);
  for (const TcpAoKey& key : wanted) {
    if (has(present, key)) continue;
    const TcpAoAdd add = tcp_ao_add(peers, key, listening == 0 && &key == &wanted.front());
    if (::setsockopt(socket, IPPROTO_TCP, kTcpAoAddKey, &add, sizeof add) != 0) return failed(peers, key);
  }
  for (const TcpAoKey& key : present) {
    if (has(wanted, key)) continue;
    TcpAoDelete gone = tcp_ao_delete(peers, key);
    if (listening == 0 && !wanted.empty()) {
      gone.flags = 3;
      gone.current_key = wanted.front().send_id;
      gone.next_key = wanted.front().receive_id;
    }
    if (::setsockopt(socket, IPPROTO_TCP, kTcpAoDelKey, &gone, sizeof gone) != 0) return failed(peers, key);
  }
  return {};
}

}  // namespace vigilcast::runtime
