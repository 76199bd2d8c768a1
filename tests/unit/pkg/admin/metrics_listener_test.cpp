// The listener that others reach, over real sockets.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <mutex>

#include "pkg/admin/server.h"
#include "pkg/http/channel.h"
#include "pkg/http/client.h"
#include "tests/unit/pkg/admin/raw_client.h"
#include "tests/unit/pkg/admin/sample.h"

namespace vigilcast::admin::metrics_listener_test {

using model::MetricsConfig;
using model::TokenVerdict;
using std::chrono::seconds;

void core(const model::Query& query, const std::function<void(Result<model::Answer>)>& answer) {
  if (std::holds_alternative<model::ReadyQuery>(query)) return answer(model::Readiness{true, {}});
  answer(std::make_shared<const model::Snapshot>(sample::snapshot()));
}

// What the API server thinks of the tokens "right", "stranger" and "powerless".
void judge(const std::string& token, const std::function<void(Result<TokenVerdict>)>& done) {
  if (token == "right") return done(TokenVerdict::allowed);
  if (token == "powerless") return done(TokenVerdict::forbidden);
  if (token == "away") return done(fail("connection refused"));
  done(TokenVerdict::unknown);
}

class MetricsListenerTest : public testing::Test {
 protected:
  MetricsListenerTest() {
    std::string name = (std::filesystem::temp_directory_path() / "vigilcast-metrics-XXXXXX").string();
    root = ::mkdtemp(name.data());
  }
  ~MetricsListenerTest() override {
    server.reset();
    std::filesystem::remove_all(root);
  }

  static MetricsConfig plain() { return {.listen = *Endpoint::parse("127.0.0.1:0"), .certificate = {}, .key = {}}; }
  static MetricsConfig self_signed() {
    MetricsConfig out = plain();
    out.tls = true;
    return out;
  }
  static MetricsConfig judged() {
    MetricsConfig out = self_signed();
    out.auth = MetricsConfig::Auth::kubernetes;
    return out;
  }
  MetricsConfig from_files() const {
    MetricsConfig out = self_signed();
    out.certificate = root / "tls.crt";
    out.key = root / "tls.key";
    return out;
  }
  // Two of them within one tick of the file system's clock must differ as well.
  void write(const std::string& certificate, const std::string& key) {
    ++writes;
    for (const auto& [name, content] : {std::pair{"tls.crt", &certificate}, std::pair{"tls.key", &key}}) {
      std::ofstream(root / name) << *content;
      std::filesystem::last_write_time(root / name, std::filesystem::file_time_type::clock::now() + writes * seconds(1));
    }
  }

  Result<void> start(std::optional<MetricsConfig> metrics) {
    server = std::make_unique<AdminServer>(AdminOptions{.socket_path = root / "run.sock",
                                                        .metrics = std::move(metrics),
                                                        .authorize = judge,
                                                        .complain =
                                                            [this](const Error& error) {
                                                              const std::lock_guard lock(mutex);
                                                              complaints.push_back(error.to_string());
                                                            }},
                                           core);
    return server->start();
  }
  [[nodiscard]] Endpoint there() const { return server->metrics_listening().value(); }

