#include "pkg/http/tls_client.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "pkg/runtime/errno_text.h"

namespace vigilcast::http {
namespace {

struct FreePem {
  void operator()(BIO* source) const { BIO_free(source); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Source = std::unique_ptr<BIO, FreePem>;
using Certificate = std::unique_ptr<X509, FreePem>;
using Key = std::unique_ptr<EVP_PKEY, FreePem>;

Source source_of(const std::string& pem) { return Source(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))); }

// A callback that knows no password: OpenSSL would ask the terminal.
int no_password(char*, int, int, void*) { return 0; }

Certificate next_certificate(BIO* source) { return Certificate(PEM_read_bio_X509(source, nullptr, no_password, nullptr)); }

// These authorities and no others: the system's must not vouch for a cluster that has its own.
Result<void> trust(SSL_CTX* context, const std::string& pem) {
  const Source source = source_of(pem);
  X509_STORE* store = SSL_CTX_get_cert_store(context);
  unsigned count = 0;
  while (const Certificate authority = next_certificate(source.get())) {
    X509_STORE_add_cert(store, authority.get());
    ++count;
  }
  if (count == 0) return fail("the CA holds no PEM certificate that can be read");
  X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);  // an intermediate may be all that is given, as with other clients of Kubernetes
  return {};
}

Result<void> present(SSL_CTX* context, const TlsOptions& options) {
  const Source chain = source_of(options.certificate);
  const Certificate own = next_certificate(chain.get());
  if (!own || SSL_CTX_use_certificate(context, own.get()) != 1) return fail("the client certificate is no PEM certificate that can be read");
  while (const Certificate next = next_certificate(chain.get())) SSL_CTX_add1_chain_cert(context, next.get());
  const Key key(PEM_read_bio_PrivateKey(source_of(options.key).get(), nullptr, no_password, nullptr));
  if (!key) return fail("the client key is no PEM key that can be read without a password");
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1) return fail("the client key does not belong to the client certificate");
  return {};
}

}  // namespace

Result<TlsContext> make_tls_context(const TlsOptions& options) {
  ERR_clear_error();
  TlsContext context(SSL_CTX_new(TLS_client_method()));
  if (!context) return fail("OpenSSL gives no TLS context");
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_options(context.get(), SSL_OP_IGNORE_UNEXPECTED_EOF);  // HTTP tells whether the answer was whole
  SSL_CTX_set_verify(context.get(), options.insecure ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, nullptr);
  if (options.ca.empty()) {
    SSL_CTX_set_default_verify_paths(context.get());
  } else if (const auto trusted = trust(context.get(), options.ca); !trusted) {
    return std::unexpected(trusted.error());
  }
  if (options.certificate.empty()) return context;
  if (const auto presented = present(context.get(), options); !presented) return std::unexpected(presented.error());
  return context;
}

std::string handshake_problem(const SSL* connection, const std::string& name, int error) {
  const long verdict = SSL_get_verify_result(connection);
  if (verdict != X509_V_OK && SSL_get_verify_mode(connection) != SSL_VERIFY_NONE) {
    if (verdict == X509_V_ERR_HOSTNAME_MISMATCH || verdict == X509_V_ERR_IP_ADDRESS_MISMATCH) return "the server's certificate is not for " + name;
    return std::string("the server's certificate is refused: ") + X509_verify_cert_error_string(verdict);
  }
  if (const unsigned long code = ERR_peek_last_error(); code != 0) {
    const char* reason = ERR_reason_error_string(code);
    return reason != nullptr ? std::string("TLS: ") + reason : "TLS: OpenSSL error " + std::to_string(code);
  }
  return "TLS: " + (error == 0 ? std::string("closed by the server") : runtime::errno_text(error));
}

}  // namespace vigilcast::http
