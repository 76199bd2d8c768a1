// Where reading is in an object, and what is wrong so far. Every mistake is kept with its path: "spec.nodeSelectors[1]: …".
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace vigilcast::kube {

class Reader {
 public:
  Reader(std::vector<std::string>& mistakes, std::string path) : mistakes_(&mistakes), path_(std::move(path)) {}

  [[nodiscard]] Reader at(std::string_view key) const { return {*mistakes_, path_ + "." + std::string(key)}; }
  [[nodiscard]] Reader at(std::size_t index) const { return {*mistakes_, path_ + "[" + std::to_string(index) + "]"}; }

  void refuse(std::string_view why) const { mistakes_->push_back(path_ + ": " + std::string(why)); }
  [[nodiscard]] bool good() const { return mistakes_->empty(); }

 private:
  std::vector<std::string>* mistakes_;
  std::string path_;
};

}  // namespace vigilcast::kube
