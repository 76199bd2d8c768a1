#include "pkg/app/peer_log.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace vigilcast::app::peer_log_test {

// What the log of the personality says about the events that are written to it.
class PeerLogTest : public ::testing::TestWithParam<Personality> {
 protected:
  PeerLogTest() {
    std::string name = (std::filesystem::temp_directory_path() / "peer-log-XXXXXX").string();
    folder = mkdtemp(name.data());
    options.destination = folder + "/log";
    options.format = telemetry::Format::exabgp;
    log = std::move(*telemetry::Log::open(options));
    peer_log.emplace(*log, GetParam());
    status.config.name = "neighbor 192.168.1.1 local-ip 192.168.1.2";
    status.config.address = *IpAddress::parse("192.168.1.1");
    status.config.peer_as = 65000;
  }
  ~PeerLogTest() override {
    peer_log.reset();
    log.reset();
    std::filesystem::remove_all(folder);
  }
  void write(bgp::PeerEventKind kind) { peer_log->write({1, std::move(kind)}, &status, {}); }
  std::string text() {
    log.reset();
    std::ifstream file(options.destination);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static std::size_t lines(const std::string& text) { return static_cast<std::size_t>(std::ranges::count(text, '\n')); }

  std::string folder;
  telemetry::LogOptions options;
  std::unique_ptr<telemetry::Log> log;
  std::optional<PeerLog> peer_log;
  bgp::PeerStatus status;
};

// The guide's troubleshooting: the line that says what is wrong says what to do, whoever's manners the log has.
TEST_P(PeerLogTest, AnAttemptThatFailsComesWithItsRemedy) {
  status.last_down = bgp::fsm::DownReason::connect_failed;
  status.last_down_text = "cannot connect: connection refused";
  status.connect_attempts = 1;
  write(bgp::PeerDown{status.last_down, status.last_down_text, {}, false});
  const std::string said = text();
  EXPECT_NE(said.find("no session with 192.168.1.1 yet: cannot connect: connection refused (is BGP running there"), std::string::npos) << said;
}

TEST_P(PeerLogTest, AStrangerCannotFillTheLogByConnectingFromManyPorts) {
  for (std::uint16_t port = 1000; port < 2000; ++port) {
    peer_log->write({0, bgp::ConnectionRefused{{*IpAddress::parse("192.0.2.9"), port}, "no neighbor has this address"}}, nullptr, {});
  }
  const std::string said = text();
  EXPECT_GE(lines(said), 1U);
  EXPECT_LE(lines(said), 10U) << said;
}

TEST_P(PeerLogTest, HowManyLinesWereHeldBackIsSaid) {
  for (int i = 0; i < 100; ++i) write(bgp::PeerDown{bgp::fsm::DownReason::connect_failed, "cannot connect: connection refused", {}, false});
  peer_log->write({1, bgp::PeerDown{bgp::fsm::DownReason::connect_failed, "cannot connect: connection refused", {}, false}}, &status,
                  Instant{} + std::chrono::minutes(5));
  const std::string said = text();
  EXPECT_NE(said.find("95 lines like this were held back"), std::string::npos) << said;
}

TEST_P(PeerLogTest, APauseIsSaidAndHowItEnded) {
  write(bgp::ReadingChanged{.paused = true, .length = {}, .overdue = false});
  write(bgp::ReadingChanged{.paused = false, .length = std::chrono::microseconds(1'234'567), .overdue = false});
  write(bgp::ReadingChanged{.paused = false, .length = std::chrono::seconds(30), .overdue = true});
  const std::string said = text();
  EXPECT_NE(said.find("reading from 192.168.1.1 is paused: a helper has no room for what it says\n"), std::string::npos) << said;
  EXPECT_NE(said.find("reading from 192.168.1.1 goes on after 1s235ms\n"), std::string::npos) << said;
  EXPECT_NE(said.find("reading from 192.168.1.1 goes on after 30s, though a helper has no room: of what it does not read it is told the newest state\n"),
            std::string::npos)
      << said;
}

INSTANTIATE_TEST_SUITE_P(Manners, PeerLogTest, ::testing::Values(Personality::vigilcast, Personality::exabgp),
                         [](const auto& test) { return test.param == Personality::exabgp ? "ExaBGP" : "Vigilcast"; });

}  // namespace vigilcast::app::peer_log_test
