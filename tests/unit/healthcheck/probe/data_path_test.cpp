// How probes leave the machine, how long each phase may take, and what is said of one probe.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/healthcheck/probe/test_certificate.h"
#include "tests/unit/healthcheck/probe/test_prober.h"
#include "tests/unit/healthcheck/probe/test_server.h"

namespace vigilcast::health::data_path_test {

using namespace probe_test;
using namespace std::chrono_literals;

CheckSpec with(const Server& server, DataPath path) {
  CheckSpec check = http_check(server.url());
  http_of(check).path = std::move(path);
  return check;
}

void expect(const Observation& seen, Outcome outcome, std::string_view code, std::string_view part) {
  EXPECT_EQ(seen.outcome, outcome) << seen.code << " " << seen.text;
  EXPECT_EQ(seen.code, code) << seen.text;
  EXPECT_NE(seen.text.find(part), std::string::npos) << seen.text;
}

// Answers with the address that the client came from, as far as the PROXY header says.
Server::Script says_proxy_header() {
  return [](Peer& peer) {
    std::string header;
    while (!header.ends_with("\r\n")) {
      const std::string next = peer.read(1);
      if (next.empty()) return;
      header += next;
    }
    if (!peer.read_request().empty()) peer.ok(header);
  };
}

TEST(DataPath, ASourceAddress) {
  Server server(always("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
  ProbeRun run;
  expect(run.ask(with(server, {.source = "127.0.0.2"})), Outcome::pass, "L7OK", "status 200");
  expect(run.ask(with(server, {.source = "192.0.2.77"})), Outcome::inconclusive, "SOCKERR", "the source address 192.0.2.77 is not on this host");
  expect(run.ask(with(server, {.source = "::1"})), Outcome::inconclusive, "SOCKERR", "different address families");
}

TEST(DataPath, AnInterface) {
  Server server(always("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
  ProbeRun run;
  expect(run.ask(with(server, {.interface = "no-such-link"})), Outcome::inconclusive, "SOCKERR", "there is no interface no-such-link");
}

TEST(DataPath, ANamespaceThatIsNotThere) {
  Server server(always("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
  ProbeRun run;
  expect(run.ask(with(server, {.network_namespace = "no-such-namespace"})), Outcome::inconclusive, "SOCKERR", "/run/netns/no-such-namespace");
  expect(run.ask(with(server, {})), Outcome::pass, "L7OK", "status 200");
}

TEST(DataPath, OnlyAddressesOfOneFamilyAreTried) {
  Server server(always("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
  ProbeRun run;
  CheckSpec check = http_check("http://localhost:" + std::to_string(server.port()) + "/");
  http_of(check).path.family = AddressFamily::ipv4;
  expect(run.ask(check), Outcome::pass, "L7OK", "status 200");
  http_of(check).path.family = AddressFamily::ipv6;
  const Observation seen = run.ask(check);
  EXPECT_NE(seen.outcome, Outcome::pass) << "the server has no IPv6 address";
  EXPECT_NE(seen.text.find("[::1]"), std::string::npos) << seen.text;
}

TEST(DataPath, AProxyHeaderInText) {
  Server server(says_proxy_header());
  ProbeRun run;
  CheckSpec check = with(server, {.source = "127.0.0.3", .proxy_protocol = ProxyProtocol::v1});
  http_of(check).body_contains = "PROXY TCP4 127.0.0.3 127.0.0.1 ";
  expect(run.ask(check), Outcome::pass, "L7OK", "status 200");
}

TEST(DataPath, AProxyHeaderInOctets) {
  Server server([](Peer& peer) {
    const std::string header = peer.read(28);
    if (peer.read_request().empty()) return;
    const std::string start("\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\x7f\0\0\1\x7f\0\0\1", 24);
    peer.ok(header.starts_with(start) ? "good" : "bad");
  });
  ProbeRun run;
  CheckSpec check = with(server, {.proxy_protocol = ProxyProtocol::v2});
  http_of(check).body_contains = "good";
  expect(run.ask(check), Outcome::pass, "L7OK", "status 200");
}

TEST(PhaseTimeouts, EachPhaseHasItsOwnLimit) {
  Server silent([](Peer& peer) { peer.wait_for_close(); });
  ProbeRun run;
  CheckSpec check = http_check(silent.url());
  check.timeouts.first_byte = 60ms;
  expect(run.ask_undisturbed(check), Outcome::fail, "L7TOUT", "no answer from " + silent.address() + " within 60ms");

  check = http_check("https://" + silent.address() + "/");
  check.timeouts.tls = 70ms;
  expect(run.ask_undisturbed(check), Outcome::fail, "L6TOUT", "within 70ms");
}

TEST(PhaseTimeouts, TheFirstByteEndsItsLimit) {
  Server slow([](Peer& peer) {
    if (peer.read_request().empty()) return;
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n");
    for (const char c : std::string_view("abc")) {
      std::this_thread::sleep_for(60ms);
      peer.send({&c, 1});
    }
  });
  ProbeRun run;
  CheckSpec check = http_check(slow.url());
  check.timeouts.first_byte = 100ms;
  const Observation seen = run.ask_undisturbed(check);
  expect(seen, Outcome::pass, "L7OK", "status 200");
  EXPECT_GE(seen.phases[static_cast<std::size_t>(Phase::transfer)], 100ms);
  Duration sum{};
  for (const Duration phase : seen.phases) sum += phase;
  EXPECT_EQ(sum, seen.took);
}

TEST(ProbeTrace, TellsWhatWasSaidAndHeard) {
  Server server(always("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n\x01\x02\x03"));
  ProbeRun run;
  const Observation seen = run.trace(http_check(server.url()));
  std::string all;
  for (const std::string& line : seen.trace) all += line.substr(line.find("ms  ") + 4) + "\n";
  for (const std::string& part :
       {"connect to " + server.address(), std::string("connected"), std::string("> GET /healthz HTTP/1.1"), std::string("L7OK status 200")}) {
    EXPECT_NE(all.find(part + "\n"), std::string::npos) << part << " is missing in\n" << all;
  }
  EXPECT_NE(all.find("< 485454502F312E31"), std::string::npos) << "octets that are no text are shown as hex\n" << all;
  EXPECT_TRUE(run.ask(http_check(server.url())).trace.empty());
}

TEST(ProbeTrace, ALongAnswerIsCut) {
  Server server(always("HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n" + std::string(60'000, 'x')));
  ProbeRun run;
  const Observation seen = run.trace(http_check(server.url()));
  std::size_t size = 0;
  for (const std::string& line : seen.trace) size += line.size();
  EXPECT_LT(size, 6000U);
  EXPECT_EQ(seen.outcome, Outcome::pass);
}

// --- TLS ---

CheckSpec https_check(const Server& server, const Certificate& certificate) {
  CheckSpec check = http_check("https://" + server.address() + "/");
  http_of(check).tls.ca_file = certificate.file();
  http_of(check).reuse = false;
  return check;
}

TEST(TlsOptions, SessionsAreResumedButForFreshProbes) {
  const Certificate certificate("IP:127.0.0.1");
  Server server(always("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), certificate.server());
  ProbeRun run;
  const CheckSpec check = https_check(server, certificate);
  const auto resumed = [&](bool fresh) {
    const Observation seen = run.trace(check, fresh);
    EXPECT_EQ(seen.code, "L7OK") << seen.text;
    return std::ranges::any_of(seen.trace, [](const std::string& line) { return line.find(", resumed") != std::string::npos; });
  };
  EXPECT_FALSE(resumed(false));
  EXPECT_TRUE(resumed(false));
  EXPECT_FALSE(resumed(true)) << "so that a certificate that has changed is seen";
  EXPECT_TRUE(resumed(false));
}

TEST(TlsOptions, APinIsKeptTo) {
  const Certificate certificate("IP:127.0.0.1");
  Server server(always("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), certificate.server());
  ProbeRun run;
  CheckSpec check = https_check(server, certificate);
  http_of(check).tls.pin = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  const Observation refused = run.ask(check);
  expect(refused, Outcome::fail, "L6RSP", "has the pin ");
  const std::string marker = "has the pin ";
  http_of(check).tls.pin = refused.text.substr(refused.text.find(marker) + marker.size(), 44);
  expect(run.ask(check), Outcome::pass, "L7OK", "status 200");
}

TEST(TlsOptions, ACertificateThatEndsSoonIsDegraded) {
  const Certificate certificate("IP:127.0.0.1", 3 * 86400 + 60);
  Server server(always("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), certificate.server());
  ProbeRun run;
  CheckSpec check = https_check(server, certificate);
  http_of(check).tls.validity = 2 * 24h;
  expect(run.ask(check), Outcome::pass, "L7OK", "status 200");
  http_of(check).tls.validity = 7 * 24h;
  expect(run.ask(check), Outcome::degraded, "L7OK", "status 200; the certificate ends in 3 days");
}

TEST(TlsOptions, AVersionThatIsTooOld) {
  const Certificate certificate("IP:127.0.0.1");
  SSL_CTX_set_max_proto_version(certificate.server(), TLS1_2_VERSION);
  Server server(always("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), certificate.server());
  ProbeRun run;
  CheckSpec check = https_check(server, certificate);
  expect(run.ask(check), Outcome::pass, "L7OK", "status 200");
  http_of(check).tls.minimum = TlsVersion::v1_3;
  expect(run.ask(check), Outcome::fail, "L6RSP", "version");
}

TEST(TlsOptions, AServerThatWantsToKnowUs) {
  const Certificate certificate("IP:127.0.0.1");
  const Certificate ours("DNS:prober.example");
  SSL_CTX_load_verify_locations(certificate.server(), ours.file().c_str(), nullptr);
  SSL_CTX_set_verify(certificate.server(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  Server server(always("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), certificate.server());
  ProbeRun run;
  CheckSpec check = https_check(server, certificate);
  EXPECT_EQ(run.ask(check).outcome, Outcome::fail);
  const std::string both = ours.file() + ".both";
  std::FILE* out = std::fopen(both.c_str(), "w");
  std::fputs((ours.pem() + ours.key_pem()).c_str(), out);
  std::fclose(out);
  http_of(check).tls.certificate_file = both;
  expect(run.ask(check), Outcome::pass, "L7OK", "status 200");
  http_of(check).tls.key_file = certificate.file();
  expect(run.ask(check), Outcome::inconclusive, "SOCKERR", "holds no private key");
  ::unlink(both.c_str());
}

}  // namespace vigilcast::health::data_path_test
