#include "pkg/runtime/socket_options.h"

#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "pkg/runtime/errno_text.h"
#include "pkg/runtime/socket_address.h"

namespace vigilcast::runtime {

namespace {

Result<void> set_number(int socket, int level, int option, int value, std::string_view what) {
  if (::setsockopt(socket, level, option, &value, sizeof value) == 0) return {};
  return fail("cannot set " + std::string(what) + " " + std::to_string(value) + ": " + errno_text(errno));
}

Result<void> bind_to_interface(int socket, const std::string& name) {
  if (name.size() >= IFNAMSIZ) return fail("'" + name + "' is too long for the name of an interface");
  if (::setsockopt(socket, SOL_SOCKET, SO_BINDTODEVICE, name.data(), static_cast<socklen_t>(name.size())) == 0) return {};
  if (errno == ENODEV) return fail("there is no interface " + name + " on this host");
  return fail("cannot bind to interface " + name + ": " + errno_text(errno));
}

}  // namespace

Result<void> set_md5_key(int socket, const IpAddress& peer, std::string_view key) {
  if (key.size() > TCP_MD5SIG_MAXKEYLEN)
    return fail("the MD5 password has " + std::to_string(key.size()) + " bytes; TCP takes " + std::to_string(TCP_MD5SIG_MAXKEYLEN));
  tcp_md5sig signature{};
  signature.tcpm_addr = SocketAddress({peer, 0}).storage;
  signature.tcpm_keylen = static_cast<std::uint16_t>(key.size());
  std::ranges::copy(key, signature.tcpm_key);
  if (::setsockopt(socket, IPPROTO_TCP, TCP_MD5SIG, &signature, sizeof signature) == 0) return {};
  if (errno == ENOENT && key.empty()) return {};
  if (errno == ENOPROTOOPT) return fail("this kernel has no TCP MD5 signatures (CONFIG_TCP_MD5SIG)");
  return fail("cannot set the MD5 password for " + peer.to_string() + ": " + errno_text(errno));
}

Result<void> set_outgoing_ttl(int socket, bool v6, std::optional<std::uint8_t> ttl) {
  const int value = ttl ? *ttl : -1;
  return v6 ? set_number(socket, IPPROTO_IPV6, IPV6_UNICAST_HOPS, value, "outgoing TTL") : set_number(socket, IPPROTO_IP, IP_TTL, value, "outgoing TTL");
}

Result<void> set_min_ttl(int socket, bool v6, std::uint8_t ttl) {
  return v6 ? set_number(socket, IPPROTO_IPV6, IPV6_MINHOPCOUNT, ttl, "incoming TTL") : set_number(socket, IPPROTO_IP, IP_MINTTL, ttl, "incoming TTL");
}

Result<void> set_tcp_options(int socket, const IpAddress& peer, const TcpOptions& options) {
  Result<void> done = set_number(socket, IPPROTO_TCP, TCP_NODELAY, 1, "TCP_NODELAY");
  if (done && !options.interface.empty()) done = bind_to_interface(socket, options.interface);
  if (done && !options.md5_key.empty()) done = set_md5_key(socket, peer, options.md5_key);
  if (done) done = set_outgoing_ttl(socket, peer.is_v6(), options.outgoing_ttl);
  if (done && options.min_ttl) done = set_min_ttl(socket, peer.is_v6(), *options.min_ttl);
  return done;
}

}  // namespace vigilcast::runtime
