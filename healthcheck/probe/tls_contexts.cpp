#include "pkg/runtime/asio_headers.h"

#include "healthcheck/probe/tls_contexts.h"

namespace vigilcast::health {
namespace {

Result<std::filesystem::file_time_type> changed_at(const std::string& what, const std::string& file) {
  if (file.empty()) return std::filesystem::file_time_type{};
  std::error_code missing;
  const auto changed = std::filesystem::last_write_time(file, missing);
  if (missing) return fail("cannot read " + what + " " + file + ": " + missing.message());
  return changed;
}

Result<void> trust(SSL_CTX* context, const TlsOptions& options) {
  SSL_CTX_set_verify(context, options.verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
  if (options.verify && options.ca_file.empty()) SSL_CTX_set_default_verify_paths(context);
  if (options.ca_file.empty() || SSL_CTX_load_verify_locations(context, options.ca_file.c_str(), nullptr) == 1) return {};
  return fail("the CA file " + options.ca_file + " holds no certificate that can be read", "", "give a file of PEM certificates");
}

Result<void> show(SSL_CTX* context, const TlsOptions& options) {
  if (options.certificate_file.empty()) return {};
  if (SSL_CTX_use_certificate_chain_file(context, options.certificate_file.c_str()) != 1) {
    return fail("the file " + options.certificate_file + " holds no certificate that can be read", "", "give a file of PEM certificates, our own first");
  }
  const std::string& key = options.key_file.empty() ? options.certificate_file : options.key_file;
  if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) == 1) return {};
  return fail("the file " + key + " holds no private key that can be read and belongs to " + options.certificate_file);
}

// Sessions are kept by who resumes them (TlsClient), not by OpenSSL: its own cache is for servers.
Result<SSL_CTX*> make(const TlsOptions& options) {
  ERR_clear_error();
  std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  if (!context) return fail("OpenSSL gives no TLS context");
  SSL_CTX_set_min_proto_version(context.get(), options.minimum == TlsVersion::v1_3 ? TLS1_3_VERSION : TLS1_2_VERSION);
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);         // kept connections are idle nearly always
  SSL_CTX_set_options(context.get(), SSL_OP_IGNORE_UNEXPECTED_EOF);  // servers that close without a goodbye are common; HTTP tells whether the answer was whole
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  if (const auto trusted = trust(context.get(), options); !trusted) return std::unexpected(trusted.error());
  if (const auto shown = show(context.get(), options); !shown) return std::unexpected(shown.error());
  return context.release();
}

// Without what is looked at after the handshake, or told to a connection.
TlsOptions key_of(TlsOptions options) {
  options.server_name.clear();
  options.pin.clear();
  options.validity = {};
  return options;
}

}  // namespace

Result<SSL_CTX*> TlsContexts::get(const TlsOptions& options) {
  Entry& entry = entries_[key_of(options)];
  Times changed;
  for (const auto& [at, what, file] : {std::tuple{0, "the CA file", options.ca_file}, std::tuple{1, "the certificate", options.certificate_file},
                                       std::tuple{2, "the key", options.key_file}}) {
    const auto time = changed_at(what, file);
    if (!time) return std::unexpected(time.error());
    changed.at(static_cast<std::size_t>(at)) = *time;
  }
  if (entry.context && entry.changed == changed) return entry.context.get();
  const auto context = make(options);
  if (!context) return std::unexpected(context.error());
  entry.context.reset(*context);
  entry.changed = changed;
  return *context;
}

}  // namespace vigilcast::health
