// What a probe demands of TLS, and what it shows: for https and every other kind over TLS.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "pkg/base/time.h"

namespace vigilcast::health {

enum class TlsVersion : std::uint8_t { v1_2, v1_3 };

struct TlsOptions {
  bool verify = true;             // the certificate must be valid and bear the server's name
  std::string ca_file;            // PEM; empty: the system's authorities
  std::string server_name;        // SNI and the name to verify; empty: the host of the target
  std::string certificate_file;   // PEM, ours, for a server that wants to know the client; empty: none
  std::string key_file;           // its key; empty: in certificate_file
  TlsVersion minimum = TlsVersion::v1_2;
  Duration validity{};            // a certificate that ends sooner makes the target degraded; 0: nothing is asked
  std::string pin;                // SHA-256 of the certificate's public key (SubjectPublicKeyInfo, as in RFC 7469), base64; empty: any

  friend auto operator<=>(const TlsOptions&, const TlsOptions&) = default;
};

}  // namespace vigilcast::health
