#include "healthcheck/probe/http.h"

#include <gtest/gtest.h>

#include "tests/unit/healthcheck/probe/test_prober.h"
#include "tests/unit/healthcheck/probe/test_server.h"

namespace vigilcast::health::http_probe_test {

using namespace probe_test;
using namespace std::chrono_literals;

void expect(const Observation& seen, Outcome outcome, std::string_view code, std::string_view part) {
  EXPECT_EQ(seen.outcome, outcome) << seen.code << " " << seen.text;
  EXPECT_EQ(seen.code, code) << seen.text;
  EXPECT_NE(seen.text.find(part), std::string::npos) << seen.text;
  EXPECT_EQ(seen.check, "web");
  EXPECT_GT(seen.took, 0ns);
}

struct Row {
  std::string what;
  std::string response;
  Outcome outcome;
  std::string code, text;
};

class HttpResponse : public testing::TestWithParam<Row> {};

TEST_P(HttpResponse, IsJudged) {
  const Row& row = GetParam();
  // Closes after the response: what has no length ends there.
  Server server([&](Peer& peer) {
    peer.read_request();
    peer.send(row.response);
  });
  CheckSpec check = http_check(server.url());
  http_of(check).body_contains = "ok";
  ProbeRun run;
  expect(run.ask(check), row.outcome, row.code, row.text);
  EXPECT_EQ(server.connections(), 1) << "a bad answer on a fresh connection is not asked for again";
}

std::string big(std::size_t before) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(before + 2) + "\r\n\r\n" + std::string(before, 'x') + "ok";
}

