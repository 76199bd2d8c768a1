// Start and reload of the whole, with files on disk and real listeners on loopback.
#include "pkg/app/core.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "pkg/app/load.h"
#include "pkg/runtime/listener.h"
#include "tests/unit/pkg/runtime/run_until.h"

namespace vigilcast::app::core_test {

class CoreTest : public ::testing::Test {
 protected:
  CoreTest() {
    std::string name = (std::filesystem::temp_directory_path() / "core-XXXXXX").string();
    folder = mkdtemp(name.data());
    options.yaml = folder + "/vigilcast.yaml";
    options.log.destination = folder + "/log";
    log = std::move(*telemetry::Log::open(options.log));
    EXPECT_TRUE(taken->open(*Endpoint::parse("127.0.0.1:0")));
  }
  ~CoreTest() override {
    core.reset();
    log.reset();
    std::filesystem::remove_all(folder);
  }
  // In one piece, as an editor does: a reload may be reading meanwhile.
  void write(const std::string& text, const std::string& file = "vigilcast.yaml") const {
    const std::string path = folder + "/" + file;
    std::ofstream(path + ".new") << text;
    std::filesystem::rename(path + ".new", path);
  }
  Result<void> start() {
    core = std::make_unique<Core>(loop, *log, options);
    model::Loaded loaded = load(options);
    EXPECT_FALSE(loaded.diagnostics.has_errors()) << loaded.diagnostics.to_string();
    return core->start(std::move(loaded.config));
  }
  Result<std::string> reload() {
    std::optional<Result<std::string>> out;
    core->reload([&](const Result<std::string>& done) { out = done; });
    EXPECT_TRUE(runtime::run_until(loop, [&] { return out.has_value(); }));
    return out.value_or(fail("no answer"));
  }
  model::Snapshot snapshot() {
    std::shared_ptr<const model::Snapshot> out;
    core->ask(model::SnapshotQuery{}, [&](const Result<model::Answer>& answer) { out = std::get<std::shared_ptr<const model::Snapshot>>(*answer); });
    return *out;
  }
  std::string logged() {
    core.reset();
    log.reset();
    std::ostringstream out;
    out << std::ifstream(folder + "/log").rdbuf();
    return out.str();
  }
  // A peer that connects to us, on this port of loopback.
  static std::string waiting(std::uint16_t port) {
    return "router: {asn: 65001, id: 192.0.2.11}\npeers: [{name: r1, address: 127.0.0.2, sourceAddress: 127.0.0.1, asn: 65000, passive: true, listenPort: " +
           std::to_string(port) + "}]\n";
  }
  static constexpr const char* kQuiet = "router: {asn: 65001, id: 192.0.2.11}\npeers: [{name: r1, address: 127.0.0.2, asn: 65000, port: 9}]\n";

