#include "pkg/runtime/text_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace vigilcast::runtime::text_file_test {

class TextFileTest : public testing::Test {
 protected:
  void SetUp() override { std::ofstream(path_) << written_; }
  void TearDown() override { std::filesystem::remove(path_); }

  const std::string path_ = testing::TempDir() + "vigilcast-text-file-" + std::to_string(getpid());
  const std::string written_ = [] {
    std::string out;
    for (int i = 0; i < 20000; ++i) out += "line " + std::to_string(i) + "\n";
    return out;
  }();
};

TEST_F(TextFileTest, WhatWasReleasedComesBack) {
  auto file = TextFile::open(path_, 1 << 20);
  ASSERT_TRUE(file);
  EXPECT_EQ(file->text(), written_);
  const std::size_t size = written_.size();
  for (const auto& [from, to] : {std::pair<std::size_t, std::size_t>{0, size}, {5000, 100000}, {7, 9}, {size, size}}) {
    file->release(from, to);
    EXPECT_EQ(file->text().substr(0, from), written_.substr(0, from));
    EXPECT_EQ(file->text().substr(to), written_.substr(to));
    file->restore(from, to);
    EXPECT_EQ(file->text(), written_);
  }
}

// The name may mean another file by then.
TEST_F(TextFileTest, ItIsTheFileThatWasOpened) {
  auto file = TextFile::open(path_, 1 << 20);
  ASSERT_TRUE(file);
  std::filesystem::remove(path_);
  std::ofstream(path_) << "another one";
  file->release(0, written_.size());
  file->restore(0, written_.size());
  EXPECT_EQ(file->text(), written_);
}

TEST_F(TextFileTest, AFileThatIsMadeShorterIsNoHarm) {
  auto file = TextFile::open(path_, 1 << 20);
  ASSERT_TRUE(file);
  file->release(0, written_.size());
  std::filesystem::resize_file(path_, 10);
  file->restore(0, written_.size());
  EXPECT_EQ(file->text().size(), written_.size());
  EXPECT_EQ(file->text().substr(0, 10), written_.substr(0, 10));
}

TEST_F(TextFileTest, APipeIsKept) {
  int ends[2] = {};
  ASSERT_EQ(pipe(ends), 0);
  const std::string text(40000, 'x');
  ASSERT_EQ(write(ends[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  close(ends[1]);
  auto file = TextFile::open("/proc/self/fd/" + std::to_string(ends[0]), 1 << 20);
  close(ends[0]);
  ASSERT_TRUE(file);
  file->release(0, text.size());
  EXPECT_EQ(file->text(), text);
}

TEST_F(TextFileTest, FailsWithTheReason) {
  EXPECT_EQ(TextFile::open(path_ + ".none", 10).error().text, "no such file");
  EXPECT_FALSE(TextFile::open(path_, 10));
}

}  // namespace vigilcast::runtime::text_file_test