INSTANTIATE_TEST_SUITE_P(
    Table, HttpResponse,
    testing::Values(
        Row{"good", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", Outcome::pass, "L7OK", "status 200"},
        Row{"chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nits\r\n3\r\n ok\r\n0\r\n\r\n", Outcome::pass, "L7OK", "status 200"},
        Row{"split_over_chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n", Outcome::pass, "L7OK", "status 200"},
        Row{"http_1_0_without_length", "HTTP/1.0 200 OK\r\n\r\nall is ok", Outcome::pass, "L7OK", "status 200"},
        Row{"interim_first", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", Outcome::pass, "L7OK",
            "status 200"},
        Row{"unavailable", "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 2\r\n\r\nok", Outcome::fail, "L7STS", "status 503, expected 200-299"},
        Row{"redirect_is_not_followed", "HTTP/1.1 301 Moved\r\nLocation: /\r\nContent-Length: 0\r\n\r\n", Outcome::fail, "L7STS",
            "status 301, expected 200-299"},
        Row{"wrong_body", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad", Outcome::fail, "L7RSP", "'ok' is not in the body"},
        Row{"no_body", "HTTP/1.1 204 No Content\r\n\r\n", Outcome::fail, "L7RSP", "'ok' is not in the body"},
        Row{"big_body_early", "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nok" + std::string(70'000, 'x'), Outcome::pass, "L7OK", "status 200"},
        Row{"body_too_large", big(65'536), Outcome::fail, "L7RSP", "first 64 KiB of the body"},
        Row{"body_just_fits", big(65'534), Outcome::pass, "L7OK", "status 200"},
        Row{"garbage", "SSH-2.0-OpenSSH_9.2\r\n", Outcome::fail, "L7RSP", "not an HTTP response: 'SSH-2.0-OpenSSH_9.2'"},
        Row{"binary_garbage", std::string("\x15\x03\x01\0\x02\x02\x0a\r\n\r\n", 11), Outcome::fail, "L7RSP", "not an HTTP response"},
        Row{"endless_header", "HTTP/1.1 200 OK\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n", Outcome::fail, "L7RSP", "longer than 16 KiB"},
        Row{"bad_length", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", Outcome::fail, "L7RSP", "malformed HTTP response"},
        Row{"bad_chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nok", Outcome::fail, "L7RSP", "malformed HTTP response"},
        Row{"nothing", "", Outcome::fail, "L7RSP", "closed without a response"},
        Row{"header_cut_short", "HTTP/1.1 200 OK\r\nContent-Le", Outcome::fail, "L7RSP", "closed early"},
        Row{"body_cut_short", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nok", Outcome::fail, "L7RSP", "closed early"},
        Row{"chunks_cut_short", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n", Outcome::fail, "L7RSP", "closed early"}),
    [](const auto& row) { return row.param.what; });

TEST(HttpProbe, SendsWhatIsConfigured) {
  std::string request;
  Server server([&](Peer& peer) {
    request = peer.read_request();
    peer.ok();
    peer.wait_for_close();
  });
  CheckSpec check = http_check(server.url("/health?full=1"));
  http_of(check).headers = {{"Host", "web.example"}, {"X-Probe", "yes"}};
  ProbeRun run;
  expect(run.ask(check), Outcome::pass, "L7OK", "status 200");
  EXPECT_EQ(request, "GET /health?full=1 HTTP/1.1\r\nUser-Agent: vigilcast\r\nAccept: */*\r\nHost: web.example\r\nX-Probe: yes\r\n\r\n");
}

TEST(HttpProbe, SeveralStatusRanges) {
  Server server(always("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"));
  CheckSpec check = http_check(server.url());
  ProbeRun run;
  http_of(check).status = {{200, 299}, {404, 404}};
  expect(run.ask(check), Outcome::pass, "L7OK", "status 404");
  http_of(check).status = {{200, 299}, {401, 401}};
  expect(run.ask(check), Outcome::fail, "L7STS", "status 404, expected 200-299, 401");
}

TEST(HttpProbe, AHeadResponseHasNoBody) {
  Server server(always("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"));
  CheckSpec check = http_check(server.url());
  http_of(check).method = "HEAD";
  ProbeRun run;
  expect(run.ask(check), Outcome::pass, "L7OK", "status 200");
  expect(run.ask(check), Outcome::pass, "L7OK", "status 200");
  EXPECT_EQ(server.connections(), 1);
}

TEST(HttpProbe, SilenceIsATimeout) {
  Server server([](Peer& peer) { peer.wait_for_close(); });
  CheckSpec check = http_check(server.url());
  check.timeout = 60ms;
  ProbeRun run;
  const Observation seen = run.ask_undisturbed(check);
  expect(seen, Outcome::fail, "L7TOUT", "no answer from " + server.address() + " within 60ms");
  EXPECT_GE(seen.took, 60ms);
}

TEST(HttpProbe, TheTimeoutCoversASlowBody) {
  Server server([](Peer& peer) {
    peer.read_request();
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
    peer.wait_for_close();
  });
  CheckSpec check = http_check(server.url());
  check.timeout = 60ms;
  ProbeRun run;
  expect(run.ask_undisturbed(check), Outcome::fail, "L7TOUT", "no whole answer");
}

TEST(HttpProbe, RefusedAndReset) {
  std::string address;
  {
    Server gone(always(""));
    address = gone.address();
  }
  ProbeRun run;
  expect(run.ask(http_check("http://" + address)), Outcome::fail, "L4CON", "connection refused by " + address);

  Server server([](Peer& peer) {
    peer.read_request();
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
    peer.reset();
  });
  expect(run.ask(http_check(server.url())), Outcome::fail, "L7RSP", "reset by the peer");
}

TEST(HttpProbe, AKeptConnectionIsUsedAgainUnlessAFreshOneIsAskedFor) {
  Server server(always("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
  CheckSpec check = http_check(server.url());
  ProbeRun run;
  for (int i = 0; i < 3; ++i) expect(run.ask(check), Outcome::pass, "L7OK", "");
  EXPECT_EQ(server.connections(), 1);
  expect(run.ask(check, true), Outcome::pass, "L7OK", "");
  EXPECT_EQ(server.connections(), 2);
  expect(run.ask(check), Outcome::pass, "L7OK", "");
  EXPECT_EQ(server.connections(), 2) << "the fresh one is kept from now on";
  http_of(check).reuse = false;
  for (int i = 0; i < 3; ++i) expect(run.ask(check), Outcome::pass, "L7OK", "");
  EXPECT_EQ(server.connections(), 5);
}

TEST(HttpProbe, TheServerSaysWhetherTheConnectionStays) {
  for (const std::string head : {"HTTP/1.1 200 OK\r\nConnection: close\r\n", "HTTP/1.0 200 OK\r\n"}) {
    Server server(always(head + "Content-Length: 2\r\n\r\nok"));
    ProbeRun run;
    for (int i = 0; i < 3; ++i) expect(run.ask(http_check(server.url())), Outcome::pass, "L7OK", "");
    EXPECT_EQ(server.connections(), 3) << head;
  }
}

TEST(HttpProbe, AConnectionThatTheServerClosedWhileIdleIsReplacedUnnoticed) {
  Server server([](Peer& peer) {
    peer.read_request();
    peer.ok();
  });
  ProbeRun run;
  for (int i = 1; i <= 5; ++i) {
    expect(run.ask(http_check(server.url())), Outcome::pass, "L7OK", "");
    EXPECT_EQ(server.connections(), i);
  }
}

TEST(HttpProbe, AConnectionThatBreaksUnderTheRequestIsTriedOnceMoreOnAFreshOne) {
  for (const bool by_reset : {true, false}) {
    Server server([by_reset](Peer& peer) {
      peer.read_request();
      peer.ok();
      if (peer.number == 1) {
        peer.read_request();  // accepted, and gone without a word
        if (by_reset) peer.reset();
        return;
      }
      peer.wait_for_close();
    });
    ProbeRun run;
    expect(run.ask(http_check(server.url())), Outcome::pass, "L7OK", "");
    expect(run.ask(http_check(server.url())), Outcome::pass, "L7OK", "");
    EXPECT_EQ(server.connections(), 2);
  }
}

TEST(HttpProbe, TheSecondTryIsTheLast) {
  Server server([](Peer& peer) {
    peer.read_request();
    if (peer.number == 1) {
      peer.ok();
      peer.read_request();
    }
    peer.reset();
  });
  ProbeRun run;
  expect(run.ask(http_check(server.url())), Outcome::pass, "L7OK", "");
  expect(run.ask(http_check(server.url())), Outcome::fail, "L7RSP", "reset by the peer");
  EXPECT_EQ(server.connections(), 2);
}

// Some servers end an idle connection with words that nobody asked for; they must not be taken for the answer to the next request.
TEST(HttpProbe, AGoodbyeOnAKeptConnectionIsNotTheNextAnswer) {
  Server server([](Peer& peer) {
    peer.read_request();
    peer.ok();
    if (peer.number == 1) peer.send("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n");
    peer.wait_for_close();
  });
  ProbeRun run;
  expect(run.ask(http_check(server.url())), Outcome::pass, "L7OK", "");
  expect(run.ask(http_check(server.url())), Outcome::pass, "L7OK", "status 200");
  EXPECT_EQ(server.connections(), 2);
}

TEST(HttpProbe, ANameIsResolved) {
  Server server(always("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
  ProbeRun run;
  for (const char* name : {"localhost", "LOCALHOST.", "web.localhost"}) {
    expect(run.ask(http_check("http://" + std::string(name) + ":" + std::to_string(server.port()) + "/")), Outcome::pass, "L7OK", "status 200");
  }
}

TEST(HttpProbe, ABadUrlIsOurOwnMistake) {
  ProbeRun run;
  expect(run.ask(http_check("ftp://127.0.0.1/")), Outcome::inconclusive, "SOCKERR", "does not begin with http://");
  CheckSpec check = http_check("http://127.0.0.1/");
  http_of(check).headers = {{"X-Evil", "a\r\nGET / HTTP/1.1"}};
  expect(run.ask(check), Outcome::inconclusive, "SOCKERR", "line break");
}

TEST(HttpProbe, AChangedCheckIsPreparedAnew) {
  Server server(always("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
  CheckSpec check = http_check(server.url());
  ProbeRun run;
  expect(run.ask(check), Outcome::pass, "L7OK", "");
  http_of(check).body_contains = "fine";
  expect(run.ask(check), Outcome::fail, "L7RSP", "'fine' is not in the body");
  run.prober->forget("web");
  run.prober->forget("nobody");
  expect(run.ask(check), Outcome::fail, "L7RSP", "'fine' is not in the body");
  EXPECT_EQ(server.connections(), 3);
}

}  // namespace vigilcast::health::http_probe_test
