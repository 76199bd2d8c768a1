// Reading and replacing whole files.
#include "pkg/runtime/files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace vigilcast::runtime::files_test {

class Files : public testing::Test {
 protected:
  Files() {
    std::string name = std::filesystem::temp_directory_path() / "vigilcast-files-XXXXXX";
    directory = ::mkdtemp(name.data());
  }
  ~Files() override { std::filesystem::remove_all(directory); }
  [[nodiscard]] std::string path(const std::string& name) const { return directory / name; }

  std::filesystem::path directory;
};

TEST_F(Files, ReadBackWhatWasWritten) {
  const std::string content("a\0b\n", 4);
  ASSERT_TRUE(write_file_atomically(path("f"), content));
  EXPECT_EQ(read_file(path("f"), 4), content);
  ASSERT_TRUE(write_file_atomically(path("f"), ""));
  EXPECT_EQ(read_file(path("f"), 4), "");
}

TEST_F(Files, HaveAnotherStampOnceTheyAreReplaced) {
  EXPECT_EQ(file_stamp(path("f")), file_stamp(path("g"))) << "neither is there";
  ASSERT_TRUE(write_file_atomically(path("f"), "a"));
  std::filesystem::create_symlink("f", path("link"));
  const std::string before = file_stamp(path("link"));
  EXPECT_EQ(file_stamp(path("link")), before);
  EXPECT_NE(before, file_stamp(path("g")));
  ASSERT_TRUE(write_file_atomically(path("f"), "b"));
  EXPECT_NE(file_stamp(path("link")), before) << "what the link leads to";
}

TEST_F(Files, LongerThanTheLimitAreRefused) {
  ASSERT_TRUE(write_file_atomically(path("f"), std::string(100'001, 'x')));
  const auto read = read_file(path("f"), 100'000);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().to_string(), path("f") + ": is longer than 100000 bytes");
}

TEST_F(Files, ThatCannotBeReadSayWhy) {
  EXPECT_EQ(read_file(path("absent"), 1).error().to_string(), path("absent") + ": no such file");
  EXPECT_EQ(read_file(directory, 1).error().to_string(), directory.string() + ": is a directory, not a file");
}

TEST_F(Files, ThatMayKeepUsWaitingAreRefusedWhereAskedTo) {
  const std::string fifo = path("fifo");
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_EQ(read_regular_file(fifo, 100).error().to_string(), fifo + ": is not a regular file");
  EXPECT_EQ(read_regular_file(directory.string(), 100).error().to_string(), directory.string() + ": is not a regular file");
}

TEST_F(Files, ReplacingKeepsTheModeAndLeavesNothingBehind) {
  ASSERT_TRUE(write_file_atomically(path("secret"), "one", 0600));
  ASSERT_TRUE(write_file_atomically(path("secret"), "two", 0644));
  struct stat info{};
  ASSERT_EQ(::stat(path("secret").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory), {}), 1);
}

TEST_F(Files, ThatCannotBeWrittenSayWhyAndStayAsTheyWere) {
  EXPECT_EQ(write_file_atomically(path("no/such/f"), "x").error().to_string(), path("no/such/f") + ": cannot be written: no such file or directory");
  std::filesystem::create_directory(path("d"));
  EXPECT_EQ(write_file_atomically(path("d"), "x").error().to_string(), path("d") + ": cannot be written: is a directory");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory), {}), 1) << "the temporary file is gone";
}

}  // namespace vigilcast::runtime::files_test
