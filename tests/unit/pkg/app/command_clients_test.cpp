// Clients of the unix socket of ExaBGP 6's command line.
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <filesystem>

#include "tests/unit/pkg/app/processes_fixture.h"

namespace vigilcast::app::command_clients_test {

class CommandClientsTest : public processes_test::ProcessesTest {
 protected:
  CommandClientsTest() {
    world.version = "6.0.0";
    attach_neighbor();
  }
};

// The lines of a client of the socket, as it gets them.
struct SocketClient {
  explicit SocketClient(const std::string& path) : socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    connected = ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  void say(std::string_view text) const { EXPECT_EQ(::write(socket.get(), text.data(), text.size()), static_cast<ssize_t>(text.size())); }
  const std::string& hear() {
    std::array<char, 4096> piece;
    for (ssize_t count = 0; (count = ::recv(socket.get(), piece.data(), piece.size(), MSG_DONTWAIT)) >= 0;) {
      heard.append(piece.data(), static_cast<std::size_t>(count));
      if (count == 0) return heard += "(closed)";
    }
    return heard;
  }

  runtime::Descriptor socket;
  bool connected = false;
  std::string heard;
};

TEST_F(CommandClientsTest, ClientsOfTheSocketAreAnsweredEachForItself) {
  const std::string path = folder + "/run/exabgp.sock";
  processes->open_command_socket(path);
  EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  SocketClient one(path), two(path);
  ASSERT_TRUE(one.connected && two.connected);
  one.say("silence-ack\nversion\nnonsense\n");
  two.say("version\nannounce route 10.0.0.0/8 next-hop 192.0.2.1\n");
  EXPECT_TRUE(runtime::run_until(loop, [&] { return one.hear() == "done\nexabgp 6.0.0\ndone\nerror\n" && two.hear() == "exabgp 6.0.0\ndone\ndone\n"; }))
      << one.heard << two.heard;
  EXPECT_EQ(batches, 1);
  one.say("version\n");
  ::shutdown(one.socket.get(), SHUT_WR);  // as `echo version | nc -U` does: it still reads
  EXPECT_TRUE(runtime::run_until(loop, [&] { return one.hear().ends_with("exabgp 6.0.0\ndone\n(closed)"); })) << one.heard;
  EXPECT_TRUE(processes->views().empty()) << "they are no helpers";
  processes.reset();
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(CommandClientsTest, ASocketThatSomebodyElseAnswersOnIsHis) {
  const std::string path = folder + "/exabgp.sock";
  processes->open_command_socket(path);
  auto socket = CommandSocket::open(loop, path, [](const runtime::Descriptor&) {});
  ASSERT_FALSE(socket);
  EXPECT_NE(socket.error().to_string().find("answers here already"), std::string::npos) << socket.error().to_string();
  EXPECT_NE(socket.error().to_string().find("exabgp.api.socketname"), std::string::npos);
}

TEST_F(CommandClientsTest, WhatIsSynchronousIsAnsweredWhenItIsSent) {
  sent = false;
  const std::string path = folder + "/exabgp.sock";
  processes->open_command_socket(path);
  SocketClient client(path);
  client.say("session sync enable\nversion\nannounce route 10.0.0.0/8 next-hop 192.0.2.1\nversion\n");
  EXPECT_TRUE(runtime::run_until(loop, [&] { return batches == 1 && client.hear() == "done\nexabgp 6.0.0\ndone\n"; })) << client.heard;
  client.say("session sync disable\n");
  sent = true;
  EXPECT_TRUE(runtime::run_until(loop, [&] { return client.hear() == "done\nexabgp 6.0.0\ndone\ndone\nexabgp 6.0.0\ndone\ndone\n"; })) << client.heard;
}

TEST_F(CommandClientsTest, WhatIsSynchronousWaitsForNobodyElse) {
  world.peers.push_back({2, "neighbor 192.0.2.2", *IpAddress::parse("192.0.2.2"), {bgp::kIpv4Unicast}});
  sent = false;
  const std::string path = folder + "/exabgp.sock";
  processes->open_command_socket(path);
  SocketClient client(path);
  client.say("session sync enable\nneighbor 192.0.2.2 announce route 10.0.0.0/8 next-hop 192.0.2.1\n");
  EXPECT_TRUE(runtime::run_until(loop, [&] { return client.hear() == "done\ndone\n"; })) << client.heard;
}

TEST_F(CommandClientsTest, OneMoreThanManyIsNotHeard) {
  const std::string path = folder + "/exabgp.sock";
  processes->open_command_socket(path);
  std::vector<std::unique_ptr<SocketClient>> crowd;
  for (int i = 0; i <= Processes::kMostClients; ++i) crowd.push_back(std::make_unique<SocketClient>(path));
  EXPECT_TRUE(runtime::run_until(loop, [&] { return crowd.back()->hear() == "(closed)"; })) << crowd.back()->heard;
  crowd.front()->say("version\n");
  EXPECT_TRUE(runtime::run_until(loop, [&] { return crowd.front()->hear() == "exabgp 6.0.0\ndone\n"; })) << crowd.front()->heard;
  crowd.front().reset();
  std::unique_ptr<SocketClient> next;
  EXPECT_TRUE(runtime::run_until(loop, [&] {
    if (next == nullptr || next->hear().ends_with("(closed)")) {  // the other one's end is not seen yet
      next = std::make_unique<SocketClient>(path);
      next->say("version\n");
    }
    return next->hear().ends_with("done\n");
  }));
}

}  // namespace vigilcast::app::command_clients_test
