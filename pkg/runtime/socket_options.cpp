#include "pkg/runtime/socket_options.h"

#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <unistd.h>

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

// Whether the device is a VRF, which its driver says.
bool is_vrf(int socket, const std::string& name) {
  ethtool_drvinfo driver{};
  driver.cmd = ETHTOOL_GDRVINFO;
  ifreq request{};
  std::ranges::copy(name, request.ifr_name);
  request.ifr_data = reinterpret_cast<char*>(&driver);
  return ::ioctl(socket, SIOCETHTOOL, &request) == 0 && std::string_view(driver.driver) == "vrf";
}

Result<void> check_vrf(int socket, const std::string& name) {
  if (::if_nametoindex(name.c_str()) == 0) {
    const bool none_at_all = ::access("/proc/sys/net/vrf", F_OK) != 0;
    return fail("there is no VRF " + name + " on this host" + (none_at_all ? ": this kernel has none (CONFIG_NET_VRF), or its module vrf is not loaded" : ""),
                "", none_at_all ? "" : "'ip link add " + name + " type vrf table N' makes one");
  }
  if (name.size() < IFNAMSIZ && !is_vrf(socket, name)) return fail(name + " is no VRF", "", "'ip -d link show type vrf' lists those of this host");
  return {};
}

Result<void> bind_to_interface(int socket, const std::string& name) {
  if (name.size() >= IFNAMSIZ) return fail("'" + name + "' is too long for the name of an interface");
  if (::setsockopt(socket, SOL_SOCKET, SO_BINDTODEVICE, name.data(), static_cast<socklen_t>(name.size())) == 0) return {};
  if (errno == ENODEV) return fail("there is no interface " + name + " on this host");
  return fail("cannot bind to interface " + name + ": " + errno_text(errno));
}

Result<void> md5_too_long(std::size_t size) {
  return fail("the MD5 password has " + std::to_string(size) + " bytes; TCP takes " + std::to_string(TCP_MD5SIG_MAXKEYLEN));
}

Result<void> md5_done(int outcome, const std::string& peers, bool removing) {
  if (outcome == 0 || (errno == ENOENT && removing)) return {};
  if (errno == ENOPROTOOPT) return fail("this kernel has no TCP MD5 signatures (CONFIG_TCP_MD5SIG)");
  return fail("cannot set the MD5 password for " + peers + ": " + errno_text(errno));
}

}  // namespace

Result<void> set_md5_key(int socket, const IpAddress& peer, std::string_view key) {
  if (key.size() > TCP_MD5SIG_MAXKEYLEN) return md5_too_long(key.size());
  tcp_md5sig signature{};
  signature.tcpm_addr = SocketAddress({peer, 0}).storage;
  signature.tcpm_keylen = static_cast<std::uint16_t>(key.size());
  std::ranges::copy(key, signature.tcpm_key);
  return md5_done(::setsockopt(socket, IPPROTO_TCP, TCP_MD5SIG, &signature, sizeof signature), peer.to_string(), key.empty());
}

Result<void> set_md5_key(int socket, const Prefix& peers, std::string_view key) {
  if (peers.length == peers.address.bits()) return set_md5_key(socket, peers.address, key);
  if (key.size() > TCP_MD5SIG_MAXKEYLEN) return md5_too_long(key.size());
  tcp_md5sig signature{};
  signature.tcpm_addr = SocketAddress({peers.address, 0}).storage;
  signature.tcpm_flags = TCP_MD5SIG_FLAG_PREFIX;
  signature.tcpm_prefixlen = peers.length;
  signature.tcpm_keylen = static_cast<std::uint16_t>(key.size());
  std::ranges::copy(key, signature.tcpm_key);
  return md5_done(::setsockopt(socket, IPPROTO_TCP, TCP_MD5SIG_EXT, &signature, sizeof signature), peers.to_string(), key.empty());
}

Result<void> bind_to_device(int socket, const std::string& interface, const std::string& vrf) {
  if (vrf.empty()) return interface.empty() ? Result<void>() : bind_to_interface(socket, interface);
  if (const auto good = check_vrf(socket, vrf); !good) return good;
  return bind_to_interface(socket, vrf);
}

std::string interface_of(int socket) {
  char name[IFNAMSIZ] = {};
  socklen_t length = sizeof name;
  if (::getsockopt(socket, SOL_SOCKET, SO_BINDTODEVICE, name, &length) == 0 && name[0] != 0) return name;
  SocketAddress peer;
  if (::getpeername(socket, peer.raw(), &peer.length) != 0) return {};
  return ::if_indextoname(peer.scope(), name) != nullptr ? name : std::string();
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
  if (done) done = bind_to_device(socket, options.interface, options.vrf);
  if (done && !options.md5_key.empty()) done = set_md5_key(socket, peer, options.md5_key);
  if (done && !options.ao_keys.empty()) done = set_ao_keys(socket, Prefix::host(peer), {}, options.ao_keys);
  if (done) done = set_outgoing_ttl(socket, peer.is_v6(), options.outgoing_ttl);
  if (done && options.min_ttl) done = set_min_ttl(socket, peer.is_v6(), *options.min_ttl);
  return done;
}

}  // namespace vigilcast::runtime
