#include "pkg/telemetry/log.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <regex>
#include <thread>

#include "pkg/base/text.h"
#include "pkg/telemetry/syslog_sink.h"

namespace vigilcast::telemetry::log_test {

// A directory of its own for each test.
class LogTest : public testing::Test {
 protected:
  LogTest() {
    std::string name = (std::filesystem::temp_directory_path() / "vigilcast-log-XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
  }
  ~LogTest() override { std::filesystem::remove_all(directory_); }

  [[nodiscard]] std::string path(const char* name = "log") const { return directory_ / name; }
  [[nodiscard]] std::vector<std::string> lines() const {
    std::ifstream file(path());
    std::vector<std::string> out;
    for (std::string line; std::getline(file, line);) out.push_back(line);
    return out;
  }

 private:
  std::filesystem::path directory_;
};

TEST_F(LogTest, TextHasTimeLevelSourceTextAndFields) {
  auto log = Log::open({.destination = path()});
  ASSERT_TRUE(log) << log.error().to_string();
  (*log)->write(Level::warning, "bgp", "session is down", {{"peer", "tor-a"}, {"reason", "hold timer expired"}});
  (*log)->write(Level::debug, "bgp", "not shown");
  log->reset();
  const std::regex form(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z warning  bgp session is down peer=tor-a reason="hold timer expired")");
  ASSERT_EQ(lines().size(), 1U);
  EXPECT_TRUE(std::regex_match(lines()[0], form)) << lines()[0];
}

TEST_F(LogTest, SilentSourcesAreNotWritten) {
  auto log = Log::open({.format = Format::exabgp, .destination = path(), .silent = {"reactor"}});
  ASSERT_TRUE(log);
  (*log)->write(Level::critical, "reactor", "nobody wants to know");
  (*log)->write(Level::info, "network", "this they do");
  log->reset();
  EXPECT_EQ(lines(), std::vector<std::string>{"network         this they do"});
}

TEST_F(LogTest, ExabgpsFileOfOldHasTheDate) {
  auto log = Log::open({.format = Format::exabgp_file_4_2, .destination = path()});
  ASSERT_TRUE(log);
  (*log)->write(Level::info, "reactor", "performing shutdown");
  log->reset();
  const std::regex form(R"([A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \d+ +reactor       performing shutdown)");
  ASSERT_EQ(lines().size(), 1U);
  EXPECT_TRUE(std::regex_match(lines()[0], form)) << lines()[0];
}

TEST_F(LogTest, SyslogGetsADatagramALine) {
  const int server = ::socket(AF_UNIX, SOCK_DGRAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path("socket").copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(server, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  const auto sink = SyslogSink::local(path("socket"), "exabgp");
  ASSERT_TRUE(sink);
  (*sink)->set_pattern("%v");
  (*sink)->log(spdlog::details::log_msg("", spdlog::level::warn, "reactor         going down"));
  std::array<char, 200> buffer{};
  const ssize_t size = ::recv(server, buffer.data(), buffer.size(), MSG_DONTWAIT);
  ::close(server);
  ASSERT_GT(size, 0);
  EXPECT_EQ(std::string(buffer.data(), static_cast<std::size_t>(size)), "<28>exabgp[" + std::to_string(::getpid()) + "]: reactor         going down");
}

TEST_F(LogTest, JsonIsOneObjectALine) {
  auto log = Log::open({.level = Level::debug, .format = Format::json, .destination = path()});
  ASSERT_TRUE(log);
  (*log)->write(Level::debug, "check", "100%v \"quoted\"\n{}", {{"check", "web"}});
  log->reset();
  const std::regex form(
      "\\{\"time\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\",\"level\":\"debug\",\"source\":\"check\",\"message\":\"100%v "
      "\\\\\"quoted\\\\\"\\\\n\\{\\}\","
      "\"check\":\"web\"\\}");
  ASSERT_EQ(lines().size(), 1U);
  EXPECT_TRUE(std::regex_match(lines()[0], form)) << lines()[0];
}

TEST_F(LogTest, ExabgpsLayouts) {
  const std::pair<Format, const char*> layouts[] = {
      {Format::exabgp, "reactor         loaded"},
      {Format::exabgp_long, "\\d\\d:\\d\\d:\\d\\d \\d+ *  reactor         loaded"},
      {Format::exabgp_long_4_2, "\\d\\d:\\d\\d:\\d\\d \\| \\d+ * \\| reactor         \\| loaded"},
  };
  for (const auto& [format, form] : layouts) {
    std::filesystem::remove(path());
    auto log = Log::open({.format = format, .destination = path()});
    ASSERT_TRUE(log);
    (*log)->write(Level::info, "reactor", "loaded");
    (*log)->write(Level::debug, "reactor", "not shown");
    log->reset();
    ASSERT_EQ(lines().size(), 1U) << form;
    EXPECT_TRUE(std::regex_match(lines()[0], std::regex(form))) << lines()[0];
  }
}

TEST_F(LogTest, ClosingWritesWhatIsQueuedInOrder) {
  auto log = Log::open({.format = Format::exabgp, .destination = path()});
  ASSERT_TRUE(log);
  for (int i = 0; i < 1000; ++i) (*log)->write(Level::info, "", std::to_string(i));
  log->reset();
  ASSERT_EQ(lines().size(), 1000U);
  EXPECT_EQ(trim(lines()[0]), "0");
  EXPECT_EQ(trim(lines()[999]), "999");
}

void write_file(const std::string& path, const std::string& text) { std::ofstream(path) << text; }
std::string text_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST_F(LogTest, ExabgpsFileBeginsAnewWhenItIsFull) {
  const std::string full(1 << 20, 'x');
  write_file(path(), full.substr(30));
  for (const char* number : {"1", "2", "3"}) write_file(path("log.") + number, number);
  {
    auto log = Log::open({.format = Format::exabgp, .destination = path()});
    ASSERT_TRUE(log) << log.error().to_string();
    (*log)->write(Level::info, "reactor", "one more");  // 25 bytes: they fit
    (*log)->write(Level::info, "reactor", "and another");
    (*log)->write(Level::info, "reactor", "in the same file");
  }
  EXPECT_EQ(text_of(path()), "reactor         and another\nreactor         in the same file\n");
  EXPECT_EQ(text_of(path("log.1")), full.substr(30) + "reactor         one more\n");
  EXPECT_EQ(text_of(path("log.2")), "1");
  EXPECT_EQ(text_of(path("log.3")), "2") << "the oldest is gone";
  EXPECT_FALSE(std::filesystem::exists(path("log.4")));
}

TEST_F(LogTest, TheFileOfOldIsFullLater) {
  const std::string full(5 << 20, 'x');
  write_file(path(), full.substr(60));
  for (const char* number : {"1", "2", "3", "4", "5"}) write_file(path("log.") + number, number);
  {
    auto log = Log::open({.format = Format::exabgp, .destination = path(), .rotation = kRotationOf42});
    ASSERT_TRUE(log) << log.error().to_string();
    (*log)->write(Level::info, "reactor", "one more, and with its date and its source it does not fit");
  }
  EXPECT_EQ(text_of(path("log.1")), full.substr(60));
  EXPECT_EQ(text_of(path("log.5")), "4");
  EXPECT_LT(text_of(path()).size(), 200U);
}

TEST_F(LogTest, AFileThatWasTakenAwayIsMadeAnewAndTheFullOnesStay) {
  write_file(path(), std::string((1 << 20) - 60, 'x'));
  write_file(path("log.1"), "1");
  {
    auto log = Log::open({.format = Format::exabgp_long, .destination = path()});
    ASSERT_TRUE(log) << log.error().to_string();
    std::filesystem::remove(path());
    (*log)->write(Level::info, "reactor", "one more, and with its date it does not fit into the file of before");
  }
  EXPECT_NE(text_of(path()).find("one more"), std::string::npos);
  EXPECT_EQ(text_of(path("log.1")), "1");
}

TEST_F(LogTest, OurOwnFileGrows) {
  write_file(path(), std::string(1 << 20, 'x'));
  auto log = Log::open({.destination = path()});
  ASSERT_TRUE(log) << log.error().to_string();
  (*log)->write(Level::info, "reactor", "one more");
  log->reset();
  EXPECT_GT(text_of(path()).size(), 1U << 20);
  EXPECT_FALSE(std::filesystem::exists(path("log.1")));
}

TEST_F(LogTest, AFileThatCannotBeOpenedIsAnErrorThatNamesIt) {
  const auto log = Log::open({.destination = path("no/such/directory")});
  ASSERT_FALSE(log);
  EXPECT_EQ(log.error().where, path("no/such/directory"));
  EXPECT_NE(log.error().text.find("No such file or directory"), std::string::npos);
  EXPECT_FALSE(log.error().hint.empty());
}

// A pipe whose other end is open and never read: the log thread stalls, nobody else does.
TEST_F(LogTest, AReaderThatDoesNotReadStallsNobody) {
  ASSERT_EQ(::mkfifo(path().c_str(), 0600), 0);
  const int reader = ::open(path().c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
  auto log = Log::open({.format = Format::exabgp, .destination = path(), .queue = 64});
  ASSERT_TRUE(log);
  for (int i = 0; i < 20'000; ++i) (*log)->write(Level::info, "", "a line of some length that fills the pipe, number " + std::to_string(i));
  EXPECT_GT((*log)->lost(), 0U);
  log->reset();  // comes back although the pipe is full
  ::close(reader);
}

TEST_F(LogTest, SaysHowManyLinesWereLostOnceThereIsRoom) {
  ASSERT_EQ(::mkfifo(path().c_str(), 0600), 0);
  const int pipe = ::open(path().c_str(), O_RDWR | O_CLOEXEC);
  auto log = Log::open({.format = Format::text, .destination = path(), .queue = 64});
  ASSERT_TRUE(log);
  while ((*log)->lost() == 0) (*log)->write(Level::info, "test", std::string(2000, 'x'));

  // The reader wakes up and reads until it has been told; every line gives the log a chance to say it.
  std::string seen;
  while (seen.find("log lines were lost") == std::string::npos && seen.size() < 100'000'000) {
    (*log)->write(Level::info, "test", "still here");
    char chunk[65536];
    const ssize_t got = ::read(pipe, chunk, sizeof chunk);
    ASSERT_GT(got, 0);
    seen.append(chunk, static_cast<std::size_t>(got));
  }
  EXPECT_NE(seen.find("warning  log log lines were lost: whoever reads the log is slower than we write it lines="), std::string::npos);
  log->reset();
  ::close(pipe);
}

TEST_F(LogTest, ManyThreadsMayWrite) {
  auto log = Log::open({.format = Format::exabgp, .destination = path()});
  ASSERT_TRUE(log);
  std::vector<std::thread> writers;
  for (int w = 0; w < 4; ++w) {
    writers.emplace_back([&log, w] {
      for (int i = 0; i < 500; ++i) (*log)->write(Level::info, "w" + std::to_string(w), std::to_string(i));
    });
  }
  for (auto& writer : writers) writer.join();
  log->reset();
  EXPECT_EQ(lines().size(), 2000U);
}

TEST(LogLevel, WordsAreReadInAnyCase) {
  EXPECT_EQ(parse_level("INFO"), Level::info);
  EXPECT_EQ(parse_level("Warn"), Level::warning);
  EXPECT_EQ(parse_level("err"), Level::error);
  EXPECT_EQ(parse_level("loud"), std::nullopt);
  for (const Level level : {Level::debug, Level::info, Level::warning, Level::error, Level::critical}) EXPECT_EQ(parse_level(level_name(level)), level);
}

}  // namespace vigilcast::telemetry::log_test
