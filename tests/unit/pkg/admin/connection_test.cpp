#include "pkg/admin/connection.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <future>
#include <mutex>
#include <thread>

#include "tests/unit/pkg/admin/raw_client.h"

namespace vigilcast::admin::connection_test {

using std::chrono::milliseconds;

// A loop on a thread of its own; every connection is one end of a socket pair. The handler says what it was asked.
class ConnectionTest : public testing::Test {
 protected:
  ConnectionTest() : thread_([this] { loop_.run(); }) {}
  ~ConnectionTest() override { stop(); }

  void stop() {
    loop_.stop();
    if (thread_.joinable()) thread_.join();
  }
  RawClient connect(Duration request_time = std::chrono::seconds(30), Door door = Door::control, SharedTlsContext tls = nullptr) {
    int ends[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    on_loop([&] { serve(loop_, {runtime::Descriptor(ends[0]), door, std::move(tls)}, places_, request_time, handler_); });
    return RawClient(ends[1]);
  }
  void on_loop(const std::function<void()>& task) {
    std::promise<void> done;
    loop_.post([&] {
      task();
      done.set_value();
    });
    done.get_future().wait();
  }
  unsigned open_connections() {
    unsigned out = 0;
    on_loop([&] { out = places_->control + places_->loopback + places_->metrics; });
    return out;
  }
  // The loop needs a moment to see an end; bounded, so that a leak fails.
  bool all_closed() {
    for (int i = 0; i < 1000; ++i) {
      if (open_connections() == 0) return true;
      ::poll(nullptr, 0, 10);
    }
    return false;
  }

  runtime::Loop loop_;
  std::shared_ptr<Places> places_ = std::make_shared<Places>();
  Handler handler_ = [](const Request& request, const std::function<void(Response)>& done) {
    done({.status = 200, .content_type = "text/plain", .body = request.method + " " + request.path + " " + request.accept, .headers = {{"X-Test", "yes"}}});
  };

 private:
  std::thread thread_;
};

TEST_F(ConnectionTest, AnswersAndKeepsTheConnection) {
  RawClient client = connect();
  client.send("GET /one HTTP/1.1\r\nHost: localhost\r\nAccept: a/b\r\n\r\n");
  const std::string first = client.read_until("GET /one a/b");
  EXPECT_TRUE(first.starts_with("HTTP/1.1 200 OK\r\n")) << first;
  EXPECT_NE(first.find("X-Test: yes\r\n"), std::string::npos);
  EXPECT_NE(first.find("Cache-Control: no-store\r\n"), std::string::npos);
  // Two at once are answered in order.
  client.send("GET /two HTTP/1.1\r\nHost: localhost\r\n\r\nPOST /three HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
  const std::string rest = client.read_to_end();
  ASSERT_NE(rest.find("GET /two"), std::string::npos);
  EXPECT_GT(rest.find("POST /three"), rest.find("GET /two"));
  EXPECT_NE(rest.find("Connection: close\r\n"), std::string::npos);
  EXPECT_TRUE(all_closed());
}

TEST_F(ConnectionTest, HeadHasTheLengthButNoBody) {
  RawClient client = connect();
  client.send("HEAD /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  const std::string answer = client.read_to_end();
  EXPECT_NE(answer.find("Content-Length: 7\r\n"), std::string::npos) << answer;
  EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
}

TEST_F(ConnectionTest, WhatIsWithinTheBoundsIsServed) {
  RawClient client = connect();
  const std::string field = "X: " + std::string(kMaxHeader - 200, 'a') + "\r\n";
  client.send("POST /full HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: " + std::to_string(kMaxBody) + "\r\n" + field + "\r\n" +
              std::string(kMaxBody, 'b'));
  EXPECT_TRUE(client.read_to_end().ends_with("POST /full "));
}

struct Hostile {
  const char* name;
  std::string sends;
  const char* status;
};

TEST_F(ConnectionTest, WhoeverSendsTooMuchOrNonsenseIsToldAndCutOff) {
  const std::string long_line(100'000, 'a');
  std::string many_fields;
  for (int i = 0; i < 5000; ++i) many_fields += "X-" + std::to_string(i) + ": y\r\n";
  const Hostile cases[] = {
      {"garbage", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 not http\r\n\r\n", 24), "400"},
      {"no version", "GET /\r\n\r\n", "400"},
      {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "400"},
      {"a path that is none", "GET * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "400"},
      {"a broken escape", "GET /%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "400"},
      {"two lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", "400"},
      {"a negative length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", "400"},
      {"bad chunk", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "400"},
      {"an endless request line", "GET /" + long_line, "431"},
      {"an endless field", "GET / HTTP/1.1\r\nHost: a\r\nX: " + long_line, "431"},
      {"endless fields", "GET / HTTP/1.1\r\n" + many_fields, "431"},
      {"a huge body", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n" + long_line, "413"},
      {"a huge body in chunks", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n186a0\r\n" + long_line + "\r\n186a0\r\n" + long_line, "413"},
  };
  for (const Hostile& one : cases) {
    SCOPED_TRACE(one.name);
    RawClient client = connect();
    client.send(one.sends);
    const std::string answer = client.read_until("}\n");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 " + std::string(one.status))) << answer.substr(0, 200);
    EXPECT_NE(answer.find("application/problem+json"), std::string::npos) << answer;
    EXPECT_NE(answer.find("Connection: close"), std::string::npos) << answer;
  }
  EXPECT_TRUE(all_closed());
}

TEST_F(ConnectionTest, WhoeverIsSlowWithTheRequestIsCutOff) {
  RawClient silent = connect(milliseconds(50));
  RawClient half = connect(milliseconds(50));
  half.send("GET / HTTP/1.1\r\nHost:");
  EXPECT_EQ(silent.read_to_end(), "");
  EXPECT_EQ(half.read_to_end(), "");

  // A byte now and then does not buy more time.
  RawClient dripping = connect(milliseconds(200));
  int sent = 0;
  while (sent < 1000 && dripping.send("a") && !dripping.closed_within(10)) ++sent;
  EXPECT_LT(sent, 1000);
  EXPECT_TRUE(all_closed());
}

TEST_F(ConnectionTest, WhoeverDoesNotReadIsCutOff) {
  handler_ = [](const Request&, const std::function<void(Response)>& done) {
    done({.status = 200, .content_type = "text/plain", .body = std::string(20'000'000, 'x'), .headers = {}});
  };
  RawClient client = connect(milliseconds(100));
  client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(all_closed());
}

TEST_F(ConnectionTest, AClientThatLeavesBeforeTheAnswerHarmsNobody) {
  std::promise<std::function<void(Response)>> asked;
  handler_ = [&](const Request&, std::function<void(Response)> done) { asked.set_value(std::move(done)); };
  std::function<void(Response)> answer;
  {
    RawClient client = connect();
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    answer = asked.get_future().get();
  }
  on_loop([&] { answer({.status = 200, .content_type = "text/plain", .body = "to nobody", .headers = {}}); });
  answer = nullptr;
  EXPECT_TRUE(all_closed());
}

TEST_F(ConnectionTest, PlacesAreBoundedAndSomeAreKeptForTheControlSocket) {
  std::vector<RawClient> clients;
  int turned_away = 0;
  for (int i = 0; i < 100; ++i) {
    RawClient client = connect(std::chrono::seconds(30), Door::loopback);
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    const std::string answer = client.read_until("\r\n\r\n");
    turned_away += answer.starts_with("HTTP/1.1 503") ? 1 : 0;
    clients.push_back(std::move(client));
  }
  EXPECT_EQ(turned_away, 100 - static_cast<int>(Places::kLoopback));

  int served = 0;
  for (int i = 0; i < 100; ++i) {
    RawClient client = connect();
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    served += client.read_until("\r\n\r\n").starts_with("HTTP/1.1 200") ? 1 : 0;
    clients.push_back(std::move(client));
  }
  EXPECT_EQ(served, static_cast<int>(Places::kLocal - Places::kLoopback));
  EXPECT_EQ(open_connections(), Places::kLocal);

  clients.clear();
  ASSERT_TRUE(all_closed());
  RawClient next = connect();
  next.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(next.read_until("\r\n\r\n").starts_with("HTTP/1.1 200"));
}

TEST_F(ConnectionTest, TheMetricsDoorHasPlacesOfItsOwn) {
  std::vector<RawClient> clients;
  for (unsigned i = 0; i < 2 * Places::kMetrics; ++i) clients.push_back(connect(std::chrono::seconds(30), Door::metrics));
  EXPECT_EQ(open_connections(), Places::kMetrics);
  for (const Door door : {Door::loopback, Door::control}) {
    RawClient client = connect(std::chrono::seconds(30), door);
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_TRUE(client.read_until("\r\n\r\n").starts_with("HTTP/1.1 200"));
  }
}

TEST_F(ConnectionTest, AHandshakeThatIsNoneIsCutOff) {
  const SharedTlsContext tls = make_tls_context(*make_self_signed("test", {})).value();
  RawClient silent = connect(milliseconds(50), Door::metrics, tls);
  EXPECT_EQ(silent.read_to_end(), "");
  RawClient plain = connect(std::chrono::seconds(30), Door::metrics, tls);
  plain.send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(plain.read_to_end().find("HTTP"), std::string::npos);
  RawClient dripping = connect(milliseconds(200), Door::metrics, tls);
  dripping.send("\x16\x03\x01\x02");
  EXPECT_LT(dripping.read_to_end().size(), 100U);
  EXPECT_TRUE(all_closed());
}

TEST_F(ConnectionTest, TheLoopMayEndWithConnectionsOpen) {
  RawClient idle = connect();
  RawClient half = connect();
  half.send("GET / HT");
  stop();
}

}  // namespace vigilcast::admin::connection_test
