// Control groups as the kernel shows them, in a folder of our own.
#include "pkg/runtime/memory_limit.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace vigilcast::runtime::memory_limit_test {

class MemoryLimitTest : public ::testing::Test {
 protected:
  MemoryLimitTest() {
    std::string name = (std::filesystem::temp_directory_path() / "groups-XXXXXX").string();
    folder = mkdtemp(name.data());
  }
  ~MemoryLimitTest() override { std::filesystem::remove_all(folder); }
  void write(const std::string& file, const std::string& text) const {
    std::filesystem::create_directories((std::filesystem::path(folder) / file).parent_path());
    std::ofstream(folder + "/" + file) << text;
  }
  [[nodiscard]] std::optional<std::size_t> limit() const { return memory_limit(folder + "/member", folder + "/mounted"); }

  std::string folder;
};

TEST_F(MemoryLimitTest, IsThatOfTheGroup) {
  write("member", "0::/system.slice/vigilcast.service\n");
  write("mounted/system.slice/vigilcast.service/memory.max", "134217728\n");
  EXPECT_EQ(limit(), 134217728U);
}

TEST_F(MemoryLimitTest, IsTheLeastOfTheGroupsAbove) {
  write("member", "0::/a/b\n");
  write("mounted/a/b/memory.max", "max\n");
  write("mounted/a/memory.max", "5000\n");
  EXPECT_EQ(limit(), 5000U);
  write("mounted/a/b/memory.max", "6000\n");
  EXPECT_EQ(limit(), 5000U);
  write("mounted/a/b/memory.max", "4000\n");
  EXPECT_EQ(limit(), 4000U);
}

TEST_F(MemoryLimitTest, IsThatOfTheMountInAContainer) {
  write("mounted/memory.max", "4096\n");
  write("member", "0::/\n");
  EXPECT_EQ(limit(), 4096U);
  write("member", "0::/kubepods/pod1/container\n");
  EXPECT_EQ(limit(), 4096U) << "the path is that of the host";
}

TEST_F(MemoryLimitTest, IsReadFromTheOlderGroupsToo) {
  write("member", "5:cpu,cpuacct:/elsewhere\n4:memory:/docker/1\n1:name=systemd:/x\n0::/x\n");
  write("mounted/memory/docker/1/memory.limit_in_bytes", "8192\n");
  write("mounted/memory/memory.limit_in_bytes", "9223372036854771712\n");
  EXPECT_EQ(limit(), 8192U);
}

TEST_F(MemoryLimitTest, IsNoneWithoutAWordAboutIt) {
  EXPECT_EQ(limit(), std::nullopt);
  write("member", "0::/a\nnonsense\n3:\n");
  EXPECT_EQ(limit(), std::nullopt);
  write("mounted/a/memory.max", "max\n");
  EXPECT_EQ(limit(), std::nullopt);
}

}  // namespace vigilcast::runtime::memory_limit_test
