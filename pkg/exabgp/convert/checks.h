// Helpers that are ExaBGP's healthcheck as checks of YAML, and what they announce as services.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "pkg/exabgp/convert/services.h"
#include "pkg/exabgp/convert/unique_names.h"
#include "pkg/exabgp/healthcheck/options.h"

namespace vigilcast::exabgp::convert {

// The text of the file that --config names.
using ReadOptions = std::function<Result<std::string>(const std::string& path)>;

class Checks {
 public:
  Checks(Services& services, std::vector<Note>& notes, const ReadOptions& read) : services_(services), notes_(notes), read_(read) {}

  // False: the process is no healthcheck. `peers` are the numbers of the neighbors that name it.
  bool add(const model::ProcessSpec& process, unsigned line, const std::vector<std::size_t>& peers);

  [[nodiscard]] bool empty() const { return text_.empty(); }
  [[nodiscard]] const std::string& yaml() const { return text_; }  // the map, without its key

 private:
  std::string say_check(const std::string& name, const HealthcheckOptions& options, unsigned line);

  Services& services_;
  std::vector<Note>& notes_;
  const ReadOptions& read_;
  UniqueNames names_;
  std::string text_;
};

}  // namespace vigilcast::exabgp::convert
