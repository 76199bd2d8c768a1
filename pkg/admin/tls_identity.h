// The certificate that a TLS listener shows, as an OpenSSL context for new connections: TLS 1.2 and later (RFC 9325), no renegotiation.
//
// Files are looked at whenever a connection comes and read again when they changed; while the new ones cannot be used (half written, key of another
// certificate), the old certificate stays and `complain` is told once. Connections that are open keep theirs.
// Blocks for as long as small files take. Thread: the admin loop's, after it was made.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "pkg/admin/certificate.h"
#include "pkg/base/result.h"

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace vigilcast::admin {

using SharedTlsContext = std::shared_ptr<ssl_ctx_st>;

// Of a certificate with its chain and its key, both PEM.
Result<SharedTlsContext> make_tls_context(const Certificate& certificate);

class TlsIdentity {
 public:
  using Complain = std::function<void(const Error&)>;

  static Result<std::shared_ptr<TlsIdentity>> from_files(std::string certificate, std::string key, Complain complain);
  static Result<std::shared_ptr<TlsIdentity>> made_up(const IpAddress& address);  // signed by itself

  SharedTlsContext context();

 private:
  TlsIdentity(std::string certificate, std::string key, Complain complain)
      : certificate_(std::move(certificate)), key_(std::move(key)), complain_(std::move(complain)) {}
  Result<void> read();

  std::string certificate_, key_;  // paths; empty: made up
  Complain complain_;
  std::string seen_;               // what told the files that were read last from others
  SharedTlsContext context_;
};

}  // namespace vigilcast::admin
