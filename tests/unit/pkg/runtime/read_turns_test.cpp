// However many connections have something to say, a turn of the loop reads about as much as it is meant to, and everybody gets a turn.
#include "pkg/runtime/read_turns.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>

#include "pkg/runtime/tcp.h"
#include "tests/unit/pkg/runtime/run_until.h"

namespace vigilcast::runtime::read_turns_test {

// Both ends of a TCP connection over loopback.
std::array<Descriptor, 2> connected_pair() {
  const Descriptor listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{.sin_family = AF_INET, .sin_port = 0, .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
  socklen_t length = sizeof address;
  auto* raw = reinterpret_cast<sockaddr*>(&address);
  EXPECT_EQ(::bind(listener.get(), raw, length), 0);
  EXPECT_EQ(::listen(listener.get(), 1), 0);
  EXPECT_EQ(::getsockname(listener.get(), raw, &length), 0);
  Descriptor far(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  EXPECT_EQ(::connect(far.get(), raw, length), 0);
  return {Descriptor(::accept4(listener.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)), std::move(far)};
}

// A connection that is read in turn, and somebody at its other end.
class Talker {
 public:
  Talker(Loop& loop, ReadTurns& turns, std::function<void(ByteView)> on_data) : connection(loop, {.on_data = std::move(on_data)}, &turns) {
    auto [near, far] = connected_pair();
    EXPECT_TRUE(connection.adopt(std::move(near), {}));
    far_ = std::move(far);
  }
  std::size_t say(std::size_t size) {
    const Bytes data(size);
    return static_cast<std::size_t>(std::max<ssize_t>(0, ::send(far_.get(), data.data(), data.size(), MSG_DONTWAIT)));
  }
  TcpConnection connection;

 private:
  Descriptor far_;
};

TEST(ReadTurns, LetTheTimersHaveTheirs) {
  Loop loop;
  ReadTurns turns(loop);
  constexpr std::size_t talkers = 16;
  std::size_t said = 0, heard = 0, since_timer = 0, most = 0;
  std::vector<std::size_t> by(talkers);
  std::vector<std::unique_ptr<Talker>> all;
  for (std::size_t i = 0; i < talkers; ++i) {
    all.push_back(std::make_unique<Talker>(loop, turns, [&, i](ByteView data) {
      heard += data.size();
      since_timer += data.size();
      by[i] += data.size();
    }));
    said += all.back()->say(160 * 1024);
  }
  ASSERT_GE(said, talkers * 100'000) << "the kernel takes too little for a test";
  Timer timer(loop, [&] {
    most = std::max(most, std::exchange(since_timer, 0));
    timer.arm(loop.now());
  });
  timer.arm(loop.now());
  ASSERT_TRUE(run_until(loop, [&] { return heard == said; }));
  EXPECT_LE(most, 2 * (ReadTurns::kPerTurn + 64 * 1024)) << "and not all that waited, " << said;
  EXPECT_EQ(std::ranges::count(by, 0U), 0);
}

TEST(ReadTurns, WhoWaitsForATurnMayBePausedOrGone) {
  Loop loop;
  ReadTurns turns(loop);
  std::size_t heard = 0;
  Talker paused(loop, turns, [&](ByteView data) { heard += data.size(); });
  auto gone = std::make_unique<Talker>(loop, turns, [](ByteView) { ADD_FAILURE() << "a callback after the end"; });
  bool first_heard = false;
  Talker first(loop, turns, [&](ByteView) {
    first_heard = true;
    EXPECT_TRUE(paused.connection.input_waits()) << "in line behind this one";
    paused.connection.pause_reading();
    gone.reset();
  });
  first.say(10);
  paused.say(10);
  gone->say(10);
  ASSERT_TRUE(run_until(loop, [&] { return first_heard; }));
  EXPECT_EQ(heard, 0U);
  EXPECT_TRUE(paused.connection.input_waits());
  paused.connection.resume_reading();
  ASSERT_TRUE(run_until(loop, [&] { return heard == 10; }));
}

}  // namespace vigilcast::runtime::read_turns_test