  // A new connection each time.
  http::Outcome<http::Reply> get(const std::string& path, const std::string& token = {}, bool tls = true, const std::string& ca = {}) const {
    http::Stopper stopper;
    http::Channel channel({tls, there().address.to_string(), there().port}, {.ca = ca, .insecure = ca.empty()}, stopper);
    http::Request request{.target = path, .patience = seconds(10)};
    if (!token.empty()) request.headers.emplace_back("Authorization", "Bearer " + token);
    return channel.exchange(request);
  }
  int status(const std::string& path, const std::string& token = {}, bool tls = true) const {
    const auto reply = get(path, token, tls);
    return reply ? reply->status : 0;
  }
  int connect() const {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(there().port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    return socket;
  }

  std::filesystem::path root;
  int writes = 0;
  std::mutex mutex;
  std::vector<std::string> complaints;
  std::unique_ptr<AdminServer> server;
};

TEST_F(MetricsListenerTest, ShowsMetricsAndHealthInTheClearToAnybodyWhenToldTo) {
  ASSERT_TRUE(start(plain()));
  for (const char* path : {"/metrics", "/livez", "/readyz", "/healthz"}) EXPECT_EQ(status(path, {}, false), 200) << path;
  for (const char* path :
       {"/", "/api/v1/status", "/api/v1/peers", "/api/v1/reload", "/metrics/", "/metrics/../api/v1/peers", "/%61pi/v1/peers", "//api/v1/status"}) {
    const auto reply = get(path, {}, false);
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 404) << path;
    EXPECT_EQ(reply->body.find("explain"), std::string::npos) << reply->body;
  }
  RawClient client(connect());
  client.send("POST /api/v1/reload HTTP/1.1\r\nHost: node-1.example\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  EXPECT_TRUE(client.read_to_end().starts_with("HTTP/1.1 404"));
  RawClient named(connect());
  named.send("GET /livez HTTP/1.1\r\nHost: node-1.example\r\nConnection: close\r\n\r\n");
  EXPECT_TRUE(named.read_to_end().starts_with("HTTP/1.1 200")) << "it has names that are not known here";
}

TEST_F(MetricsListenerTest, IsClosedUnlessAskedFor) {
  ASSERT_TRUE(start(std::nullopt));
  EXPECT_FALSE(server->metrics_listening());
}

TEST_F(MetricsListenerTest, SpeaksTls) {
  ASSERT_TRUE(start(self_signed()));
  const auto reply = get("/metrics");
  ASSERT_TRUE(reply) << reply.error().text;
  EXPECT_EQ(reply->status, 200);
  EXPECT_NE(reply->body.find("vigilcast_ready 1"), std::string::npos);
  EXPECT_EQ(status("/api/v1/peers"), 404);
  EXPECT_EQ(status("/metrics", {}, false), 0) << "not in the clear";
}

// One connection, several requests, and an answer of many TLS records.
TEST_F(MetricsListenerTest, KeepsATlsConnection) {
  ASSERT_TRUE(start(self_signed()));
  http::Stopper stopper;
  http::Channel channel({true, "127.0.0.1", there().port}, {.insecure = true}, stopper);
  for (int i = 0; i < 3; ++i) {
    const auto reply = channel.exchange({.target = "/metrics"});
    ASSERT_TRUE(reply) << reply.error().text;
    EXPECT_EQ(reply->status, 200);
  }
}

// The highest version that a client may speak, and whether it gets through.
bool handshake(int socket, int version) {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_security_level(context, 0);
  SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
  SSL_CTX_set_max_proto_version(context, version);
  SSL* tls = SSL_new(context);
  SSL_set_fd(tls, socket);
  const bool through = SSL_connect(tls) == 1;
  ERR_clear_error();
  SSL_free(tls);
  SSL_CTX_free(context);
  ::close(socket);
  return through;
}

TEST_F(MetricsListenerTest, SpeaksNoTlsThatIsBroken) {
  ASSERT_TRUE(start(self_signed()));
  EXPECT_FALSE(handshake(connect(), TLS1_VERSION));
  EXPECT_FALSE(handshake(connect(), TLS1_1_VERSION));
  EXPECT_TRUE(handshake(connect(), TLS1_2_VERSION));
  EXPECT_TRUE(handshake(connect(), TLS1_3_VERSION));
}

TEST_F(MetricsListenerTest, MetricsNeedATokenAndHealthDoesNot) {
  ASSERT_TRUE(start(judged()));
  EXPECT_EQ(status("/metrics"), 401);
  EXPECT_EQ(status("/metrics", "stranger"), 401);
  EXPECT_EQ(status("/metrics", "powerless"), 403);
  EXPECT_EQ(status("/metrics", "away"), 503);
  EXPECT_EQ(status("/metrics", "right"), 200);
  EXPECT_EQ(status("/metrics?x=/livez", "stranger"), 401);
  EXPECT_EQ(status("/%6detrics"), 401) << "however it is written";
  EXPECT_EQ(status("/api/v1/peers", "right"), 404) << "a token opens nothing else";
  for (const char* path : {"/livez", "/readyz", "/healthz"}) EXPECT_EQ(status(path), 200) << path;
}

TEST_F(MetricsListenerTest, TheHostOwnDoorsNeedNoToken) {
  ASSERT_TRUE(start(judged()));
  const auto reply = http::Client::over_unix_socket(root / "run.sock").get("/metrics", {}, seconds(10));
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 200);
}

TEST_F(MetricsListenerTest, WithoutAJudgeTokensCannotBeAskedFor) {
  AdminServer alone({.socket_path = root / "alone.sock", .metrics = judged()}, core);
  const auto refused = alone.start();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().where, "metrics.auth");
}

