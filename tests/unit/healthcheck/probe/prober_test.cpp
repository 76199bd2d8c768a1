#include "healthcheck/probe/prober.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <fstream>
#include <sstream>
#include <thread>

#include "healthcheck/probe/all.h"
#include "healthcheck/probe/answer.h"
#include "tests/unit/healthcheck/probe/test_prober.h"
#include "tests/unit/healthcheck/probe/test_server.h"

namespace vigilcast::health::prober_test {

using namespace probe_test;
using namespace std::chrono_literals;

CheckSpec tcp_check(const std::string& address) {
  CheckSpec check;
  check.name = "port";
  check.probe = TcpProbe{address};
  check.timeout = 5s;
  return check;
}

TEST(TcpProbe, ConnectedAndRefused) {
  ProbeRun run;
  std::string address;
  {
    Server server([](Peer& peer) { peer.wait_for_close(); });
    address = server.address();
    const Observation seen = run.ask(tcp_check(address));
    EXPECT_EQ(seen.outcome, Outcome::pass);
    EXPECT_EQ(seen.code, "L4OK");
    EXPECT_EQ(seen.check, "port");
  }
  const Observation seen = run.ask(tcp_check(address));
  EXPECT_EQ(seen.outcome, Outcome::fail);
  EXPECT_EQ(seen.code, "L4CON");
  EXPECT_EQ(seen.text, "connection refused by " + address);
}

// A listener whose queue is full drops the SYN: the nearest thing to a host that does not answer.
TEST(TcpProbe, NoAnswerIsATimeout) {
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  ASSERT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&address), length), 0);
  ASSERT_EQ(::listen(listener, 0), 0);
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length);
  std::vector<int> fill;
  for (int i = 0; i < 4; ++i) {
    fill.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
    ::connect(fill.back(), reinterpret_cast<sockaddr*>(&address), length);
  }
  CheckSpec check = tcp_check("127.0.0.1:" + std::to_string(ntohs(address.sin_port)));
  check.timeout = 60ms;
  ProbeRun run;
  const Observation seen = run.ask_undisturbed(check);
  EXPECT_EQ(seen.outcome, Outcome::fail) << seen.text;
  EXPECT_EQ(seen.code, "L4TOUT");
  EXPECT_NE(seen.text.find("within 60ms"), std::string::npos) << seen.text;
  for (const int socket : fill) ::close(socket);
  ::close(listener);
}

