#include "bgp/speaker/digests.h"

#include <openssl/evp.h>

namespace vigilcast::bgp {

namespace {

// Empty when OpenSSL does not offer the digest (FIPS mode): nothing is authentic then.
Bytes digest(ByteView data, const EVP_MD* kind) {
  Bytes out(EVP_MAX_MD_SIZE);
  unsigned size = 0;
  if (EVP_Digest(data.data(), data.size(), out.data(), &size, kind, nullptr) != 1) size = 0;
  out.resize(size);
  return out;
}

}  // namespace

bfd::Digests openssl_digests() {
  return {[](ByteView data) { return digest(data, EVP_md5()); }, [](ByteView data) { return digest(data, EVP_sha1()); }};
}

}  // namespace vigilcast::bgp
