// OpenSSL contexts shared by all probes that trust the same authorities: loading those costs milliseconds and megabytes. For the probe loop.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "pkg/base/result.h"
#include "pkg/runtime/asio_headers.h"

namespace vigilcast::health {

class TlsContexts {
 public:
  // `ca_file` empty: the system's authorities. A file that changed on disk is read again. Valid until the next call; a connection keeps its own reference.
  Result<SSL_CTX*> get(bool verify, const std::string& ca_file);

 private:
  struct FreeContext {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };
  struct Entry {
    std::unique_ptr<SSL_CTX, FreeContext> context;
    std::filesystem::file_time_type changed;
  };
  std::map<std::pair<bool, std::string>, Entry> entries_;
};

}  // namespace vigilcast::health
