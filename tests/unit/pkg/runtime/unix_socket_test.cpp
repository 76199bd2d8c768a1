#include "pkg/runtime/unix_socket.h"

#include <fcntl.h>
#include <gtest/gtest.h>

namespace vigilcast::runtime::unix_socket_test {

TEST(UnixSocket, APathHasToFit) {
  const auto longest = UnixAddress::of("/" + std::string(106, 'x'));
  ASSERT_TRUE(longest);
  EXPECT_EQ(longest->storage.sun_path, "/" + std::string(106, 'x')) << "with the zero behind it";
  EXPECT_EQ(longest->raw()->sa_family, AF_UNIX);

  const std::string longer = "/" + std::string(107, 'x');
  const auto refused = UnixAddress::of(longer);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().text, "the path of a unix socket has 1 to 107 bytes");
  EXPECT_EQ(refused.error().where, longer);
  EXPECT_FALSE(UnixAddress::of("")) << "which would be a name that the kernel chooses";
}

TEST(UnixSocket, IsNotInheritedByPrograms) {
  const Descriptor waits = unix_socket(), asks = unix_socket(SOCK_NONBLOCK);
  ASSERT_TRUE(waits && asks);
  EXPECT_EQ(::fcntl(waits.get(), F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
  EXPECT_EQ(::fcntl(waits.get(), F_GETFL) & O_NONBLOCK, 0);
  EXPECT_EQ(::fcntl(asks.get(), F_GETFL) & O_NONBLOCK, O_NONBLOCK);
}

}  // namespace vigilcast::runtime::unix_socket_test
