#include "pkg/http/channel.h"

#include <gtest/gtest.h>

#include <array>
#include <charconv>
#include <future>
#include <thread>

#include "pkg/runtime/loop.h"
#include "tests/unit/healthcheck/probe/test_certificate.h"
#include "tests/unit/healthcheck/probe/test_server.h"

namespace vigilcast::http::channel_test {

using health::probe_test::Certificate;
using health::probe_test::Peer;
using health::probe_test::Server;
using std::chrono::milliseconds;
using std::chrono::seconds;

ServerAddress address(const Server& server, bool tls = false) { return {tls, "127.0.0.1", server.port()}; }

// Answers every request with the number of its connection.
void numbered(Peer& peer) {
  while (!peer.read_request().empty()) peer.ok(std::to_string(peer.number));
}

Receiver receiver(std::string& out, Duration patience = seconds(10)) {
  return {.piece =
              [&out](std::string_view piece) {
                out += piece;
                return true;
              },
          .deadline = [patience] { return runtime::monotonic_now() + patience; }};
}

std::string chunk(std::string_view text) {
  std::array<char, 16> size{};
  const auto [end, error] = std::to_chars(size.data(), size.data() + size.size(), text.size(), 16);
  return std::string(size.data(), end) + "\r\n" + std::string(text) + "\r\n";
}
const std::string kStreamHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

TEST(Channel, KeepsItsConnection) {
  Server server(numbered);
  Stopper stopper;
  Channel channel(address(server), {}, stopper);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(channel.exchange({.target = "/"})->body, "1");
}

TEST(Channel, ReplacesAConnectionThatTheServerClosedWhileItWasIdle) {
  Server server([](Peer& peer) {
    peer.read_request();
    peer.ok(std::to_string(peer.number));
  });
  Stopper stopper;
  Channel channel(address(server), {}, stopper);
  for (const char* expected : {"1", "2", "3"}) {
    const auto reply = channel.exchange({.target = "/"});
    ASSERT_TRUE(reply) << reply.error().text;
    EXPECT_EQ(reply->body, expected);
  }
}

TEST(Channel, SendsMethodHeadersAndBody) {
  std::promise<std::string> seen;
  Server server([&](Peer& peer) {
    const std::string head = peer.read_request();
    seen.set_value(head + peer.read(7));
    peer.ok();
  });
  Stopper stopper;
  Channel channel(address(server), {}, stopper);
  ASSERT_TRUE(
      channel.exchange({.method = "PATCH", .target = "/a?b=c", .headers = {{"Authorization", "Bearer x"}}, .content_type = "text/x", .body = "{body}\n"}));
  EXPECT_EQ(seen.get_future().get(),
            "PATCH /a?b=c HTTP/1.1\r\nHost: " + server.address() + "\r\nAuthorization: Bearer x\r\nContent-Type: text/x\r\nContent-Length: 7\r\n\r\n{body}\n");
}

TEST(Channel, AnAnswerOfAnyStatusIsAReplyWithItsRetryAfter) {
  Server server(health::probe_test::always("HTTP/1.1 429 Too Many\r\nRetry-After: 7\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nbusy"));
  Stopper stopper;
  Channel channel(address(server), {}, stopper);
  std::string streamed;
  for (const auto& reply : {channel.exchange({.target = "/"}), channel.stream({.target = "/"}, receiver(streamed))}) {
    ASSERT_TRUE(reply) << reply.error().text;
    EXPECT_EQ(reply->status, 429);
    EXPECT_EQ(reply->retry_after, seconds(7));
    EXPECT_EQ(reply->content_type, "text/plain");
    EXPECT_EQ(reply->body, "busy");
  }
  EXPECT_EQ(streamed, "") << "what is streamed is a success";
}

TEST(Channel, SaysWhyNobodyAnswers) {
  Stopper stopper;
  Channel refused({false, "127.0.0.1", 1}, {}, stopper);
  const auto outcome = refused.exchange({.target = "/"});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, Failure::Kind::unreachable);
  EXPECT_EQ(outcome.error().text, "connection refused");

  Channel unnamed({false, "no-such-host.invalid", 80}, {}, stopper);
  EXPECT_TRUE(unnamed.exchange({.target = "/"}).error().text.starts_with("the name no-such-host.invalid is not resolved"));
}

TEST(Channel, TellsAnAnswerThatBreaksOffFromAWholeOne) {
  for (const std::string answer : {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"}) {
    Server server([&](Peer& peer) {
      peer.read_request();
      peer.send(answer);
    });
    Stopper stopper;
    Channel channel(address(server), {}, stopper);
    std::string body;
    const auto outcome = channel.stream({.target = "/"}, receiver(body));
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, Failure::Kind::broken);
    EXPECT_EQ(body, "half") << "what came is handed over";
  }
}

