// A file becomes another one, as a kubelet and as an editor do it.
#include "pkg/app/file_watch.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/unit/pkg/runtime/run_until.h"

namespace vigilcast::app::file_watch_test {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class FileWatchTest : public testing::Test {
 protected:
  FileWatchTest() {
    fs::create_directories(folder_);
    write("config.yaml", "one");
  }
  ~FileWatchTest() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string path(const std::string& name) const { return folder_ / name; }
  void write(const std::string& name, const std::string& text) const { std::ofstream(path(name)) << text; }

  fs::path folder_ = fs::temp_directory_path() / ("vigilcast-file-watch-" + std::to_string(::getpid()));
  runtime::Loop loop_;
  int changes_ = 0;
  FileWatch watch_{loop_, [this] { ++changes_; }, 5ms};
};

TEST_F(FileWatchTest, ARewrittenFileIsToldOnce) {
  watch_.set({path("config.yaml")});
  write("config.yaml", "another");
  EXPECT_TRUE(runtime::run_until(loop_, [&] { return changes_ > 0; }));
  bool later = false;
  runtime::Timer timer(loop_, [&] { later = true; });
  timer.arm(runtime::monotonic_now() + 50ms);
  EXPECT_TRUE(runtime::run_until(loop_, [&] { return later; }));
  EXPECT_EQ(changes_, 1);
}

TEST_F(FileWatchTest, AnExchangedLinkIsAnotherFile) {
  write("first", "same");
  write("second", "same");
  fs::create_symlink("first", path("link"));
  watch_.set({path("link")});
  fs::create_symlink("second", path("new"));
  fs::rename(path("new"), path("link"));
  EXPECT_TRUE(runtime::run_until(loop_, [&] { return changes_ == 1; }));
}

TEST_F(FileWatchTest, AFileThatGoesAndComesBackIsTold) {
  watch_.set({path("config.yaml"), path("absent")});
  fs::remove(path("config.yaml"));
  EXPECT_TRUE(runtime::run_until(loop_, [&] { return changes_ == 1; }));
  write("config.yaml", "back");
  EXPECT_TRUE(runtime::run_until(loop_, [&] { return changes_ == 2; }));
}

}  // namespace vigilcast::app::file_watch_test
