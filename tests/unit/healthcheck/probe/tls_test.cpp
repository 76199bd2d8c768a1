#include <gtest/gtest.h>

#include "tests/unit/healthcheck/probe/test_certificate.h"
#include "tests/unit/healthcheck/probe/test_prober.h"
#include "tests/unit/healthcheck/probe/test_server.h"

namespace vigilcast::health::tls_probe_test {

using namespace probe_test;
using namespace std::chrono_literals;

void expect(const Observation& seen, Outcome outcome, std::string_view code, std::string_view part) {
  EXPECT_EQ(seen.outcome, outcome) << seen.code << " " << seen.text;
  EXPECT_EQ(seen.code, code) << seen.text;
  EXPECT_NE(seen.text.find(part), std::string::npos) << seen.text;
}

Server tls_server(const Certificate& certificate) { return Server(always("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), certificate.server()); }

CheckSpec https_check(const Server& server, const std::string& ca_file) {
  CheckSpec check = http_check("https://" + server.address() + "/");
  http_of(check).tls.ca_file = ca_file;
  return check;
}

TEST(TlsProbe, AGoodCertificate) {
  const Certificate certificate("IP:127.0.0.1,DNS:web.example");
  Server server = tls_server(certificate);
  ProbeRun run;
  CheckSpec check = https_check(server, certificate.file());
  expect(run.ask(check), Outcome::pass, "L7OK", "status 200");
  expect(run.ask(check), Outcome::pass, "L7OK", "status 200");
  EXPECT_EQ(server.connections(), 1) << "kept";
  http_of(check).tls.server_name = "web.example";
  expect(run.ask(check), Outcome::pass, "L7OK", "status 200");
}

TEST(TlsProbe, TheNameIsSentAndVerified) {
  const Certificate certificate("DNS:web.example");
  static std::string asked;
  SSL_CTX_set_info_callback(certificate.server(), [](const SSL* tls, int where, int) {
    if ((where & SSL_CB_HANDSHAKE_DONE) == 0 && SSL_get_servername(tls, TLSEXT_NAMETYPE_host_name) != nullptr)
      asked = SSL_get_servername(tls, TLSEXT_NAMETYPE_host_name);
  });
  ProbeRun run;
  {
    Server server = tls_server(certificate);
    CheckSpec check = https_check(server, certificate.file());
    expect(run.ask(check), Outcome::fail, "L6RSP", "the certificate is not for 127.0.0.1");
    http_of(check).tls.server_name = "shop.example";
    expect(run.ask(check), Outcome::fail, "L6RSP", "the certificate is not for shop.example");
  }
  EXPECT_EQ(asked, "shop.example");
}

TEST(TlsProbe, AnExpiredCertificate) {
  const Certificate certificate("IP:127.0.0.1", -60);
  Server server = tls_server(certificate);
  ProbeRun run;
  CheckSpec check = https_check(server, certificate.file());
  expect(run.ask(check), Outcome::fail, "L6RSP", "certificate has expired");
  http_of(check).tls.verify = false;
  expect(run.ask(check), Outcome::pass, "L7OK", "status 200");
}

TEST(TlsProbe, AnUnknownAuthority) {
  const Certificate certificate("IP:127.0.0.1");
  const Certificate other("IP:127.0.0.1");
  Server server = tls_server(certificate);
  ProbeRun run;
  expect(run.ask(https_check(server, "")), Outcome::fail, "L6RSP", "the certificate is refused: self");
  expect(run.ask(https_check(server, other.file())), Outcome::fail, "L6RSP", "the certificate is refused");
}

TEST(TlsProbe, ACaFileThatIsMissingOrWrongIsOurOwnTrouble) {
  const Certificate certificate("IP:127.0.0.1");
  Server server = tls_server(certificate);
  ProbeRun run;
  expect(run.ask(https_check(server, "/nonexistent/ca.pem")), Outcome::inconclusive, "SOCKERR", "/nonexistent/ca.pem");
  expect(run.ask(https_check(server, "/proc/self/status")), Outcome::inconclusive, "SOCKERR", "holds no certificate");
}

TEST(TlsProbe, AServerWithoutTls) {
  Server server([](Peer& peer) {
    peer.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    peer.wait_for_close();
  });
  ProbeRun run;
  expect(run.ask(https_check(server, "")), Outcome::fail, "L6RSP", "wrong version number");
}

TEST(TlsProbe, AHandshakeThatHangsOrBreaks) {
  Server silent([](Peer& peer) { peer.wait_for_close(); });
  ProbeRun run;
  CheckSpec check = https_check(silent, "");
  check.timeout = 60ms;
  expect(run.ask_undisturbed(check), Outcome::fail, "L6TOUT", "no TLS handshake with " + silent.address() + " within 60ms");

  Server rude([](Peer&) {});
  expect(run.ask(https_check(rude, "")), Outcome::fail, "L6RSP", "TLS handshake with " + rude.address() + " failed");
}

TEST(TlsProbe, AResponseWithoutLengthEndsWithTheConnection) {
  const Certificate certificate("IP:127.0.0.1");
  Server server(
      [](Peer& peer) {
        peer.read_request();
        peer.send("HTTP/1.0 200 OK\r\n\r\nall is ok");
      },
      certificate.server());
  ProbeRun run;
  CheckSpec check = https_check(server, certificate.file());
  http_of(check).body_contains = "is ok";
  expect(run.ask(check), Outcome::pass, "L7OK", "status 200");
}

}  // namespace vigilcast::health::tls_probe_test