TEST(Prober, LeavesNoTimeWaitBehind) {
  Server server(always("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
  ProbeRun run;
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(run.ask(http_check(server.url()), true).code, "L7OK");
    EXPECT_EQ(run.ask(tcp_check(server.address())).code, "L4OK");
  }
  std::ostringstream hex;
  hex << std::hex << std::uppercase << server.port();
  std::ifstream table("/proc/net/tcp");
  for (std::string line; std::getline(table, line);) {
    if (line.find("0100007F:" + hex.str() + " 06 ") != std::string::npos) ADD_FAILURE() << "TIME_WAIT: " << line;
  }
}

TEST(Prober, ManyAtOnceAreAllAnsweredOnce) {
  Server server(always("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
  ProbeRun run;
  constexpr int kChecks = 200;
  std::map<std::string, int> answers;
  int left = kChecks;
  run.loop.post([&] {
    for (int i = 0; i < kChecks; ++i) {
      CheckSpec check = i % 2 == 0 ? http_check(server.url()) : tcp_check(server.address());
      check.name = "check" + std::to_string(i);
      check.timeout = 20s;
      run.prober->start(check, {.fresh = true}, [&](const Observation& seen) {
        EXPECT_EQ(seen.outcome, Outcome::pass) << seen.text;
        ++answers[seen.check];
        if (--left == 0) run.loop.stop();
      });
    }
    EXPECT_EQ(run.prober->in_flight(), static_cast<std::size_t>(kChecks)) << "never answered from within start()";
  });
  run.loop.run();
  EXPECT_EQ(answers.size(), static_cast<std::size_t>(kChecks));
  for (const auto& [name, count] : answers) EXPECT_EQ(count, 1) << name;
  EXPECT_EQ(run.prober->in_flight(), 0U);
}

TEST(Prober, EachDeadlineIsItsOwn) {
  Server server([](Peer& peer) { peer.wait_for_close(); });
  ProbeRun run;
  std::vector<std::string> order;
  run.loop.post([&] {
    for (const auto& [name, timeout] : std::vector<std::pair<std::string, Duration>>{{"slow", 150ms}, {"quick", 30ms}, {"middle", 90ms}}) {
      CheckSpec check = http_check(server.url());
      check.name = name;
      check.timeout = timeout;
      run.prober->start(check, {}, [&](const Observation& seen) {
        order.push_back(seen.check);
        if (order.size() == 3) run.loop.stop();
      });
    }
  });
  run.loop.run();
  EXPECT_EQ(order, (std::vector<std::string>{"quick", "middle", "slow"}));
}

// The loop sleeps for as long as a stopped or starved process would be away. What the server said meanwhile counts; its silence does not.
class Stall : public testing::TestWithParam<bool> {};

TEST_P(Stall, IsNotBlamedOnTheTarget) {
  const bool answers = GetParam();
  std::atomic<bool> prober_away = false;
  Server server([&](Peer& peer) {
    peer.read_request();
    prober_away.wait(false);
    if (answers) peer.ok();
    peer.wait_for_close();
  });
  CheckSpec check = http_check(server.url());
  check.timeout = 150ms;
  ProbeRun run;
  runtime::Timer away(run.loop, [&] {
    prober_away = true;
    prober_away.notify_all();
    std::this_thread::sleep_for(400ms);
  });
  away.arm(runtime::monotonic_now() + 30ms);
  const Observation seen = run.ask(check);
  EXPECT_EQ(seen.outcome, answers ? Outcome::pass : Outcome::inconclusive) << seen.text;
  EXPECT_EQ(seen.code, answers ? "L7OK" : "SOCKERR");
  EXPECT_EQ(seen.text.find("we were stalled ourselves") == std::string::npos, answers) << seen.text;
  EXPECT_GE(seen.took, 400ms);
}
INSTANTIATE_TEST_SUITE_P(Target, Stall, testing::Bool(), [](const auto& row) { return row.param ? "Answers" : "IsSilent"; });

TEST(Prober, AStallDoesNotHideARefusal) {
  std::string address;
  {
    Server gone(always(""));
    address = gone.address();
  }
  CheckSpec check = tcp_check(address);
  check.timeout = 100ms;
  ProbeRun run;
  run.loop.post([&] { run.loop.post([] { std::this_thread::sleep_for(300ms); }); });
  EXPECT_EQ(run.ask(check).code, "L4CON");
}

TEST(Prober, OutOfDescriptorsIsInconclusive) {
  Server server(always("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
  ProbeRun run;
  EXPECT_EQ(run.ask(http_check(server.url())).code, "L7OK");
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  rlimit low = before;
  low.rlim_cur = 12;  // fewer than are open
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &low), 0);
  const Observation seen = run.ask(tcp_check(server.address()));
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_EQ(seen.outcome, Outcome::inconclusive) << seen.text;
  EXPECT_EQ(seen.code, "SOCKERR");
  EXPECT_NE(seen.text.find("file descriptors"), std::string::npos) << seen.text;
}

TEST(Prober, DestroyedWithProbesUnderWay) {
  Server server([](Peer& peer) { peer.wait_for_close(); });
  ProbeRun run;
  run.loop.post([&] {
    for (const std::string& url : {server.url(), "https://" + server.address() + "/"}) {
      CheckSpec check = http_check(url);
      check.name = url;
      run.prober->start(check, {}, [](const Observation& seen) { ADD_FAILURE() << seen.text; });
    }
    run.loop.post([&] {
      run.loop.post([&] {
        run.prober.reset();
        run.loop.post([&] { run.loop.post([&] { run.loop.stop(); }); });
      });
    });
  });
  run.loop.run();
}

TEST(ConnectFailure, OursAndTheirs) {
  struct Row {
    int error;
    Outcome outcome;
    std::string code;
  };
  for (const Row& row :
       {Row{ECONNREFUSED, Outcome::fail, "L4CON"}, Row{ECONNRESET, Outcome::fail, "L4CON"}, Row{EHOSTUNREACH, Outcome::fail, "L4CON"},
        Row{ETIMEDOUT, Outcome::fail, "L4TOUT"}, Row{EMFILE, Outcome::inconclusive, "SOCKERR"}, Row{ENFILE, Outcome::inconclusive, "SOCKERR"},
        Row{ENOBUFS, Outcome::inconclusive, "SOCKERR"}, Row{ENOMEM, Outcome::inconclusive, "SOCKERR"}, Row{EADDRNOTAVAIL, Outcome::inconclusive, "SOCKERR"},
        Row{ENETUNREACH, Outcome::inconclusive, "SOCKERR"}, Row{EACCES, Outcome::inconclusive, "SOCKERR"}, Row{EPERM, Outcome::inconclusive, "SOCKERR"},
        Row{EAFNOSUPPORT, Outcome::inconclusive, "SOCKERR"}}) {
    const Answer answer = connect_failure(row.error, "192.0.2.1:80");
    EXPECT_EQ(answer.outcome, row.outcome) << row.error;
    EXPECT_EQ(answer.code, row.code) << row.error;
    EXPECT_FALSE(answer.text.empty());
  }
}

TEST(ProbeKinds, EachSpecificationHasItsKind) {
  EXPECT_EQ(kind_of(HttpProbe{}).name, "http");
  EXPECT_EQ(kind_of(TcpProbe{}).name, "tcp");
  HttpProbe probe;
  probe.url = "http://web.example/";
  EXPECT_EQ(kind_of(probe).target(probe), "http://web.example/");
  probe.method = "HEAD";
  EXPECT_EQ(kind_of(probe).target(probe), "HEAD http://web.example/");
  EXPECT_EQ(kind_of(TcpProbe{"a:1"}).target(TcpProbe{"a:1"}), "a:1");
  EXPECT_EQ(kind_of(ExternalProbe{"endpoints of default/web"}).target(ExternalProbe{"endpoints of default/web"}), "endpoints of default/web");
}

}  // namespace vigilcast::health::prober_test
