// What a TLS client needs, in memory: PEM texts, so that nothing depends on files that change while they are read. Values only.
#pragma once

#include <string>

namespace vigilcast::http {

struct TlsOptions {
  std::string ca = {};           // the only authorities that are trusted; empty: the system's
  std::string certificate = {};  // the client's own, with the rest of its chain; empty: none
  std::string key = {};
  std::string server_name = {};  // asked for (SNI) and to be certified, instead of the URL's host; empty: that host
  bool insecure = false;    // any certificate will do

  friend bool operator==(const TlsOptions&, const TlsOptions&) = default;
};

}  // namespace vigilcast::http
