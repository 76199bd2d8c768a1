#include "pkg/admin/certificate.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include "pkg/admin/openssl_pointers.h"

namespace vigilcast::admin {
namespace {

using Extension = std::unique_ptr<X509_EXTENSION, Release<X509_EXTENSION_free>>;

constexpr long kHour = 3600;
constexpr long kTenYears = 10L * 365 * 24 * kHour;

Error openssl_error(std::string_view doing) {
  char text[256] = {};
  ERR_error_string_n(ERR_get_error(), text, sizeof text);
  return Error{std::string(doing) + ": " + text, "", ""};
}

bool add_extension(X509* certificate, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool set_name(X509* certificate, const std::string& name) {
  X509_NAME* subject = X509_get_subject_name(certificate);
  const auto* bytes = reinterpret_cast<const unsigned char*>(name.c_str());
  return X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, bytes, -1, -1, 0) == 1 && X509_set_issuer_name(certificate, subject) == 1;
}

// Two starts must not make two certificates with one serial number: browsers refuse the second.
bool set_serial(X509* certificate) {
  std::uint64_t serial = 0;
  return RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1 &&
         ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1U) == 1;
}

std::string alternative_names(const std::string& name, const std::vector<IpAddress>& addresses) {
  std::string out = "DNS:" + name;
  for (const IpAddress& address : addresses) out += ",IP:" + address.to_string();
  return out;
}

bool fill(X509* certificate, EVP_PKEY* key, const std::string& name, const std::vector<IpAddress>& addresses) {
  return X509_set_version(certificate, X509_VERSION_3) == 1 && set_serial(certificate) &&
         X509_gmtime_adj(X509_getm_notBefore(certificate), -kHour) != nullptr && X509_gmtime_adj(X509_getm_notAfter(certificate), kTenYears) != nullptr &&
         set_name(certificate, name) && X509_set_pubkey(certificate, key) == 1 && add_extension(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
         add_extension(certificate, NID_ext_key_usage, "serverAuth") && add_extension(certificate, NID_subject_alt_name, alternative_names(name, addresses)) &&
         X509_sign(certificate, key, EVP_sha256()) > 0;
}

std::string text_of(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace

Result<Certificate> make_self_signed(const std::string& name, const std::vector<IpAddress>& addresses) {
  const Key key(EVP_EC_gen("P-256"));
  const Cert certificate(X509_new());
  if (!key || !certificate || !fill(certificate.get(), key.get(), name, addresses)) {
    return std::unexpected(openssl_error("a certificate for " + name + " cannot be made"));
  }
  const Memory chain(BIO_new(BIO_s_mem())), secret(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_X509(chain.get(), certificate.get()) != 1 ||
      PEM_write_bio_PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    return std::unexpected(openssl_error("a certificate for " + name + " cannot be written"));
  }
  return Certificate{text_of(chain.get()), text_of(secret.get())};
}

}  // namespace vigilcast::admin