TEST(Channel, RefusesARequestInARequest) {
  Stopper stopper;
  Channel channel({false, "127.0.0.1", 1}, {}, stopper);
  EXPECT_EQ(channel.exchange({.target = "/", .headers = {{"Authorization", "Bearer a\r\nX: y"}}}).error().kind, Failure::Kind::broken);
  EXPECT_EQ(channel.exchange({.target = "/ HTTP/1.1\r\n"}).error().kind, Failure::Kind::broken);
}

TEST(Channel, WritesAddressesOfServersAsUrls) {
  EXPECT_EQ((ServerAddress{true, "10.96.0.1", 443}.url()), "https://10.96.0.1");
  EXPECT_EQ((ServerAddress{true, "2001:db8::1", 6443}.url()), "https://[2001:db8::1]:6443");
  EXPECT_EQ((ServerAddress{false, "::1", 80}.url()), "http://[::1]");
}

struct TlsRow {
  const char* title;
  std::string names;                              // of the server's certificate
  TlsOptions (*options)(const std::string& pem);
  const char* problem;                            // nullptr: works
};

TEST(ChannelTls, TrustsWhatItIsToldToTrust) {
  const Certificate stranger("IP:127.0.0.1");
  static std::string other;
  other = stranger.pem();
  const std::vector<TlsRow> rows{
      {"CA from memory, address in the certificate", "IP:127.0.0.1", [](const std::string& pem) { return TlsOptions{.ca = pem}; }, nullptr},
      {"of several CAs one is enough", "IP:127.0.0.1", [](const std::string& pem) { return TlsOptions{.ca = other + pem}; }, nullptr},
      {"another CA", "IP:127.0.0.1", [](const std::string&) { return TlsOptions{.ca = other}; }, "the server's certificate is refused: "},
      {"no CA: the system's", "IP:127.0.0.1", [](const std::string&) { return TlsOptions{}; }, "the server's certificate is refused: "},
      {"another name", "DNS:web.example", [](const std::string& pem) { return TlsOptions{.ca = pem}; }, "the server's certificate is not for 127.0.0.1"},
      {"the name that is asked for", "DNS:web.example", [](const std::string& pem) { return TlsOptions{.ca = pem, .server_name = "web.example"}; }, nullptr},
      {"insecure", "DNS:web.example", [](const std::string&) { return TlsOptions{.insecure = true}; }, nullptr},
      {"a CA that is none", "IP:127.0.0.1", [](const std::string&) { return TlsOptions{.ca = "x"}; }, "the CA holds no PEM certificate that can be read"},
      {"a certificate without its key", "IP:127.0.0.1", [](const std::string& pem) { return TlsOptions{.ca = pem, .certificate = pem}; },
       "the client key is no PEM key"},
  };
  for (const TlsRow& row : rows) {
    SCOPED_TRACE(row.title);
    const Certificate certificate(row.names);
    Server server(numbered, certificate.server());
    Stopper stopper;
    Channel channel(address(server, true), row.options(certificate.pem()), stopper);
    const auto outcome = channel.exchange({.target = "/"});
    EXPECT_EQ(outcome.has_value(), row.problem == nullptr) << (outcome ? outcome->body : outcome.error().text);
    if (outcome || row.problem == nullptr) continue;
    EXPECT_TRUE(outcome.error().text.starts_with(row.problem)) << outcome.error().text;
    EXPECT_EQ(outcome.error().kind, Failure::Kind::tls);
  }
}

