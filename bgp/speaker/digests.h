// MD5 and SHA1 for BFD authentication, by OpenSSL. Thread: any.
#pragma once

#include "bgp/bfd/authentication.h"

namespace vigilcast::bgp {

bfd::Digests openssl_digests();

}  // namespace vigilcast::bgp
