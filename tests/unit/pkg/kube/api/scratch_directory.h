// A directory for the files of one test; gone with it.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace vigilcast::kube::api_test {

class ScratchDirectory {
 public:
  ScratchDirectory() { path_ = ::mkdtemp((std::filesystem::temp_directory_path() / "vigilcast-kube-XXXXXX").string().data()); }
  ~ScratchDirectory() { std::filesystem::remove_all(path_); }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  // As the kubelet does it: the old content, then the new one, nothing between.
  void write(const std::string& name, const std::string& content) const {
    std::ofstream(path_ + "/." + name) << content;
    std::filesystem::rename(path_ + "/." + name, path_ + "/" + name);
  }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace vigilcast::kube::api_test