TEST(ChannelTls, ShowsItsCertificate) {
  const Certificate certificate("IP:127.0.0.1"), stranger("IP:127.0.0.1");
  SSL_CTX_set_verify(certificate.server(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  SSL_CTX_load_verify_locations(certificate.server(), certificate.file().c_str(), nullptr);
  Server server(numbered, certificate.server());
  Stopper stopper;
  Channel known(address(server, true), {.ca = certificate.pem(), .certificate = certificate.pem(), .key = certificate.key_pem()}, stopper);
  EXPECT_TRUE(known.exchange({.target = "/"}));
  for (const TlsOptions& options :
       {TlsOptions{.ca = certificate.pem()}, TlsOptions{.ca = certificate.pem(), .certificate = stranger.pem(), .key = stranger.key_pem()}}) {
    Channel unknown(address(server, true), options, stopper);
    EXPECT_FALSE(unknown.exchange({.target = "/"}));
  }
}

TEST(ChannelTls, ReplacesAConnectionThatTheServerClosedWhileItWasIdle) {
  const Certificate certificate("IP:127.0.0.1");
  Server server(
      [](Peer& peer) {
        peer.read_request();
        peer.ok(std::to_string(peer.number));
      },
      certificate.server());
  Stopper stopper;
  Channel channel(address(server, true), {.ca = certificate.pem()}, stopper);
  EXPECT_EQ(channel.exchange({.target = "/"})->body, "1");
  EXPECT_EQ(channel.exchange({.target = "/"})->body, "2");
}

TEST(ChannelTls, HandsAStreamOverAsItComes) {
  const Certificate certificate("IP:127.0.0.1");
  std::promise<void> opened, first;
  Server server(
      [&](Peer& peer) {
        peer.read_request();
        peer.send(kStreamHead);
        opened.get_future().wait();  // a watch without events is open all the same
        peer.send(chunk("one\n"));
        first.get_future().wait();
        peer.send(chunk("two\n") + "0\r\n\r\n");
        numbered(peer);
      },
      certificate.server());
  Stopper stopper;
  Channel channel(address(server, true), {.ca = certificate.pem()}, stopper);
  std::string body;
  Receiver to = receiver(body);
  to.opened = [&] { opened.set_value(); };
  to.piece = [&](std::string_view piece) {
    if (body.empty()) first.set_value();
    body += piece;
    return true;
  };
  const auto outcome = channel.stream({.target = "/"}, to);
  ASSERT_TRUE(outcome) << outcome.error().text;
  EXPECT_EQ(body, "one\ntwo\n");
  EXPECT_EQ(channel.exchange({.target = "/"})->body, "1") << "a stream that ends properly leaves the connection usable";
}

TEST(ChannelTls, StopsAStreamFromAnotherThread) {
  const Certificate certificate("IP:127.0.0.1");
  Server server(
      [](Peer& peer) {
        peer.read_request();
        peer.send(kStreamHead + chunk("one\n"));
        peer.wait_for_close();
      },
      certificate.server());
  Stopper stopper;
  Channel channel(address(server, true), {.ca = certificate.pem()}, stopper);
  std::promise<void> began;
  std::thread other([&] {
    began.get_future().wait();
    stopper.stop();
  });
  std::string body;
  Receiver to = receiver(body, seconds(60));
  to.piece = [&](std::string_view) {
    began.set_value();
    return true;
  };
  const Instant start = runtime::monotonic_now();
  const auto outcome = channel.stream({.target = "/"}, to);
  other.join();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, Failure::Kind::stopped);
  EXPECT_LT(runtime::monotonic_now() - start, seconds(10));
  EXPECT_EQ(channel.exchange({.target = "/"}).error().kind, Failure::Kind::stopped) << "stopped is for good";
}

TEST(ChannelTls, StopsWhileTheServerKeepsSilentInTheHandshake) {
  std::promise<void> accepted;
  Server server([&](Peer& peer) {  // no TLS on its side
    accepted.set_value();
    peer.wait_for_close();
  });
  Stopper stopper;
  std::thread other([&] {
    accepted.get_future().wait();
    stopper.stop();
  });
  Channel channel(address(server, true), {.insecure = true}, stopper);
  const auto outcome = channel.exchange({.target = "/"});
  other.join();
  EXPECT_EQ(outcome.error().kind, Failure::Kind::stopped);
}

TEST(ChannelTls, NoticesAServerThatIsSilentForTooLong) {
  const Certificate certificate("IP:127.0.0.1");
  Server server(
      [](Peer& peer) {
        peer.read_request();
        peer.send(kStreamHead + chunk("one\n"));
        peer.wait_for_close();
      },
      certificate.server());
  Stopper stopper;
  Channel channel(address(server, true), {.ca = certificate.pem()}, stopper);
  std::string body;
  const auto outcome = channel.stream({.target = "/"}, receiver(body, milliseconds(50)));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, Failure::Kind::silent);
  EXPECT_EQ(body, "one\n");

  Server mute([](Peer& peer) { peer.wait_for_close(); });
  Channel unanswered(address(mute), {}, stopper);
  EXPECT_EQ(unanswered.exchange({.target = "/", .patience = milliseconds(50)}).error().kind, Failure::Kind::silent);
}

TEST(Channel, EndsAStreamOfWhichEnoughWasRead) {
  Server server([](Peer& peer) {
    peer.read_request();
    peer.send(kStreamHead + chunk("one") + chunk("two"));
    peer.wait_for_close();
  });
  Stopper stopper;
  Channel channel(address(server), {}, stopper);
  Receiver to{.piece = [](std::string_view) { return false; }, .deadline = [] { return runtime::monotonic_now() + seconds(10); }};
  EXPECT_EQ(channel.stream({.target = "/"}, to).error().kind, Failure::Kind::stopped);
}

}  // namespace vigilcast::http::channel_test