TEST_F(MetricsListenerTest, ACertificateThatIsReplacedIsShownToWhoeverComesNext) {
  const auto first = make_self_signed("one", {*IpAddress::parse("127.0.0.1")}), second = make_self_signed("two", {*IpAddress::parse("127.0.0.1")});
  write(first->chain, first->key);
  ASSERT_TRUE(start(from_files()));
  EXPECT_TRUE(get("/livez", {}, true, first->chain));
  EXPECT_FALSE(get("/livez", {}, true, second->chain));

  write(second->chain, first->key);  // half of it is there
  EXPECT_TRUE(get("/livez", {}, true, first->chain)) << "the old one stays";
  EXPECT_TRUE(get("/livez", {}, true, first->chain));
  {
    const std::lock_guard lock(mutex);
    ASSERT_EQ(complaints.size(), 1U) << "once is enough";
    EXPECT_NE(complaints[0].find("tls.crt: the key does not belong"), std::string::npos) << complaints[0];
  }
  write(second->chain, second->key);
  EXPECT_TRUE(get("/livez", {}, true, second->chain));
  EXPECT_FALSE(get("/livez", {}, true, first->chain));

  std::filesystem::remove(root / "tls.crt");
  EXPECT_TRUE(get("/livez", {}, true, second->chain)) << "the old one stays";
}

// As the kubelet does it: the files are links through a directory that is swapped as a whole.
TEST_F(MetricsListenerTest, ACertificateBehindALinkThatIsSwappedIsSeen) {
  const auto first = make_self_signed("one", {*IpAddress::parse("127.0.0.1")}), second = make_self_signed("two", {*IpAddress::parse("127.0.0.1")});
  for (const auto& [name, certificate] : {std::pair{"a", *first}, std::pair{"b", *second}}) {
    std::filesystem::create_directory(root / name);
    std::ofstream(root / name / "tls.crt") << certificate.chain;
    std::ofstream(root / name / "tls.key") << certificate.key;
  }
  std::filesystem::create_symlink("a", root / "data");
  for (const char* file : {"tls.crt", "tls.key"}) std::filesystem::create_symlink(std::filesystem::path("data") / file, root / file);
  ASSERT_TRUE(start(from_files()));
  EXPECT_TRUE(get("/livez", {}, true, first->chain));
  std::filesystem::create_symlink("b", root / "next");
  std::filesystem::rename(root / "next", root / "data");
  EXPECT_TRUE(get("/livez", {}, true, second->chain));
}

struct BadFiles {
  const char* name;
  std::string certificate, key;
  const char* says;
};

TEST_F(MetricsListenerTest, ACertificateThatCannotBeUsedIsAnErrorAtStart) {
  const auto good = make_self_signed("one", {}), other = make_self_signed("two", {});
  const BadFiles cases[] = {{"no PEM", "nonsense", good->key, "no PEM certificate"},
                            {"no key", good->chain, "", "no PEM key"},
                            {"another key", good->chain, other->key, "does not belong"},
                            {"the key twice", good->key, good->key, "no PEM certificate"}};
  for (const BadFiles& one : cases) {
    write(one.certificate, one.key);
    const auto refused = start(from_files());
    ASSERT_FALSE(refused) << one.name;
    EXPECT_EQ(refused.error().where, "metrics.tls");
    EXPECT_NE(refused.error().text.find(one.says), std::string::npos) << refused.error().text;
    EXPECT_EQ(refused.error().text.find("PRIVATE"), std::string::npos);
  }
  std::filesystem::remove(root / "tls.key");
  EXPECT_NE(start(from_files()).error().text.find("no such file"), std::string::npos);
}

