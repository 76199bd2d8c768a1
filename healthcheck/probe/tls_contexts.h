// OpenSSL contexts shared by all probes that trust the same authorities and show the same certificate: loading those costs milliseconds and megabytes.
// For the probe loop.
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "healthcheck/tls_options.h"
#include "pkg/base/result.h"
#include "pkg/runtime/asio_headers.h"

namespace vigilcast::health {

class TlsContexts {
 public:
  // Files that changed on disk are read again. Valid until the next call; a connection keeps its own reference.
  Result<SSL_CTX*> get(const TlsOptions& options);

 private:
  struct FreeContext {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };
  using Times = std::array<std::filesystem::file_time_type, 3>;
  struct Entry {
    std::unique_ptr<SSL_CTX, FreeContext> context;
    Times changed;
  };
  std::map<TlsOptions, Entry> entries_;  // by what concerns the context
};

}  // namespace vigilcast::health
