#include "pkg/admin/tls_identity.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include "pkg/admin/openssl_pointers.h"
#include "pkg/runtime/files.h"

namespace vigilcast::admin {
namespace {

constexpr std::size_t kLargestPem = 1U << 20U;

Memory source_of(const std::string& pem) { return Memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))); }

// A callback that knows no password: OpenSSL would ask the terminal.
int no_password(char*, int, int, void*) { return 0; }

Cert next_certificate(BIO* source) { return Cert(PEM_read_bio_X509(source, nullptr, no_password, nullptr)); }

Result<void> show(SSL_CTX* context, const Certificate& certificate) {
  const Memory chain = source_of(certificate.chain), secret = source_of(certificate.key);
  const Cert own = next_certificate(chain.get());
  if (!own) return fail("holds no PEM certificate that can be read");
  if (SSL_CTX_use_certificate(context, own.get()) != 1) return fail("its first certificate is too weak, or of a kind that TLS cannot use");
  while (const Cert next = next_certificate(chain.get())) {
    if (SSL_CTX_add1_chain_cert(context, next.get()) != 1) return fail("a certificate that vouches for the first is too weak");
  }
  const Key key(PEM_read_bio_PrivateKey(secret.get(), nullptr, no_password, nullptr));
  if (!key) return fail("there is no PEM key for it that can be read without a password");
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1) return fail("the key does not belong to the first certificate");
  return {};
}

}  // namespace

Result<SharedTlsContext> make_tls_context(const Certificate& certificate) {
  SharedTlsContext context(SSL_CTX_new(TLS_server_method()), [](SSL_CTX* each) { SSL_CTX_free(each); });
  if (!context) return fail("OpenSSL gives no TLS context");
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);  // tickets cost us no memory
  const auto shown = show(context.get(), certificate);
  ERR_clear_error();  // the end of a PEM file counts as an error
  if (!shown) return std::unexpected(shown.error());
  return context;
}

Result<std::shared_ptr<TlsIdentity>> TlsIdentity::from_files(std::string certificate, std::string key, Complain complain) {
  std::shared_ptr<TlsIdentity> out(new TlsIdentity(std::move(certificate), std::move(key), std::move(complain)));
  if (auto read = out->read(); !read) return std::unexpected(read.error());
  return out;
}

Result<std::shared_ptr<TlsIdentity>> TlsIdentity::made_up(const IpAddress& address) {
  const auto certificate = make_self_signed("vigilcast", address.is_unspecified() ? std::vector<IpAddress>{} : std::vector{address});
  if (!certificate) return std::unexpected(certificate.error());
  auto context = make_tls_context(*certificate);
  if (!context) return std::unexpected(context.error());
  std::shared_ptr<TlsIdentity> out(new TlsIdentity({}, {}, {}));
  out->context_ = *std::move(context);
  return out;
}

// The fingerprint is taken before the files are read: what changes meanwhile is seen the next time.
Result<void> TlsIdentity::read() {
  seen_ = runtime::file_stamp(certificate_) + runtime::file_stamp(key_);
  auto chain = runtime::read_file(certificate_, kLargestPem);
  if (!chain) return std::unexpected(chain.error());
  auto key = runtime::read_file(key_, kLargestPem);
  if (!key) return std::unexpected(key.error());
  auto context = make_tls_context({*std::move(chain), *std::move(key)});
  if (!context) return fail(context.error().text, certificate_);
  context_ = *std::move(context);
  return {};
}

SharedTlsContext TlsIdentity::context() {
  if (certificate_.empty() || runtime::file_stamp(certificate_) + runtime::file_stamp(key_) == seen_) return context_;
  if (const auto renewed = read(); !renewed) complain_(renewed.error());
  return context_;
}

}  // namespace vigilcast::admin