TEST_F(MetricsListenerTest, AReloadMovesBothEndpointsOrNeither) {
  ASSERT_TRUE(start(plain()));
  const Endpoint before = there();
  AdminServer other({.socket_path = root / "other.sock", .listen = *Endpoint::parse("127.0.0.1:0")}, core);
  ASSERT_TRUE(other.start());

  MetricsConfig taken = plain();
  taken.listen = *other.listening();
  const auto refused = server->listen_on(*Endpoint::parse("127.0.0.1:0"), taken);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().where, "metrics.listen");
  EXPECT_EQ(there(), before);
  EXPECT_FALSE(server->listening()) << "neither";
  EXPECT_FALSE(server->listen_on(other.listening(), plain()));
  EXPECT_EQ(there(), before);
  EXPECT_EQ(status("/metrics", {}, false), 200);

  // The same endpoint with other rules: the socket stays, the rules count at once.
  ASSERT_TRUE(server->listen_on(std::nullopt, judged()));
  EXPECT_EQ(there(), before);
  EXPECT_EQ(status("/metrics", {}, false), 0);
  EXPECT_EQ(status("/metrics"), 401);

  ASSERT_TRUE(server->listen_on(std::nullopt, std::nullopt));
  EXPECT_FALSE(server->metrics_listening());
}

TEST_F(MetricsListenerTest, AReloadThatChangesNothingMakesNoNewCertificate) {
  ASSERT_TRUE(start(judged()));
  const auto shown = [&] {
    const int socket = connect();
    SSL_CTX* context = SSL_CTX_new(TLS_client_method());
    SSL* tls = SSL_new(context);
    SSL_set_fd(tls, socket);
    EXPECT_EQ(SSL_connect(tls), 1);
    X509* certificate = SSL_get1_peer_certificate(tls);
    std::uint64_t serial = 0;
    ASN1_INTEGER_get_uint64(&serial, X509_get_serialNumber(certificate));
    X509_free(certificate);
    SSL_free(tls);
    SSL_CTX_free(context);
    ::close(socket);
    return serial;
  };
  const auto before = shown();
  ASSERT_TRUE(server->listen_on(std::nullopt, judged()));
  EXPECT_EQ(shown(), before);
}

TEST_F(MetricsListenerTest, RulesThatBecomeStricterHoldOnConnectionsThatAreOlder) {
  ASSERT_TRUE(start(plain()));
  RawClient client(connect());
  client.send("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(client.read_until("vigilcast_ready 1").starts_with("HTTP/1.1 200"));
  ASSERT_TRUE(server->listen_on(std::nullopt, judged()));
  client.send("GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_NE(client.read_to_end().find("HTTP/1.1 401"), std::string::npos);
}

TEST_F(MetricsListenerTest, AFloodOfIdleConnectionsLeavesTheOperatorAlone) {
  ASSERT_TRUE(start(judged()));
  std::vector<RawClient> idle;
  for (int i = 0; i < 200; ++i) idle.emplace_back(connect());
  const auto reply = http::Client::over_unix_socket(root / "run.sock").get("/livez", {}, seconds(10));
  ASSERT_TRUE(reply) << reply.error().to_string();
  EXPECT_EQ(reply->status, 200);
  idle.clear();
  int tries = 0;
  while (status("/livez") != 200 && ++tries < 500) ::poll(nullptr, 0, 10);
  EXPECT_LT(tries, 500) << "and is over when they go";
}

TEST_F(MetricsListenerTest, StopsWhileTokensAreJudgedAndConnectionsAreOpen) {
  std::atomic<int> asked = 0;
  std::mutex kept_mutex;
  std::vector<std::function<void(Result<TokenVerdict>)>> kept;
  AdminServer slow({.socket_path = root / "slow.sock",
                    .metrics = judged(),
                    .authorize =
                        [&](const std::string&, std::function<void(Result<TokenVerdict>)> done) {
                          const std::lock_guard lock(kept_mutex);
                          kept.push_back(std::move(done));
                          ++asked;
                        }},
                   core);
  ASSERT_TRUE(slow.start());
  const Endpoint endpoint = *slow.metrics_listening();
  http::Stopper stopper;
  std::thread reader([&] {
    http::Channel channel({true, "127.0.0.1", endpoint.port}, {.insecure = true}, stopper);
    EXPECT_FALSE(channel.exchange({.target = "/metrics", .headers = {{"Authorization", "Bearer any"}}}));
  });
  while (asked == 0) ::poll(nullptr, 0, 1);
  slow.stop();
  reader.join();
  const std::lock_guard lock(kept_mutex);
  kept[0](TokenVerdict::allowed);
}

}  // namespace vigilcast::admin::metrics_listener_test
