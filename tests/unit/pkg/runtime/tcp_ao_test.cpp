// The bytes of the socket options that this system's headers do not know. The offsets are those of the kernel's struct tcp_ao_add and tcp_ao_del.
#include "pkg/runtime/tcp_ao.h"

#include <gtest/gtest.h>

#include <cstring>

namespace vigilcast::runtime::tcp_ao_test {

template <class Option>
std::string bytes(const Option& option, std::size_t from, std::size_t count) {
  return to_hex(ByteView(reinterpret_cast<const std::uint8_t*>(&option) + from, count));
}

TEST(TcpAo, AddKey) {
  const TcpAoAdd add = tcp_ao_add(*Prefix::parse("192.0.2.0/24"), {100, 200, TcpAoAlgorithm::hmac_sha1, "secret"}, true);
  EXPECT_EQ(bytes(add, 4, 4), "C0000200") << "after family and port";
  EXPECT_STREQ(add.algorithm, "hmac(sha1)");
  EXPECT_EQ(bytes(add, 128, 11), to_hex(as_bytes(std::string_view("hmac(sha1)\0", 11))));
  EXPECT_EQ(bytes(add, 192, 4), "00000000") << "interface";
  EXPECT_EQ(bytes(add, 196, 4), "03000000") << "current, and asked for";
  EXPECT_EQ(bytes(add, 202, 6), "1864C80C0006") << "prefix length, send id, receive id, MAC length, flags, key length";
  EXPECT_EQ(bytes(add, 208, 8), "7365637265740000");
}

TEST(TcpAo, AddKeyOfAnIpv6PeerThatIsNotTheCurrentOne) {
  const TcpAoAdd add = tcp_ao_add(Prefix::host(*IpAddress::parse("2001:db8::1")), {0, 255, TcpAoAlgorithm::aes_128_cmac, std::string(80, 'k')}, false);
  EXPECT_EQ(bytes(add, 8, 4), "20010DB8");
  EXPECT_STREQ(add.algorithm, "cmac(aes128)");
  EXPECT_EQ(bytes(add, 196, 4), "00000000");
  EXPECT_EQ(bytes(add, 202, 6), "8000FF0C0050");
  EXPECT_EQ(bytes(add, 287, 1), "6B") << "the last octet of the key";
}

TEST(TcpAo, EveryAlgorithmHasItsNameInTheKernel) {
  const auto name = [](TcpAoAlgorithm algorithm) { return std::string(tcp_ao_add(*Prefix::parse("192.0.2.0/24"), {1, 1, algorithm, "s"}, true).algorithm); };
  EXPECT_EQ(name(TcpAoAlgorithm::hmac_sha1), "hmac(sha1)");
  EXPECT_EQ(name(TcpAoAlgorithm::aes_128_cmac), "cmac(aes128)");
  EXPECT_EQ(name(TcpAoAlgorithm::hmac_sha256), "hmac(sha256)");
}

TEST(TcpAo, DeleteKey) {
  const TcpAoDelete gone = tcp_ao_delete(*Prefix::parse("192.0.2.0/24"), {100, 200, TcpAoAlgorithm::hmac_sha1, "secret"});
  EXPECT_EQ(bytes(gone, 132, 4), "00000000");
  EXPECT_EQ(bytes(gone, 138, 6), "1864C8000000");
}

}  // namespace vigilcast::runtime::tcp_ao_test
