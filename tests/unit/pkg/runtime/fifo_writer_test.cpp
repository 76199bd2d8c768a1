// Answers into a FIFO: each reader gets its own, and nobody gets another's.
#include "pkg/runtime/fifo_writer.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>

#include "pkg/runtime/descriptor.h"
#include "tests/unit/pkg/runtime/run_until.h"

namespace vigilcast::runtime::fifo_writer_test {

class FifoWriterTest : public testing::Test {
 protected:
  FifoWriterTest() {
    std::string name = std::filesystem::temp_directory_path() / "vigilcast-fifo-XXXXXX";
    directory = ::mkdtemp(name.data());
    path = directory / "out";
    EXPECT_EQ(::mkfifo(path.c_str(), 0600), 0);
  }
  ~FifoWriterTest() override { std::filesystem::remove_all(directory); }
  [[nodiscard]] Descriptor reader() const { return Descriptor(::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC)); }
  // What is there now.
  static std::string read(const Descriptor& from) {
    std::string out;
    std::array<char, 4096> piece;
    for (ssize_t count = 0; (count = ::read(from.get(), piece.data(), piece.size())) > 0;) out.append(piece.data(), static_cast<std::size_t>(count));
    return out;
  }

  std::filesystem::path directory;
  std::string path;
  Loop loop;
};

TEST_F(FifoWriterTest, WithoutAReaderNothingIsKept) {
  FifoWriter writer(loop, path, 1 << 20);
  EXPECT_FALSE(writer.write("nobody's\n"));
  const Descriptor one = reader();
  EXPECT_TRUE(writer.write("mine\n"));
  EXPECT_EQ(read(one), "mine\n");
}

TEST_F(FifoWriterTest, WhatAReaderLeavesIsNotForTheNext) {
  FifoWriter writer(loop, path, 1 << 20);
  {
    const Descriptor hasty = reader();
    EXPECT_TRUE(writer.write("old\n"));
  }
  const Descriptor next = reader();
  EXPECT_TRUE(writer.write("new\n"));
  EXPECT_EQ(read(next), "new\n");
}

TEST_F(FifoWriterTest, ALongAnswerThatSomebodyLeavesIsNotForTheNext) {
  FifoWriter writer(loop, path, 1 << 20);
  const std::string longer(100'000, 'x');  // than a pipe holds
  {
    const Descriptor slow = reader();
    EXPECT_TRUE(writer.write(longer));
    EXPECT_GT(writer.queued(), 0U);
    std::string got;
    EXPECT_TRUE(run_until(loop, [&] {
      if (writer.queued() > 0) got += read(slow);
      return writer.queued() == 0;
    }));
    EXPECT_LT(got.size(), longer.size()) << "its end is still in the pipe";
  }
  const Descriptor next = reader();
  EXPECT_TRUE(writer.write("new\n"));
  EXPECT_TRUE(read(next) == "new\n");
}

TEST_F(FifoWriterTest, WhatIsNoFifoIsNotWrittenTo) {
  FifoWriter writer(loop, "/dev/null", 1 << 20);
  EXPECT_FALSE(writer.write("x"));
}

}  // namespace vigilcast::runtime::fifo_writer_test
