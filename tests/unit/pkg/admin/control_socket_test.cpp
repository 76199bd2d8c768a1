#include "pkg/admin/control_socket.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

namespace vigilcast::admin::control_socket_test {

class ControlSocketTest : public testing::Test {
 protected:
  ControlSocketTest() {
    std::string name = (std::filesystem::temp_directory_path() / "vigilcast-socket-XXXXXX").string();
    root_ = ::mkdtemp(name.data());
  }
  ~ControlSocketTest() override { std::filesystem::remove_all(root_); }
  [[nodiscard]] std::string path(const char* below = "run/vigilcast.sock") const { return root_ / below; }
  static mode_t mode(const std::string& path) {
    struct stat there{};
    return ::stat(path.c_str(), &there) == 0 ? there.st_mode & 07777 : 0;
  }

 private:
  std::filesystem::path root_;
};

TEST_F(ControlSocketTest, OnlyItsUserMayUseIt) {
  const auto socket = ControlSocket::listen(path());
  ASSERT_TRUE(socket) << socket.error().to_string();
  EXPECT_EQ(mode(path("run")), 0700U);
  EXPECT_EQ(mode(path()), 0600U);
}

TEST_F(ControlSocketTest, ADirectoryThatWasThereKeepsItsMode) {
  std::filesystem::create_directory(path("run"));
  ::chmod(path("run").c_str(), 0755);
  ASSERT_TRUE(ControlSocket::listen(path()));
  EXPECT_EQ(mode(path("run")), 0755U);
}

TEST_F(ControlSocketTest, AFileOfADeadProcessIsReplaced) {
  std::filesystem::create_directory(path("run"));
  const int dead = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  path().copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(dead, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ::close(dead);
  EXPECT_EQ(owner_of_control_socket(path()), std::nullopt);
  EXPECT_TRUE(ControlSocket::listen(path()));
}

TEST_F(ControlSocketTest, ALiveOneIsAnErrorThatNamesIt) {
  const auto first = ControlSocket::listen(path());
  ASSERT_TRUE(first);
  EXPECT_EQ(owner_of_control_socket(path()), ::getpid());
  const auto second = ControlSocket::listen(path());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().to_string(),
            path() + ": another vigilcast answers here already: process " + std::to_string(::getpid()) + " (stop it, or $VIGILCAST_SOCKET names another path)");
  EXPECT_TRUE(std::filesystem::exists(path())) << "the loser must not take the winner's file away";
}

TEST_F(ControlSocketTest, TheFileGoesWithIt) {
  { const auto socket = ControlSocket::listen(path()); }
  EXPECT_FALSE(std::filesystem::exists(path()));
}

TEST_F(ControlSocketTest, AFileThatIsSomebodyElsesStays) {
  {
    const auto socket = ControlSocket::listen(path());
    std::filesystem::remove(path());
    std::ofstream(path()) << "precious";
  }
  EXPECT_TRUE(std::filesystem::exists(path()));
}

TEST_F(ControlSocketTest, WhatIsNoSocketIsNotReplaced) {
  std::filesystem::create_directory(path("run"));
  std::ofstream(path()) << "precious";
  const auto socket = ControlSocket::listen(path());
  ASSERT_FALSE(socket);
  EXPECT_NE(socket.error().text.find("no socket"), std::string::npos);
  EXPECT_TRUE(std::filesystem::is_regular_file(path()));
}

TEST_F(ControlSocketTest, ASocketOfAnotherKindIsSomebodyElses) {
  std::filesystem::create_directory(path("run"));
  const int theirs = ::socket(AF_UNIX, SOCK_DGRAM, 0);
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  path().copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(theirs, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  const auto socket = ControlSocket::listen(path());
  ASSERT_FALSE(socket);
  EXPECT_NE(socket.error().text.find("cannot be asked"), std::string::npos) << socket.error().to_string();
  EXPECT_TRUE(std::filesystem::exists(path()));
  ::close(theirs);
}

TEST_F(ControlSocketTest, PathsThatCannotWorkAreExplained) {
  const auto too_long = ControlSocket::listen(path(std::string(120, 'x').c_str()));
  ASSERT_FALSE(too_long);
  EXPECT_NE(too_long.error().text.find("1 to 107 bytes"), std::string::npos);
  EXPECT_FALSE(ControlSocket::listen(""));
  const auto nowhere = ControlSocket::listen("/proc/no/such/vigilcast.sock");
  ASSERT_FALSE(nowhere);
  EXPECT_NE(nowhere.error().to_string().find("no such file or directory"), std::string::npos) << nowhere.error().to_string();
}

TEST_F(ControlSocketTest, OfManyThatStartAtOnceOneWins) {
  std::atomic<int> winners = 0;
  std::vector<std::optional<ControlSocket>> sockets(8);
  std::vector<std::thread> threads;
  for (auto& mine : sockets) {
    threads.emplace_back([&mine, &winners, this] {
      if (auto socket = ControlSocket::listen(path())) {
        mine.emplace(std::move(*socket));
        ++winners;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(winners, 1);
  EXPECT_TRUE(owner_of_control_socket(path()));
}

}  // namespace vigilcast::admin::control_socket_test
