#include "pkg/runtime/asio_headers.h"

#include "healthcheck/probe/tls_contexts.h"

namespace vigilcast::health {

Result<SSL_CTX*> TlsContexts::get(bool verify, const std::string& ca_file) {
  Entry& entry = entries_[{verify, ca_file}];
  std::error_code missing;
  const auto changed = ca_file.empty() ? std::filesystem::file_time_type{} : std::filesystem::last_write_time(ca_file, missing);
  if (missing) return fail("cannot read the CA file " + ca_file + ": " + missing.message());
  if (entry.context && entry.changed == changed) return entry.context.get();

  ERR_clear_error();
  std::unique_ptr<SSL_CTX, FreeContext> context(SSL_CTX_new(TLS_client_method()));
  if (!context) return fail("OpenSSL gives no TLS context");
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);           // kept connections are idle nearly always
  SSL_CTX_set_options(context.get(), SSL_OP_IGNORE_UNEXPECTED_EOF);  // servers that close without a goodbye are common; HTTP tells whether the answer was whole
  SSL_CTX_set_verify(context.get(), verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
  if (verify && ca_file.empty()) SSL_CTX_set_default_verify_paths(context.get());
  if (!ca_file.empty() && SSL_CTX_load_verify_locations(context.get(), ca_file.c_str(), nullptr) != 1) {
    return fail("the CA file " + ca_file + " holds no certificate that can be read", "", "give a file of PEM certificates");
  }
  entry = {std::move(context), changed};
  return entry.context.get();
}

}  // namespace vigilcast::health
