#include "pkg/app/pid_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace vigilcast::app::pid_file_test {

class PidFileTest : public testing::Test {
 protected:
  PidFileTest() {
    std::string name = (std::filesystem::temp_directory_path() / "vigilcast-pid-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~PidFileTest() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& text) const { std::ofstream(path()) << text; }
  [[nodiscard]] std::string path() const { return folder_ / "pid"; }
  [[nodiscard]] std::string content() const {
    std::ifstream in(path());
    return {std::istreambuf_iterator<char>(in), {}};
  }

 private:
  std::filesystem::path folder_;
};

TEST_F(PidFileTest, IsThereAsLongAsItIsHeld) {
  {
    const auto claimed = PidFile::claim(path());
    ASSERT_TRUE(claimed) << claimed.error().to_string();
    EXPECT_EQ(content(), std::to_string(getpid()) + "\n");
  }
  EXPECT_FALSE(std::filesystem::exists(path()));
}

TEST_F(PidFileTest, ALiveProcessKeepsItsFile) {
  write("1\n");
  const auto claimed = PidFile::claim(path());
  ASSERT_FALSE(claimed);
  EXPECT_NE(claimed.error().to_string().find("process 1 runs already"), std::string::npos) << claimed.error().to_string();
  EXPECT_EQ(content(), "1\n");
}

TEST_F(PidFileTest, WhatOthersHaveLeftIsOverwritten) {
  for (const char* left : {"", "4194304999\n", "-1\n", "no number\n"}) {
    write(left);
    EXPECT_TRUE(PidFile::claim(path())) << left;
  }
}

TEST_F(PidFileTest, AFileThatAnotherHasTakenSinceIsLeftToIt) {
  {
    const auto claimed = PidFile::claim(path());
    ASSERT_TRUE(claimed);
    write("1\n");
  }
  EXPECT_EQ(content(), "1\n");
}

TEST_F(PidFileTest, AFolderThatIsNotThereIsAnError) { EXPECT_FALSE(PidFile::claim(path() + "/no/such/pid")); }

}  // namespace vigilcast::app::pid_file_test