  std::string folder;
  RunOptions options;
  runtime::Loop loop;
  std::unique_ptr<telemetry::Log> log;
  std::unique_ptr<runtime::TcpListener> taken = std::make_unique<runtime::TcpListener>(loop, [](runtime::Descriptor, const Endpoint&, const Endpoint&) {});
  std::unique_ptr<Core> core;
};

TEST_F(CoreTest, DoesNotStartWithoutTheListenerOfAPassivePeer) {
  write(waiting(taken->local().port));
  const auto started = start();
  ASSERT_FALSE(started);
  EXPECT_NE(started.error().to_string().find("address in use: " + taken->local().to_string()), std::string::npos) << started.error().to_string();
}

TEST_F(CoreTest, AReloadThatCannotListenChangesNothing) {
  write(kQuiet);
  ASSERT_TRUE(start());
  write(waiting(taken->local().port));
  const auto reloaded = reload();
  ASSERT_FALSE(reloaded);
  EXPECT_NE(reloaded.error().text.find("address in use"), std::string::npos);
  EXPECT_FALSE(snapshot().peers.front().config.passive);
  EXPECT_EQ(snapshot().reloads_failed, 1U);
  EXPECT_EQ(snapshot().reloads_ok, 0U);

  const std::uint16_t port = taken->local().port;
  taken.reset();
  write(waiting(port));
  ASSERT_TRUE(reload());
  EXPECT_TRUE(snapshot().peers.front().config.passive);
}

TEST_F(CoreTest, AReloadWhoseAdminEndpointIsRefusedChangesNothing) {
  write(kQuiet);
  ASSERT_TRUE(start());
  std::optional<Endpoint> asked;
  core->on_listen = [&](const model::Config& next) -> Result<void> {
    asked = next.admin.listen;
    return fail("address in use", "admin.listen");
  };
  write(std::string(kQuiet) + "admin: {listen: \"127.0.0.1:7999\"}\nservices: [{name: web, prefixes: [198.51.100.1/32]}]\n");
  const auto reloaded = reload();
  ASSERT_FALSE(reloaded);
  EXPECT_NE(reloaded.error().text.find("admin.listen: address in use"), std::string::npos) << reloaded.error().text;
  EXPECT_EQ(asked, Endpoint::parse("127.0.0.1:7999").value());
  EXPECT_TRUE(snapshot().services.empty());
}

TEST_F(CoreTest, SaysWhetherItIsReadyWithoutASnapshot) {
  write("router: {asn: 65001, id: 192.0.2.11, holdDown: 30s}\n");
  ASSERT_TRUE(start());
  model::Readiness state;
  core->ask(model::ReadyQuery{}, [&](const Result<model::Answer>& answer) { state = std::get<model::Readiness>(*answer); });
  EXPECT_FALSE(state.ready);
  EXPECT_NE(state.because.find("hold-down"), std::string::npos);
  EXPECT_EQ(snapshot().not_ready_because, state.because);
}

TEST_F(CoreTest, ShowsAsManyRoutesAsAreAskedForAndCountsThemAll) {
  write("router: {asn: 65001, id: 192.0.2.11}\nexabgp: [" + folder + "/exabgp.conf]\n");
  std::string routes;
  for (int i = 0; i < 7; ++i) routes += "    route 198.51.100." + std::to_string(i) + "/32 next-hop 192.0.2.11;\n";
  write("neighbor 127.0.0.2 {\n  router-id 192.0.2.11;\n  local-address 127.0.0.1;\n  local-as 65001;\n  peer-as 65000;\n  static {\n" + routes + "  }\n}\n",
        "exabgp.conf");
  ASSERT_TRUE(start());
  const auto ask = [&](bool count_only, std::size_t limit) {
    model::RoutesAnswer out;
    core->ask(model::RoutesQuery{bgp::Direction::send, {}, count_only, limit},
              [&](const Result<model::Answer>& answer) { out = std::get<model::RoutesAnswer>(*answer); });
    return std::pair(out.count, out.routes.size());
  };
  EXPECT_EQ(ask(false, 0), std::pair(std::size_t{7}, std::size_t{7}));
  EXPECT_EQ(ask(false, 3), std::pair(std::size_t{7}, std::size_t{3}));
  EXPECT_EQ(ask(false, 7), std::pair(std::size_t{7}, std::size_t{7}));
  EXPECT_EQ(ask(true, 3), std::pair(std::size_t{7}, std::size_t{0}));
}

TEST_F(CoreTest, AReloadStartsAHelperAgainThatHasEnded) {
  write("router: {asn: 65001, id: 192.0.2.11}\nexabgp: [" + folder + "/exabgp.conf]\n");
  write("process once {\n  run /bin/true;\n  respawn false;\n  encoder text;\n}\n", "exabgp.conf");
  ASSERT_TRUE(start());
  ASSERT_TRUE(runtime::run_until(loop, [&] { return !snapshot().processes.at(0).running; }));
  ASSERT_TRUE(reload());
  EXPECT_EQ(snapshot().processes.at(0).starts, 2U);
}

TEST_F(CoreTest, EachMistakeOfAReloadHasItsOwnLineInTheLog) {
  write(kQuiet);
  ASSERT_TRUE(start());
  write("router: {asn: 0, id: 192.0.2.11}\npers: []\n");
  const auto reloaded = reload();
  ASSERT_FALSE(reloaded);
  EXPECT_NE(reloaded.error().text.find("\n" + folder + "/vigilcast.yaml:2:1: error: "), std::string::npos) << "whoever asked sees them as `check` shows them";
  const std::string text = logged();
  EXPECT_NE(text.find("error    configuration " + folder + "/vigilcast.yaml:1:15: 0 cannot be used"), std::string::npos) << text;
  EXPECT_NE(text.find("error    configuration " + folder + "/vigilcast.yaml:2:1: "), std::string::npos) << text;
  EXPECT_EQ(text.find("\xef\xbf\xbd"), std::string::npos) << "no line break was squeezed into a line";
}

TEST_F(CoreTest, AReloadWhileItStopsBringsNothingBack) {
  write("router: {asn: 65001, id: 192.0.2.11}\n");
  ASSERT_TRUE(start());
  core->stop([] {});
  write(kQuiet);
  EXPECT_FALSE(reload());
  EXPECT_TRUE(snapshot().peers.empty());
}

// Whoever changes a file and asks must not get an answer about what was read before.
TEST_F(CoreTest, WhoAsksWhileFilesAreBeingReadIsAnsweredAboutWhatTheySayThen) {
  write(kQuiet);
  ASSERT_TRUE(start());
  std::vector<std::string> answers;
  const auto ask = [&] { core->reload([&](const Result<std::string>& done) { answers.push_back(done ? *done : done.error().to_string()); }); };
  ask();
  write("router: {asn: 65001, id: 192.0.2.11}\n");
  ask();
  ask();
  ASSERT_TRUE(runtime::run_until(loop, [&] { return answers.size() == 3; }));
  EXPECT_TRUE(snapshot().peers.empty());
  EXPECT_EQ(snapshot().reloads_ok, 2U) << "two that ask together are one";
  EXPECT_EQ(answers[1], answers[2]);
}

TEST_F(CoreTest, EndsWhileFilesAreBeingRead) {
  write(kQuiet);
  ASSERT_TRUE(start());
  bool answered = false;
  core->reload([&](const Result<std::string>&) { answered = true; });
  core.reset();
  runtime::run_until(loop, [&] { return loop.lag() >= Duration{}; });
  EXPECT_FALSE(answered);
}

TEST_F(CoreTest, WarningsOfAReloadAreLogged) {
  write(kQuiet);
  ASSERT_TRUE(start());
  write("router: {asn: 65001, id: 192.0.2.11}\n");
  ASSERT_TRUE(reload());
  EXPECT_NE(logged().find("warning  configuration " + folder + "/vigilcast.yaml:1:1: there are no peers"), std::string::npos);
}

TEST(Load, MistakesBetweenFilesNameTheFile) {
  std::string name = (std::filesystem::temp_directory_path() / "load-XXXXXX").string();
  const std::string folder = mkdtemp(name.data());
  const char* conf =
      "neighbor 127.0.0.9 { router-id 1.1.1.1; local-address 127.0.0.1; local-as 65001; peer-as 65000; static { route 10.0.0.0/8 next-hop self; } }";
  for (const char* file : {"/given.conf", "/named.conf"}) std::ofstream(folder + file) << conf;
  std::ofstream(folder + "/vigilcast.yaml") << "router: {asn: 65001, id: 192.0.2.11, mayAnnounce: [192.0.2.0/24]}\nexabgp: [named.conf]\n";
  RunOptions options;
  options.yaml = folder + "/vigilcast.yaml";
  options.exabgp_files = {folder + "/given.conf"};
  const std::string told = load(options).diagnostics.to_string();
  EXPECT_NE(told.find(folder + "/given.conf: error: 10.0.0.0/8 may not be announced"), std::string::npos) << told;
  EXPECT_NE(told.find(folder + "/named.conf: error: the peer 127.0.0.9:179 is also in " + folder + "/given.conf"), std::string::npos) << told;
  std::filesystem::remove_all(folder);
}

TEST(Load, MistakesOfExabgpsSettingsConcernThoseWhoLoadItsFiles) {
  std::string name = (std::filesystem::temp_directory_path() / "load-XXXXXX").string();
  const std::string folder = mkdtemp(name.data());
  std::ofstream(folder + "/vigilcast.yaml") << "router: {asn: 65001, id: 192.0.2.11}\n";
  std::ofstream(folder + "/with.yaml") << "router: {asn: 65001, id: 192.0.2.11}\nexabgp: [some.conf]\n";
  std::ofstream(folder + "/some.conf") << "neighbor 127.0.0.9 { router-id 1.1.1.1; local-address 127.0.0.1; local-as 65001; peer-as 65000; }";
  RunOptions options;
  options.settings_told.error({"exabgp.env", 1, 1}, "this is wrong");
  EXPECT_FALSE(check_file(folder + "/vigilcast.yaml", options).diagnostics.has_errors());
  EXPECT_TRUE(check_file(folder + "/with.yaml", options).diagnostics.has_errors());
  EXPECT_TRUE(check_file(folder + "/some.conf", options).diagnostics.has_errors());
  std::filesystem::remove_all(folder);
}

}  // namespace vigilcast::app::core_test
