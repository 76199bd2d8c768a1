// Certificates made on the spot for the TLS tests: P-256, signed by themselves, so the certificate's file is its own authority.
#pragma once

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <string>

namespace vigilcast::health::probe_test {

class Certificate {
 public:
  // `names` as OpenSSL writes them: "DNS:web.example,IP:127.0.0.1". Valid from a day ago to `ends_in` seconds from now.
  explicit Certificate(const std::string& names, long ends_in = 86400) : key_(EVP_EC_gen("P-256")), certificate_(X509_new()) {
    X509_set_version(certificate_, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate_), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate_), -86400);
    X509_gmtime_adj(X509_getm_notAfter(certificate_), ends_in);
    X509_set_pubkey(certificate_, key_);
    X509_NAME* subject = X509_get_subject_name(certificate_);
    const std::string text = "vigilcast test";
    X509_NAME_add_entry_by_NID(subject, NID_commonName, MBSTRING_ASC, reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()), -1,
                               0);
    X509_set_issuer_name(certificate_, subject);
    add(NID_basic_constraints, "critical,CA:TRUE");
    add(NID_subject_alt_name, names);
    X509_sign(certificate_, key_, EVP_sha256());
    context_ = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate(context_, certificate_);
    SSL_CTX_use_PrivateKey(context_, key_);
    save();
  }
  ~Certificate() {
    SSL_CTX_free(context_);
    X509_free(certificate_);
    EVP_PKEY_free(key_);
    ::unlink(file_.c_str());
  }
  Certificate(const Certificate&) = delete;
  Certificate& operator=(const Certificate&) = delete;

  [[nodiscard]] SSL_CTX* server() const { return context_; }
  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] std::string pem() const {
    return text([this](BIO* out) { PEM_write_bio_X509(out, certificate_); });
  }
  [[nodiscard]] std::string key_pem() const {
    return text([this](BIO* out) { PEM_write_bio_PrivateKey(out, key_, nullptr, nullptr, 0, nullptr, nullptr); });
  }

 private:
  void add(int nid, const std::string& value) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str());
    X509_add_ext(certificate_, extension, -1);
    X509_EXTENSION_free(extension);
  }
  template <class Write>
  static std::string text(Write write) {
    BIO* out = BIO_new(BIO_s_mem());
    write(out);
    char* begin = nullptr;
    const long size = BIO_ctrl(out, BIO_CTRL_INFO, 0, &begin);
    std::string all(begin, static_cast<std::size_t>(size));
    BIO_free(out);
    return all;
  }
  void save() {
    const int descriptor = ::mkstemp(file_.data());
    std::FILE* out = ::fdopen(descriptor, "w");
    PEM_write_X509(out, certificate_);
    std::fclose(out);
  }

  EVP_PKEY* key_;
  X509* certificate_;
  SSL_CTX* context_ = nullptr;
  std::string file_ = "/tmp/vigilcast-test-XXXXXX";
};

}  // namespace vigilcast::health::probe_test
