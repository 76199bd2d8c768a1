// OpenSSL's objects with an owner. For the .cpp files of this folder.
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>

namespace vigilcast::admin {

template <auto release>
struct Release {
  void operator()(auto* pointer) const { release(pointer); }
};
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using Cert = std::unique_ptr<X509, Release<X509_free>>;
using Memory = std::unique_ptr<BIO, Release<BIO_free_all>>;

}  // namespace vigilcast::admin
